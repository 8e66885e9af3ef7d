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
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Cluster:
    """A running server that believes everybody who comes from this machine."""

    port: int
    home: Path  # all that it writes: its data, the log of changes, what it says
    programs: Path

    def url(self, database: str) -> str:
        """Return the address of a database, as in DATABASE_URL."""
        return f"postgresql+psycopg://ascolto@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, template: str = "template0") -> None:
        """Make a database as a copy of `template`."""
        self._do("CREATE DATABASE {} TEMPLATE {}", database, template)

    def drop(self, database: str) -> None:
        """Remove a database, whoever is connected."""
        self._do("DROP DATABASE {} WITH (FORCE)", database)

    def _do(self, statement: str, *names: str) -> None:
        where = {"host": "127.0.0.1", "port": self.port, "user": "ascolto", "dbname": "postgres"}
        with psycopg.connect(**where, autocommit=True) as connection:  # type: ignore[arg-type]  # a dict of both types
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    """Run a server with the programs of `folder`."""
    home = Path(tempfile.mkdtemp(prefix="ascolto-postgres-", dir="/tmp"))
    owner = _unprivileged(home)
    data, port = home / "data", _free_port()
    try:
        initdb = (
            folder / "initdb",
            "-D",
            data,
            "-U",
            "ascolto",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        )
        subprocess.run([*map(str, initdb)], check=True, stdout=subprocess.DEVNULL, cwd=home, **owner)
        with (home / "log").open("wb") as log:
            server = subprocess.Popen(
                [folder / "postgres", "-D", data, *_options(port, home)], cwd=home, stdout=log, stderr=log, **owner
            )
        try:
            yield _ready(server, Cluster(port, home, folder))
        finally:
            server.send_signal(signal.SIGINT)  # the fast shutdown
            server.wait(_START_S)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _options(port: int, home: Path) -> list[str]:
    """The tests kill the bot, never the server, so this one need not survive a power cut."""
    settings = {
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": home,
        "fsync": "off",
        "synchronous_commit": "off",
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


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _ready(server: subprocess.Popen[bytes], cluster: Cluster) -> Cluster:
    log, end = cluster.home / "log", time.monotonic() + _START_S
    while True:
        try:
            psycopg.connect(cluster.url("postgres").replace("+psycopg", "")).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}") from None
            time.sleep(0.05)
        else:
            return cluster
