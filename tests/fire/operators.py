"""Operators who log visits by themselves: each looks at the newest card on her phone and does what it asks.

What a card has led on from counts as accepted: it must be in the database whatever happens to the bot.
"""

import asyncio
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.conversations.codelists import NEEDS, NEXT_STEP_BY
from bot.i18n import say
from practice.chats import Message
from practice.person import Person

LOOK = 0.02  # s between two looks at the phone
STILL = 0.06  # s without a change: the card is what it will be
AGAIN = 3.0  # s after which a tap is tried again; a message never is, Telegram keeps it

NEED = {say(code.label, "en"): code.code for code in NEEDS if not code.confidential}
STEP = {say(code.label, "en"): code.code for code in NEXT_STEP_BY}


@dataclass
class Visit:
    """One visit as its operator sees it. `accepted`: answers by question, once another card has followed."""

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
        self.visits: list[Visit] = []
        self.diary: list[str] = []
        self.finishing = False
        self._luck = luck
        self._note_typed = False
        self._last: Move | None = None

    @property
    def saved(self) -> list[Visit]:
        """The visits she saw saved."""
        return [visit for visit in self.visits if visit.reference]

    async def works(self) -> None:
        """Log visits until told to finish; the last one is finished too."""
        while not (self.finishing and self._is_done()):
            await self._card_is_still()
            move = self._next_move()
            if move is not None:
                await self._do(move)
            else:
                await asyncio.sleep(LOOK)

    def _is_done(self) -> bool:
        return bool(self.visits) and bool(self.visits[-1].reference)

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
        return self._answer(kind, buttons)

    def _begin(self, kind: str) -> Move:
        if not self.visits or self.visits[-1].reference:
            number = len(self.visits) + 1
            needs = tuple(self._luck.sample(sorted(NEED), self._luck.randint(0, 2)))
            self.visits.append(Visit(f"{self.person.name} note {number:04}", needs))
            self._note_typed = False
        return Move(kind, type="/visit")

    def _answer(self, kind: str, buttons: tuple[str, ...]) -> Move | None:
        visit = self.visits[-1]
        match kind:
            case "household":
                return self._find(_first(buttons, self.household))
            case "outcome":
                return Move(kind, tap="Visit made today", question="outcome", value="done")
            case "twin":
                return Move(kind, tap="Another visit", question="twin", value="another")
            case "needs":
                return self._see_needs(visit, buttons)
            case "done":
                return Move(kind, tap="Listening only ▸", question="done", value={"listening": ...})
            case "step":
                step = self._luck.choice([label for label in STEP if label in buttons])
                return Move(kind, tap=step, question="next_step_by", value=STEP[step])
            case "note":
                return self._write(visit, buttons)
        return Move(kind, tap=_first(buttons, "Save"))

    def _find(self, found: str) -> Move:
        if not found:
            return Move("household", type=self.household)
        return Move("household", tap=found, question="household", value=str(self.household_id))

    def _see_needs(self, visit: Visit, buttons: tuple[str, ...]) -> Move:
        if "All as before" in buttons:
            return Move("needs", tap="All as before")
        missing = [need for need in visit.needs if need in buttons]
        if missing:
            return Move("needs", tap=missing[0])
        done = "Continue ▸" if "Continue ▸" in buttons else "No needs seen"
        return Move("needs", tap=done, question="needs", value={NEED[need]: ... for need in visit.needs})

    def _write(self, visit: Visit, buttons: tuple[str, ...]) -> Move | None:
        if "Continue ▸" in buttons:
            return Move("note", tap="Continue ▸")
        if self._note_typed:
            return None  # it is under way: Telegram does not lose a message
        return Move("note", type=visit.note, question="note", value=visit.note)

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
            if draft and self.visits and not self.visits[-1].reference:
                self.visits[-1].draft = draft

    def _note_what_is_accepted(self, kind: str, text: str) -> None:
        if not self.visits or self._last is None:
            return
        visit, move = self.visits[-1], self._last
        if kind == "saved" and not visit.reference:
            reference = text.split("Saved: ")[1].split("\n")[0]
            visit.reference = reference if reference not in {other.reference for other in self.visits} else ""
        if move.question and kind not in (move.card, "other", "saved") and "💬" not in text:
            visit.accepted[move.question] = move.value


CARDS: Mapping[str, str] = {
    "Which household?": "household",
    "What happened?": "outcome",
    "Is it the same visit?": "twin",
    "Needs seen": "needs",
    "What was done": "done",
    "Who takes the next step?": "step",
    "A note?": "note",
    "Saved: V-": "saved",
}


def _kind(text: str, buttons: tuple[str, ...]) -> str:
    """Which card this is."""
    if _first(buttons, "Save · "):
        return "review"
    return next((kind for words, kind in CARDS.items() if words in text), "other")


def _first(buttons: tuple[str, ...], begin: str) -> str:
    return next((label for label in buttons if label.startswith(begin)), "")
