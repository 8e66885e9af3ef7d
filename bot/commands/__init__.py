"""What the subcommands of `ascolto` do, a module each: the machine owner's hands. The chat has its own commands.

Each module has `add_arguments(parser)` and `act(settings, asked)`; it is imported only when its command is called,
because what `run` needs takes a second to load and `practice` needs nothing of it.
"""

from keyword import iskeyword

from db.refusal import Refusal

HELP = {
    "run": "run the bot; needs TELEGRAM_BOT_TOKEN",
    "practice": "practise with invented people on a page of this computer",
    "invite": "invite somebody: prints a link and a code",
    "people": "who works here: suspend, restore, lock, revoke, give roles",
    "import": "bring a registry in from a spreadsheet",
    "export": "write all records, to standard output or a file",
    "figures": "a month in figures as CSV: no names, no number below five",
    "backup": "make an encrypted backup now; the bot makes one every night",
    "restore": "bring a backup back, where there are no records",
    "file": "write all that is held on a household, for whom it is about",
    "erase": "erase a household that asks for it",
    "audit": "who did what to which record; and whether no line of it was touched",
    "breach": "what an account could read and did read between two times, for who answers for data protection",
    "doctor": "look whether everything is in order",
    "keys": "the recovery sheet: print, check, restore; and a new key",
    "service": "print a systemd unit for this machine",
    "migrate": "bring the database to the newest schema",
}


def module_of(name: str) -> str:
    """The module of a subcommand. `import` is a word of Python: its module is called `import_`."""
    return f"bot.commands.{name}_" if iskeyword(name) else f"bot.commands.{name}"


class Failed(Refusal):
    """Something a subcommand could not do, in one sentence."""
