"""The `ascolto` command. What a subcommand cannot do it says in one sentence, never in a traceback."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from bot import logs
from bot.commands import HELP, module_of
from db.refusal import Refusal, in_words


def program(arguments: Sequence[str] | None = None) -> int:
    """The whole process: what it makes is for its owner alone, and what it logs holds nothing that anybody typed."""
    os.umask(0o077)
    logs.set_up()
    return main(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand. 0: done; 1: refused or failed, with one line on stderr; 2: wrong usage."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    asked = _parser(words).parse_args(words)
    try:
        return _act(asked)
    except KeyboardInterrupt:
        return _say("Stopped before it was done.")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads any more: so be it
        return 1
    except Refusal as refusal:
        return _say(str(refusal))
    except Exception as error:
        return _say(_sentence(error))


def _act(asked: argparse.Namespace) -> int:
    from sqlalchemy.exc import SQLAlchemyError

    from bot.settings import SettingsError, read

    settings = read(os.environ)
    try:
        done: int = importlib.import_module(module_of(asked.command)).act(settings, asked)
    except SQLAlchemyError as error:
        what = (
            "a file of Ascolto's that may be written, on a disk with room"
            if settings.database_file
            else "a database that is running"
        )
        why = f"cannot be used ({type(error).__name__}): does it lead to {what}?"
        raise SettingsError(settings.database_variable, why) from None
    return done


def _sentence(error: Exception) -> str:
    from db.crypto import DecryptError

    why = type(error).__name__
    if isinstance(error, DecryptError):
        return "ASCOLTO_KEY_FILE is not the key this database was written with: bring back the right key file."
    if isinstance(error, OSError):
        return f"A file cannot be used: {in_words(error)}"
    return f"Something went wrong ({why}). Nothing was lost; please report it with what you were doing."


def _say(sentence: str) -> int:
    sys.stderr.write(f"ascolto: {sentence}\n")
    return 1


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """Only the command that is called is loaded for its arguments: the others take a second."""
    parser = argparse.ArgumentParser(prog="ascolto", description="Visits of a listening centre, logged from a phone.")
    each = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    for name, said in HELP.items():
        command = each.add_parser(name, help=said, description=said)
        if name in words:
            importlib.import_module(module_of(name)).add_arguments(command)
    return parser


if __name__ == "__main__":
    raise SystemExit(program())
