"""Every way in: each command, button, deep link, typed shortcut and message, with the row of the table it falls under.

All of it is taken from the bot's own tables: what is added there is walked from then on. A button whose argument is
more than the number of a record has it in `ARGS`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.conversations import engine
from bot.handlers import COMMANDS, OF_A_FORM, OPERATIONS, PLACES, TEXT_PLACES, WITH_WORDS, typed
from bot.handlers.incoming import Incoming, Kind
from bot.i18n import spellings
from bot.people.permissions import Action
from tests.permissions.world import FAMILY, NOW, OPEN_DRAFT, Place


class Whose(StrEnum):
    """To whom that belongs which a way leads to."""

    ARTAS = "Arta's"
    HERS = "her own, whoever does it"
    ANOTHERS = "another's, whoever does it"


@dataclass(frozen=True)
class Way:
    """Something one can do. `whose`: which column of the table it falls under."""

    name: str
    action: Action
    incoming: Incoming
    whose: Whose = Whose.HERS
    at: Place | None = None  # where the button stands

    def by(self, user: int) -> Incoming:
        """The same, done by somebody."""
        return replace(self.incoming, chat_id=user, user_id=user)

    def place(self, *, arta: bool) -> Place | None:
        """Where she is when she does it: on a card of a record of Arta's nobody else can be."""
        return self.at if arta or not self.action.of_a_record else None

    def is_own(self, *, arta: bool) -> bool:
        """Whether it is her own record, if she is Arta or not."""
        return self.whose is Whose.HERS or (self.whose is Whose.ARTAS and arta)


CASE = "C-S6NL2YU7"
"""The household's number as a case, with the key of all tests."""
ARGS: dict[str, tuple[str, ...]] = {
    "language": ("sq",),
    "resume": (str(OPEN_DRAFT),),
    "undo": ("1.1",),
    "link": ("2",),
    "link_to": ("2.1",),
    "more": ("0",),
    "whose": ("mine",),
    "move": ("1.1", "1.7"),
    "view": ("1.how", "1.hand"),
    "otherwise": ("1.phone",),
    "hand": ("1.2",),
    "take": ("1.1",),
    "person": ("1.new", "1.1"),
    "decide": ("1.yes", "1.no"),
    "part": ("proposals", "meeting", "unseen"),
    "neighbourhood": ("1", "new"),
    "drop": ("1", "1.yes"),
    "unholiday": ("1", "1.yes"),
    "loose_keep": ("1.1",),
    "voice": ("n1",),
    "listen": ("n1",),
    "write_up": ("n1",),
    "import": ("template", "go"),
    "keep_longer": ("1.yes", "1.no"),
    "colleague": ("2",),
    "role": ("2.coordinator.yes", "2.operator.no"),
    "suspend": ("2", "2.yes"),
    "revoke": ("2", "2.yes"),
    "admit": ("2.yes", "2.no"),
    "hand_over_of": ("2",),
    "invite_as": ("operator",),
    "invite_in": ("sq",),
    "lock": ("2", "2.yes"),
    "lock_too": ("2",),
    "protect": ("passcode", "two_step", "later", "now"),
    "case": (CASE,),
    "cases": ("0",),
}
"""What follows a button's operation, where that is not the number of a record."""
FORM: Place = ("form", {"draft": OPEN_DRAFT})
LOOSE: Place = ("loose", {"notes": [1]})
CHECKED = {"file": "handle", "step": "checked", "turn": 1, "similar": False, "chosen": {}, "heads": [], "outcomes": []}
ONES = (
    "contact",
    "household",
    "follow_up",
    "query",
    "handover",
    "proposal",
    "media",
    "neighbourhood",
    "import",
    "account",
)
PARAMS = {
    **CHECKED,
    **dict.fromkeys(ONES, 1),
    "draft": OPEN_DRAFT,
    "remarks": [],
    "notes": [1],
    "listed": [1],
    "voice": "n1",
    "part": "proposals",
    "search": "Kanarina",
    "why": "taken",
    "leaving": [1],
    "month": "2026-04-01",
    "name": "Hamide",
    "code": "code",
}
"""What a card may know, at any place."""
AT: dict[str, Place] = {
    "import": ("import", {**CHECKED, "remarks": []}),
    "keep_longer": ("leaving", {"leaving": [1], "month": "2026-04-01"}),
    "decide": ("proposal", {"proposal": 1}),
    "throw": (FORM[0], {**FORM[1], "sure": True}),
    **dict.fromkeys(("loose_keep", "loose_search", "loose_split", "loose_discard"), LOOSE),
    "loose_throw": (LOOSE[0], {**LOOSE[1], "sure": True}),
}
"""Where a button stands, where that matters."""
OF_NO_RECORD = frozenset({"language", "names", "more", "whose", "part"})
"""Buttons on what is one's own, whoever taps them."""
OF_THE_FORM = ("save", "cancel", "keep", "throw", "ask", "back", "fold", *sorted(engine.OPERATIONS))
"""Buttons that belong to an open form."""


def _commands() -> Iterator[Way]:
    for name, (action, _) in COMMANDS.items():
        yield Way(f"/{name}", action, _said(f"/{name}"))
        yield Way(f"button of /{name}", action, _tap("do", name))
    for name in sorted(WITH_WORDS):
        action = COMMANDS[name][0]
        for words in ("1", "F-0001", FAMILY[0], FAMILY[5]):
            yield Way(f"/{name} {words}", action, _said(f"/{name} {words}"))
    yield Way("/help quick", COMMANDS["quick"][0], _said("/help quick"))


def _buttons() -> Iterator[Way]:
    for name, (action, _) in OPERATIONS.items():
        if name in OF_THE_FORM:
            continue
        whose = Whose.HERS if name in OF_NO_RECORD else Whose.ARTAS
        for arg in ARGS.get(name, ("1",)):
            yield Way(f"button {name} {arg}", action, _tap(name, arg), whose, AT.get(name))
    for name in OF_THE_FORM:
        action = OPERATIONS.get(name, OF_A_FORM)[0]
        tap = _tap(name, "0.today", OPEN_DRAFT, 1)
        yield Way(f"form's button {name}", action, tap, Whose.ARTAS, AT.get(name, FORM))
    yield Way("button whose all", OPERATIONS["whose"][0], _tap("whose", "all"), Whose.ANOTHERS)


def _links() -> Iterator[Way]:
    """Whoever is known already gets the menu, whatever a link says."""
    payloads = ("", "nonsense", "F-0001", "1", "family_1", "record_1", "apart-1", "do_visit", "v1-0-0-record-1")
    for payload in payloads:
        yield Way(f"link {payload}", COMMANDS["start"][0], _said(f"/start {payload}".strip()))


def _typed() -> Iterator[Way]:
    for label, name in typed.KEYBOARD:
        for words in sorted({*spellings(label).values()}):
            yield Way(f"typed {words}", COMMANDS[name][0], _said(words))
    for words in ("visit F-0001 housing", "session 1 health +14", "visit Fatime Kanarina nobody at home"):
        yield Way(f"quick line {words}", Action.LOG, _said(words))
    for words in ("F-0001", "1", FAMILY[0], FAMILY[5], "Kanarina", "Save", "Continue"):
        yield Way(f"words {words}", Action.SORT, _said(words))
    for place in TEXT_PLACES:  # at no other place a button's label is more than a label
        yield Way(f"words at {place}", PLACES[place][0], _said("Save"), at=(place, LOOSE[1]))


def _messages() -> Iterator[Way]:
    yield Way("a voice message", Action.SORT, _said("", Kind.VOICE, file="handle"))
    yield Way("a photo", Action.SORT, _said(FAMILY[0], Kind.PHOTO, file="handle"))
    yield Way("a list", Action.IMPORT, _said("", Kind.DOCUMENT, file="handle", name="families.csv"))
    yield Way("a sticker", Action.USE, _said("", Kind.OTHER))
    yield Way("an edit of the note of the form", Action.FILL_IN, _said("changed", Kind.EDITED, id_=7), Whose.ARTAS)
    yield Way("an edit of the loose note", Action.SORT, _said("changed", Kind.EDITED, id_=8), Whose.ARTAS)


def _tap(op: str, arg: str, subject: int = 0, rev: int = 0) -> Incoming:
    return Incoming(1, Kind.TAP, data=f"v1|{subject}|{rev}|{op}|{arg}", query="1")


def _said(
    words: str, kind: Kind = Kind.TEXT, *, id_: int = 20, file: str = "", name: str = "", size: int = 0
) -> Incoming:
    return Incoming(1, kind, message_id=id_, sent_at=NOW, words=words, file=file, name=name, size=size)


WAYS = (*_commands(), *_buttons(), *_links(), *_typed(), *_messages())
