"""Who may do what: one table, asked by every command, place, button, form and use case, and printed in the documents.

A person may hold several roles: what one of them may, she may. Whose account is pending or suspended may nothing.
The machine's owner stands beside the table: the command line asks nobody.
"""

from enum import Enum

from bot.words import text
from db.models import Account

OPERATOR = "operator"
COORDINATOR = "coordinator"
MONITOR = "monitor"
ROLES = (OPERATOR, COORDINATOR, MONITOR)

NOT_OPEN = text("This is not open to you.")

_ALL = frozenset(ROLES)
_TEAM = frozenset({OPERATOR, COORDINATOR})
_COORD = frozenset({COORDINATOR})
_READERS = frozenset({COORDINATOR, MONITOR})
_NOBODY = frozenset[str]()
_SAME = None
"""It is about nobody's record in particular."""


class Action(Enum):
    """The table. A row: what is done; who may do it to a record of her own, and who to somebody else's."""

    # fmt: off
    #            what is done                                                               own       another's
    USE        = "See the menu and the help, choose the language",                          _ALL,     _SAME
    FIGURES    = "See figures and cases without names",                                     _READERS, _SAME
    LOG        = "Log visits and sessions, register households",                            _TEAM,    _SAME
    FILL_IN    = "Answer a form, save it, take it back or throw it away",                   _TEAM,    _NOBODY
    SORT       = "Say whose a note is that was sent without a form",                        _TEAM,    _NOBODY
    WRITE_UP   = "Listen to a voice message in one's own language, write down what it says", _TEAM,    _TEAM
    HOUSEHOLD  = "Find a household, read its card, add members, let it rest, open it again", _TEAM,    _TEAM
    READ       = "Read a record and its history, mark it for the meeting",                  _TEAM,    _TEAM
    LINK       = "Say to which household an anonymous session belongs",                     _TEAM,    _TEAM
    APART      = "Read what is confidential in a record",                                   _TEAM,    _COORD
    CORRECT    = "Correct a record at once",                                                _TEAM,    _COORD
    PROPOSE    = "Ask for a record to be corrected or deleted, or for a file to be closed", _TEAM,    _TEAM
    DECIDE     = "Decide what was asked for",                                               _COORD,   _COORD
    REPLY      = "Answer a question on a record",                                           _TEAM,    _NOBODY
    GUIDE      = "Ask a record's author, write down what the team decided",                 _COORD,   _COORD
    FOLLOW_UP  = "See a next contact, move it, settle it, give it to a colleague, take it", _TEAM,    _TEAM
    WEEK       = "See the lists of today and of the week",                                  _TEAM,    _COORD
    HAND_OVER  = "Hand over all next contacts, for good or until a day",                    _TEAM,    _COORD
    GIVE_BACK  = "Undo a handover",                                                         _TEAM,    _NOBODY
    CENTRE     = "See the centre's week: what waits, is late, was not seen, is for the meeting", _COORD, _SAME
    LISTS      = "Keep the lists of neighbourhoods and holidays",                           _COORD,   _SAME
    FORGET     = "See which closed files are forgotten next month, keep one longer",        _COORD,   _SAME
    IMPORT     = "Import a list of households",                                             _COORD,   _SAME
    PEOPLE     = "See who works here; invite, suspend, restore, revoke, change roles",       _COORD,   _SAME
    LOCK       = "Lock the account of a lost phone",                                        _TEAM,    _SAME
    AUDIT      = "See who read and changed a household's file",                             _COORD,   _SAME
    # fmt: on

    def __init__(self, words: str, own: frozenset[str], others: frozenset[str] | None) -> None:
        self.words = words
        self.own = own
        self.others = own if others is _SAME else others
        self.of_a_record = others is not _SAME


class NotOpen(Exception):
    """Somebody wants what the table does not let her do. All that the same update did is undone, then she is told."""


def may(account: Account, action: Action, *, own: bool = True) -> bool:
    """Whether she may do it; `own`: to a record that is hers."""
    return account.status == "active" and by_role(account, action, own=own)


def ever(account: Account, action: Action) -> bool:
    """Whether there is any record she may do it to."""
    return may(account, action) or may(account, action, own=False)


def by_role(account: Account, action: Action, *, own: bool = True) -> bool:
    """Whether her roles let her, once her account is active: for who was invited and is not here yet."""
    return not (action.own if own else action.others).isdisjoint(roles(account))


def insist(account: Account, action: Action, *, own: bool = True) -> None:
    """Go on only if she may. Raises NotOpen."""
    if not may(account, action, own=own):
        raise NotOpen


def roles(account: Account) -> frozenset[str]:
    """What she is here."""
    return frozenset(account.roles.split(","))
