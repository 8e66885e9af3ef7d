"""`ascolto people`: who works here. The machine's owner suspends, restores, locks, revokes, and gives roles."""

import argparse
import sys
from collections.abc import Callable, Mapping

from bot.commands import Failed
from bot.conversations.refused import Refused
from bot.i18n import SOURCE, say
from bot.opening import at_work, open_database
from bot.people import people, standing
from bot.people.permissions import ROLES
from bot.settings import Settings
from bot.work import Work
from db.models import Account

ACTS: Mapping[str, tuple[Callable[[Work, Account | None, Account], None], str]] = {
    "suspend": (standing.suspend, "the bot says nothing more to that phone"),
    "restore": (standing.restore, "let a suspended or locked account go on"),
    "lock": (standing.lock, "a phone is lost: suspend at once, also whoever alone coordinates, until --restore"),
    "revoke": (standing.revoke, "for good: unbinds the Telegram account; records keep their author"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with whom; nothing: only list them."""
    one = parser.add_mutually_exclusive_group()
    for name, (_, said) in ACTS.items():
        one.add_argument(f"--{name}", metavar="ID", type=int, help=said)
    one.add_argument("--role", metavar=("ID", "ROLE"), nargs="+", help="give these roles and no others")


def act(settings: Settings, asked: argparse.Namespace) -> int:
    """Do it, then list everybody: number, state, roles, which of Telegram's locks are said to be on, name."""
    engine = open_database(settings)
    try:
        with at_work(settings, engine) as work:
            _do(work, asked)
            lines = [_line(account) for account in people.everybody(work)]
    finally:
        engine.dispose()
    sys.stdout.write("".join(lines) or "Nobody yet. `ascolto invite` invites the first.\n")
    return 0


def _do(work: Work, asked: argparse.Namespace) -> None:
    """Raises Failed."""
    try:
        if asked.role:
            id_, *roles = asked.role
            standing.set_roles(work, None, _account(work, id_), _known(roles))
        for name, (do, _) in ACTS.items():
            if getattr(asked, name) is not None:
                do(work, None, _account(work, getattr(asked, name)))
    except Refused as refusal:
        raise Failed(say(refusal.reason, SOURCE)) from None


def _known(roles: list[str]) -> list[str]:
    for role in roles:
        if role not in ROLES:
            raise Failed(f"--role takes a number and one or more of: {', '.join(ROLES)}.")
    return roles


def _account(work: Work, id_: int | str) -> Account:
    number = int(id_) if str(id_).isdecimal() and len(str(id_)) < 10 else 0
    account = work.db.get(Account, number)
    if account is None or account.status == "revoked":
        raise Failed("There is nobody with that number. `ascolto people` lists who there is.")
    return account


def _line(account: Account) -> str:
    state = "to be confirmed" if people.waits(account) else account.status
    locks = [name for name, at in (("passcode", account.passcode_at), ("two-step", account.two_step_at)) if at]
    roles = account.roles.replace(",", ", ")
    return f"{account.id:>4}  {state:<15}  {', '.join(locks) or '-':<18}  {account.name} ({roles})\n"
