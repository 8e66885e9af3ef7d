"""A PostgreSQL server of our own for the tests: made on first use in a temporary folder, gone afterwards."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

_OLDEST = 13
_START_S = 30


def programs() -> Path | None:
    """Return the folder of the newest installed server's programs, None when there is none."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    versions = {float(path.parent.name): path for path in found}
    newest = max(versions, default=0.0)
    if newest >= _OLDEST:
        return versions[newest]
    elsewhere = shutil.which("initdb")
    return Path(elsewhere).parent if elsewhere else None


class Cluster:
    """A server that believes everybody who comes from this machine. `home` holds all that it writes."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.port = free_port()
        self.home = home
        self.programs = folder
        self._owner = _unprivileged(home)
        self._server: subprocess.Popen[Any]

    def url(self, database: str) -> str:
        """Return the address of a database, as in DATABASE_URL."""
        return f"postgresql+psycopg://ascolto@127.0.0.1:{self.port}/{database}"

    @contextlib.contextmanager
    def database(self, name: str, template: str = "template0") -> Iterator[str]:
        """A database of that name for a while, a copy of `template`: its address."""
        self.create(name, template)
        try:
            yield self.url(name)
        finally:
            self._do("DROP DATABASE {} WITH (FORCE)", name)  # whoever is connected

    def create(self, database: str, template: str = "template0") -> None:
        """Make a database as a copy of `template`."""
        self._do("CREATE DATABASE {} TEMPLATE {}", database, template)

    def dump(self, database: str) -> bytes:
        """What `pg_dump` writes of a database."""
        command = (str(self.programs / "pg_dump"), "-h", "127.0.0.1", "-p", str(self.port), "-U", "ascolto", database)
        return subprocess.run(command, check=True, capture_output=True).stdout

    def make(self) -> None:
        """Make its files."""
        options = ("-U", "ascolto", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        made = (str(self.programs / "initdb"), "-D", str(self.home / "data"), *options)
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL, cwd=self.home, **self._owner)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [str(self.programs / "postgres"), "-D", str(self.home / "data"), *_options(self.port, self.home)]
        with (self.home / "log").open("ab") as log:
            self._server = subprocess.Popen(command, cwd=self.home, stdout=log, stderr=log, **self._owner)
        self._wait()

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT: it lets nobody finish, and ends in good order. SIGQUIT: it recovers when it is started again."""
        self._server.send_signal(how)
        self._server.wait(_START_S)

    def _wait(self) -> None:
        end = time.monotonic() + _START_S
        while True:
            try:
                self._connected().close()
            except psycopg.OperationalError:
                if self._server.poll() is not None or time.monotonic() > end:
                    said = (self.home / "log").read_text(errors="replace")[-2000:]
                    raise RuntimeError(f"PostgreSQL did not start: {said}") from None
                time.sleep(0.05)
            else:
                return

    def _connected(self) -> psycopg.Connection:
        return psycopg.connect(self.url("postgres").replace("+psycopg", ""), autocommit=True)

    def _do(self, statement: str, *names: str) -> None:
        with self._connected() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    """Run a server with the programs of `folder`."""
    home = Path(tempfile.mkdtemp(prefix="ascolto-postgres-", dir="/tmp"))
    try:
        cluster = Cluster(folder, home)
        cluster.make()
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _options(port: int, home: Path) -> list[str]:
    """The tests kill the server, but never cut the power: what it has handed to the system need not be on the disk."""
    settings = {
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": home,
        "fsync": "off",
        "full_page_writes": "off",
    }
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def _unprivileged(home: Path) -> dict[str, Any]:
    """Return whom to run as and give `home` to them: the server refuses root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            break
    else:
        raise RuntimeError("the server refuses root, and there is no user postgres or nobody")
    os.chown(home, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
