"""The `ascolto` command. Every subcommand is one function; what it cannot do it says in one sentence."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from sqlalchemy.exc import SQLAlchemyError

from bot import commands
from bot.i18n import LANGUAGES
from bot.people import ROLES
from bot.settings import SettingsError, read
from db.crypto import DecryptError
from db.guard import AlreadyRunning
from db.keyfile import KeyFileError
from db.migrate import SchemaError

SAID = (SettingsError, KeyFileError, SchemaError, AlreadyRunning, commands.Failed)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand. 0: done; 1: refused or failed, with one line on stderr; 2: wrong usage."""
    asked = _parser().parse_args(arguments)
    act: Callable[..., int] = asked.act
    try:
        return act(asked) if asked.bare else act(read(os.environ), asked)
    except SAID as refusal:
        return _say(str(refusal))
    except DecryptError:
        return _say("ASCOLTO_KEY_FILE is not the key this database was written with: bring back the right key file.")
    except SQLAlchemyError as error:
        why = type(error).__name__
        return _say(f"DATABASE_URL cannot be used ({why}): is the database running, and is the address right?")
    except OSError as error:
        return _say(f"A file cannot be used: {error.strerror}: {error.filename}")
    except KeyboardInterrupt:
        return 0


def _say(sentence: str) -> int:
    sys.stderr.write(f"ascolto: {sentence}\n")
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ascolto", description="Visits of a listening centre, logged from a phone.")
    each = parser.add_subparsers(required=True, metavar="COMMAND")

    run = _command(each, "run", commands.run, "run the bot; needs TELEGRAM_BOT_TOKEN")
    run.set_defaults(bare=False)

    practice = _command(each, "practice", commands.practice, "practise with invented people on a page of this computer")
    practice.add_argument("arguments", nargs=argparse.REMAINDER, help="see `ascolto practice -- --help`")
    practice.set_defaults(bare=True)

    invite = _command(each, "invite", commands.invite, "invite somebody: prints a link and a code")
    invite.add_argument("--role", required=True, choices=ROLES)
    invite.add_argument("--name", required=True, help="how colleagues call her or him")
    invite.add_argument("--language", choices=LANGUAGES, help="asked at first contact when it is not given")

    export = _command(each, "export", commands.export, "write all records to standard output")
    export.add_argument("--format", choices=("jsonl", "csv"), default="jsonl")
    export.add_argument(
        "--output", metavar="PATH", help="a file for jsonl, a folder for csv (default: standard output)"
    )

    _command(each, "doctor", commands.doctor, "look whether everything is in order")
    _command(each, "migrate", commands.migrate, "bring the database to the newest schema")
    return parser


def _command(
    each: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, act: Callable[..., int], help_: str
) -> argparse.ArgumentParser:
    command = each.add_parser(name, help=help_, description=help_)
    command.set_defaults(act=act, bare=False)
    return command


if __name__ == "__main__":
    raise SystemExit(main())
