"""`ascolto service`: a systemd unit for this machine, and the script with which root runs other commands beside it."""

import argparse
import pwd
import re
import shutil
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from string import Template

import bot
from bot.commands import Failed
from bot.settings import Settings

HOMES = (Path("/home"), Path("/root"), Path("/run/user"))
SECRETS = ("token", "key")
_USER = re.compile(r"[a-z_][a-z0-9_-]{0,30}")
_ODD = re.compile(r"[^\w./-]")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """As whom, and what to print."""
    parser.add_argument("--user", default="ascolto", help="the user it runs as; a user of its own (default: ascolto)")
    parser.add_argument(
        "--command",
        action="store_true",
        help="print instead a script with which root runs one command as the service does",
        dest="script",
    )


def act(settings: Settings, asked: argparse.Namespace) -> int:
    """Print one of the two."""
    if not _USER.fullmatch(asked.user):
        raise Failed("--user is to be the name of a user of this machine, in small letters.")
    program = _program()
    for path in (program, Path(bot.__file__), Path(sys.executable).resolve()):
        _refuse_closed(path, asked.user)
    sys.stdout.write(_printed("command.sh" if asked.script else "service.ini", settings, asked.user, program))
    return 0


def _printed(template: str, settings: Settings, user: str, program: Path) -> str:
    encrypted = shutil.which("systemd-creds") is not None
    load, ending = ("LoadCredentialEncrypted", ".cred") if encrypted else ("LoadCredential", "")
    credentials = {name: f"{load}={name}:/etc/ascolto/{name}{ending}" for name in SECRETS}
    return Template(resources.files("bot.commands").joinpath(template).read_text("utf-8")).substitute(
        user=user,
        program=program,
        root=Path(bot.__file__).parents[1],
        after="" if settings.database_file else " postgresql.service",
        **credentials,
        homes="read-only" if any(program.is_relative_to(home) for home in HOMES) else "yes",
        writable=f"ReadWritePaths=-{_plain(settings.backup_folder)}" if settings.backup_folder else "# ReadWritePaths=",
    )


def _program() -> Path:
    """The command of this installation. Raises Failed where there is none beside Python."""
    program = Path(sys.executable).with_name("ascolto").absolute()
    if not program.exists():
        raise Failed(f"There is no {program}: install Ascolto with `make`, and call its own command.")
    return _plain(program)


def _plain(path: Path) -> Path:
    """A path that systemd reads as it is written. Raises Failed."""
    if _ODD.search(str(path)):
        raise Failed(f"{path} has signs in it that a unit cannot name: use letters, digits, - and . only.")
    return path


def _refuse_closed(path: Path, user: str) -> None:
    """Raises Failed where that user cannot read a file of ours, or cannot get there."""
    for place in (path, *path.parents):
        if not _may_read(place, user):
            raise Failed(f"The user {user} may not read {place}: install Ascolto under /opt, or open that to others.")


def _may_read(place: Path, user: str) -> bool:
    """Folders are to be entered, files to be read; a user who is not there yet owns nothing."""
    found = place.stat()
    mine = any(found.st_uid == uid for uid in _uids(user))
    wanted = (0o1 if place.is_dir() else 0o4) << (6 if mine else 0)
    return bool(found.st_mode & wanted)


def _uids(user: str) -> Iterator[int]:
    try:
        yield pwd.getpwnam(user).pw_uid
    except KeyError:
        return
