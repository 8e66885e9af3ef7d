"""The unit that `ascolto service` prints, and the sign of life that it waits for."""

import configparser
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.commands import service
from tests.postgres import free_port

TOKEN = "7305551234:AAF0-practice_token_of_nobody-12345"
EXPOSED = 15  # of 100, as systemd counts; the unit has 12
OURS = Path(sys.executable).with_name("ascolto")


@pytest.fixture(autouse=True)
def reachable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests may run in a folder that is closed to others."""
    monkeypatch.setattr(service, "_refuse_closed", lambda path, user: None)
    monkeypatch.delenv("ASCOLTO_BACKUP_FOLDER", raising=False)


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What the command prints."""
    assert main(["service", *arguments]) == 0
    return capsys.readouterr().out


def _needs_systemd() -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("not run: Debian package systemd is missing")


def test_systemd_understands_the_unit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _needs_systemd()
    unit = tmp_path / "ascolto.service"
    unit.write_text(printed(capsys, "--user", "root"))

    read = subprocess.run(["systemd-analyze", "verify", unit], check=False, capture_output=True, text=True)

    assert (read.returncode, read.stderr) == (0, "")


def test_systemd_finds_little_that_could_be_taken_from_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _needs_systemd()
    unit = tmp_path / "ascolto.service"
    unit.write_text(printed(capsys))
    look = ["systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSED}", str(unit)]

    assert subprocess.run(look, check=False, capture_output=True).returncode == 0


def test_it_is_for_this_installation_and_its_own_user(capsys: pytest.CaptureFixture[str]) -> None:
    said = printed(capsys, "--user", "arta")

    assert f"\nExecStart={OURS} run\n" in said
    assert "\nUser=arta\n" in said
    assert "$" not in said


def test_nothing_is_open_that_the_bot_does_not_need(capsys: pytest.CaptureFixture[str]) -> None:
    unit = configparser.ConfigParser(strict=False, allow_no_value=True, interpolation=None)
    unit.read_string(printed(capsys))

    wanted = {"protectsystem": "strict", "nonewprivileges": "yes", "capabilityboundingset": "", "umask": "0077"}
    assert {name: unit["Service"][name] for name in wanted} == wanted
    assert not [name for name, value in unit["Service"].items() if name.startswith("private") and value != "yes"]


@pytest.mark.parametrize(
    ("encrypts", "line"),
    [(True, "LoadCredentialEncrypted=key:/etc/ascolto/key.cred"), (False, "LoadCredential=key:/etc/ascolto/key")],
)
def test_secrets_are_encrypted_where_systemd_can(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, encrypts: bool, line: str
) -> None:
    monkeypatch.setattr(shutil, "which", lambda program: "/usr/bin/systemd-creds" if encrypts else None)

    unit, script = printed(capsys), printed(capsys, "--command")

    assert line in unit.splitlines()
    assert f"=--property={line}\n" in script


def test_the_second_folder_of_backups_may_be_written(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASCOLTO_BACKUP_FOLDER", "/mnt/stick")

    assert "ReadWritePaths=-/mnt/stick" in printed(capsys).splitlines()


@pytest.mark.parametrize("user", ["", "Arta", "arta\nExecStart=/bin/sh", "-arta", "a" * 32])
def test_a_user_that_cannot_be_is_refused(capsys: pytest.CaptureFixture[str], user: str) -> None:
    assert main(["service", f"--user={user}"]) == 1

    assert capsys.readouterr().err == "ascolto: --user is to be the name of a user of this machine, in small letters.\n"


def test_a_path_that_a_unit_cannot_name_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASCOLTO_BACKUP_FOLDER", "/mnt/Arta's stick")

    assert main(["service"]) == 1
    assert "has signs in it that a unit cannot name" in capsys.readouterr().err


def test_the_script_is_one_that_a_shell_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "ascolto"
    script.write_text(printed(capsys, "--command"))

    assert subprocess.run(["sh", "-n", script], check=False, capture_output=True).stderr == b""
    assert f'-- {OURS} "$@"' in script.read_text()


class TestWhoMayRead:
    """The service's user has to get to the program."""

    def test_a_closed_folder_on_the_way_is_refused(self, tmp_path: Path) -> None:
        folder = tmp_path / "closed"
        folder.mkdir(mode=0o700)

        assert not service._may_read(folder, "nobody")
        assert service._may_read(folder, folder.owner())

    def test_a_file_that_others_may_read_is_fine(self, tmp_path: Path) -> None:
        file = tmp_path / "program"
        file.write_text("")
        file.chmod(0o644)

        assert service._may_read(file, "a-user-that-is-not-there")
        file.chmod(0o640)
        assert not service._may_read(file, "a-user-that-is-not-there")


def test_a_running_bot_gives_a_sign_of_life_even_while_telegram_is_away(tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": f"http://127.0.0.1:{free_port()}",
        "ASCOLTO_DATA": str(tmp_path / "data"),
        "ASCOLTO_KEY_FILE": str(tmp_path / "key"),
        "NOTIFY_SOCKET": str(tmp_path / "notify"),
    }
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.settimeout(60)
        manager.bind(environment["NOTIFY_SOCKET"])
        bot = subprocess.Popen([OURS, "run"], env=environment, stderr=subprocess.DEVNULL)

        heard = manager.recv(100)
        bot.send_signal(signal.SIGTERM)

        assert (heard, bot.wait(60)) == (b"WATCHDOG=1", 0)
