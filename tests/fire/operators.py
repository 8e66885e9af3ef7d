"""Operators who log visits and sessions by themselves: each does what the newest card on her phone asks.

What a card has led on from counts as accepted: it must be in the database whatever happens to the bot.
"""

import asyncio
import random
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.conversations.codelists import ARRIVALS, NEEDS, NEXT_STEP_BY, SESSION_KINDS, SESSION_PLACES, Code
from bot.i18n import say
from practice.chats import Message
from practice.person import Person

LOOK = 0.02  # s between two looks at the phone
STILL = 0.06  # s without a change: the card is what it will be
AGAIN = 3.0  # s after which a tap is tried again; a message never is, Telegram keeps it

FORMS = ("/visit", "/visit", "/session")
ANONYMOUS = "Anonymous · here, today"
ANONYMOUS_SHARE = 0.3  # of the sessions


def _labelled(codes: Iterable[Code]) -> dict[str, str]:
    return {say(code.label, "en"): code.code for code in codes}


NEED = _labelled(code for code in NEEDS if not code.confidential)
PICKED = {
    "place": _labelled(SESSION_PLACES),
    "arrival": _labelled(ARRIVALS),
    "session_kind": {label: code for label, code in _labelled(SESSION_KINDS).items() if code == "simple"},
    "next_step_by": _labelled(NEXT_STEP_BY),
}
"""Questions of which she taps any choice."""
GIVEN: Mapping[str, tuple[str, Any]] = {
    "outcome": ("Visit made today", "done"),
    "twin": ("Another visit", "another"),
    "visitor": ("Not said", "not_said.not_said"),
    "requests": ("Nothing was asked", {}),
    "done": ("Listening only ▸", {"listening": ...}),
}
"""Questions that she always answers alike."""


@dataclass
class Entry:
    """One contact as its operator sees it. `accepted`: answers by question, once another card has followed.

    `taste`, from 0 to 1, says what she chooses: when she is asked again she chooses the same again.
    """

    form: str
    taste: float
    note: str
    needs: tuple[str, ...]
    draft: int = 0
    reference: str = ""
    accepted: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Move:
    """What a card leads her to do: type or tap, and the answer that this gives to a question."""

    card: str
    tap: str = ""
    type: str = ""
    question: str = ""
    value: Any = None


class Operator:
    """One phone and whoever holds it."""

    def __init__(self, person: Person, household: str, household_id: int, luck: random.Random) -> None:
        self.person = person
        self.household = household
        self.household_id = household_id
        self.entries: list[Entry] = []
        self.diary: list[str] = []
        self.finishing = False
        self._luck = luck
        self._note_typed = False
        self._last: Move | None = None

    @property
    def saved(self) -> list[Entry]:
        """What she saw saved."""
        return [entry for entry in self.entries if entry.reference]

    async def works(self) -> None:
        """Log contacts until told to finish; the last one is finished too."""
        while not (self.finishing and self._is_done()):
            await self._card_is_still()
            move = self._next_move()
            if move is not None:
                await self._do(move)
            else:
                await asyncio.sleep(LOOK)

    def _is_done(self) -> bool:
        return bool(self.entries) and bool(self.entries[-1].reference)

    # --- looking ----------------------------------------------------------------------------------------------------

    def _look(self) -> tuple[int, str, tuple[str, ...]]:
        if not self.person.heard:
            return 0, "", ()
        last = self.person.last
        return last.message_id, str(last.text), tuple(button["text"] for button in last.buttons())

    async def _card_is_still(self) -> None:
        """Until the bot has heard what she said and her card does not change any more."""
        seen, since = self._look(), asyncio.get_running_loop().time()
        while asyncio.get_running_loop().time() < since + STILL or self._unheard():
            await asyncio.sleep(LOOK)
            if self._look() != seen:
                seen, since = self._look(), asyncio.get_running_loop().time()

    def _unheard(self) -> bool:
        """Whether a message of hers waits at Telegram: she sees one tick, not two."""
        updates = self.person.telegram.updates.pending
        return any(update.payload.get("from", {}).get("id") == self.person.id for update in updates)

    # --- deciding ---------------------------------------------------------------------------------------------------

    def _next_move(self) -> Move | None:
        _, text, buttons = self._look()
        kind = _kind(text, buttons)
        self._note_what_is_accepted(kind, text)
        if kind in ("saved", "other"):
            return None if self.finishing and self._is_done() else self._begin(kind)
        return self._answer(kind, buttons) if buttons else None  # it is answered, and the next card is late

    def _begin(self, kind: str) -> Move:
        if not self.entries or self.entries[-1].reference:
            number = len(self.entries) + 1
            needs = tuple(self._luck.sample(sorted(NEED), self._luck.randint(0, 2)))
            self.entries.append(
                Entry(self._luck.choice(FORMS), self._luck.random(), f"{self.person.name} note {number:04}", needs)
            )
            self._note_typed = False
        return Move(kind, type=self.entries[-1].form)

    def _answer(self, kind: str, buttons: tuple[str, ...]) -> Move | None:
        entry = self.entries[-1]
        match kind:
            case "household":
                return self._find(entry, buttons)
            case "date":
                return Move(kind, tap="Today")
            case "needs":
                return self._see_needs(entry, buttons)
            case "note":
                return self._write(entry, buttons)
            case "review":
                return Move(kind, tap=_save(buttons))
        if kind in GIVEN:
            label, value = GIVEN[kind]
            return Move(kind, tap=label, question=kind, value=value)
        offered = [label for label in PICKED[kind] if label in buttons]
        label = offered[int(entry.taste * len(offered))]
        return Move(kind, tap=label, question=kind, value=PICKED[kind][label])

    def _find(self, entry: Entry, buttons: tuple[str, ...]) -> Move:
        if entry.form == "/session" and entry.taste < ANONYMOUS_SHARE:
            return Move("household", tap=ANONYMOUS, question="household", value="anonymous")
        found = _first(buttons, self.household)
        if not found:
            return Move("household", type=self.household)
        return Move("household", tap=found, question="household", value=str(self.household_id))

    def _see_needs(self, entry: Entry, buttons: tuple[str, ...]) -> Move:
        if "All as before" in buttons:
            return Move("needs", tap="All as before")
        missing = [need for need in entry.needs if need in buttons]
        if missing:
            return Move("needs", tap=missing[0])
        done = "Continue ▸" if "Continue ▸" in buttons else "No needs seen"
        return Move("needs", tap=done, question="needs", value={NEED[need]: ... for need in entry.needs})

    def _write(self, entry: Entry, buttons: tuple[str, ...]) -> Move | None:
        if "Continue ▸" in buttons:
            return Move("note", tap="Continue ▸")
        if self._note_typed:
            return None  # it is under way: Telegram does not lose a message
        return Move("note", type=entry.note, question="note", value=entry.note)

    # --- acting -----------------------------------------------------------------------------------------------------

    async def _do(self, move: Move) -> None:
        before = self._look()
        self.diary.append(f"{time.time():.3f} on {before[0]} {before[1]!r}: {move.tap or move.type!r}")
        if move.type:
            self._note_typed = self._note_typed or move.card == "note"
            self.person.say(move.type)
        elif move.tap:
            self._tap(move.tap)
        self._last = move
        end = asyncio.get_running_loop().time() + AGAIN
        while self._look() == before and asyncio.get_running_loop().time() < end:  # noqa: ASYNC110 - a phone tells nobody
            await asyncio.sleep(LOOK)

    def _tap(self, label: str) -> None:
        message = self.person.last
        self.person.tap(message.message_id, label)
        if self._luck.random() < 0.1:
            self.person.tap(message.message_id, label)  # the phone was slow, so she taps twice
        self._remember_draft(message)

    def _remember_draft(self, message: Message) -> None:
        for button in message.buttons():
            draft = int(button["callback_data"].split("|")[1])
            if draft and self.entries and not self.entries[-1].reference:
                self.entries[-1].draft = draft

    def _note_what_is_accepted(self, kind: str, text: str) -> None:
        if not self.entries or self._last is None:
            return
        entry, move = self.entries[-1], self._last
        if kind == "saved" and not entry.reference:
            reference = text.split("Saved: ")[1].split("\n")[0]
            entry.reference = reference if reference not in {other.reference for other in self.entries} else ""
        if move.question and kind not in (move.card, "other", "saved") and "💬" not in text:
            entry.accepted[move.question] = move.value


CARDS: Mapping[str, str] = {
    "Which household?": "household",
    "What happened?": "outcome",
    "Is it the same visit?": "twin",
    "With whom?": "household",
    "Who came?": "visitor",
    "Where?": "place",
    "How did they come?": "arrival",
    "On which day?": "date",
    "What do they ask for?": "requests",
    "Only listening, or": "session_kind",
    "Needs seen": "needs",
    "What was done": "done",
    "Who takes the next step?": "next_step_by",
    "A note?": "note",
    "Saved: ": "saved",
}


def _kind(text: str, buttons: tuple[str, ...]) -> str:
    """Which card this is."""
    if _save(buttons):
        return "review"
    return next((kind for words, kind in CARDS.items() if words in text), "other")


def _first(buttons: tuple[str, ...], begin: str) -> str:
    return next((label for label in buttons if label.startswith(begin)), "")


def _save(buttons: tuple[str, ...]) -> str:
    return "Save" if "Save" in buttons else _first(buttons, "Save · ")
