"""What was sent while no form was open: whose is it? Kept with a household, or thrown away."""

from collections.abc import Sequence

from bot import registry
from bot.casework import loosenotes
from bot.casework.facts import household_label
from bot.chat import cards
from bot.handlers.callback import Tapped
from bot.handlers.incoming import Incoming
from bot.handlers.places.home import MENU, command
from bot.words import Button, Day, FullDay, Line, Screen, Text, button, plural, text
from bot.work import Work
from db.models import Account, Card, Household, LooseNote

PLACE = "loose"
FIND = "loose_find"
KEPT_SHOWN = 5
KINDS = {"text": text("Text"), "voice": text("Voice message"), "photo": text("Photo")}
SETTLED = text("This is settled already.")


# --- coming in ------------------------------------------------------------------------------------------------------


def arrived(incoming: Incoming) -> loosenotes.Arrived:
    """A message as a note that belongs to nobody yet."""
    return loosenotes.Arrived(incoming.kind.value, incoming.words, incoming.file, incoming.message_id, incoming.sent_at)


def take(work: Work, account: Account, incoming: Incoming) -> None:
    """Keep a message and ask whose it is; what comes one after the other is asked about together."""
    note = loosenotes.take(work, account, arrived(incoming))
    talk = cards.talk(work, account)
    before = talk.params["notes"] if talk.place in (PLACE, FIND) else []
    waiting = [earlier.id for earlier in loosenotes.unsettled(work, account, before)]
    rest = talk.params.get("rest", []) if talk.place in (PLACE, FIND) else []
    cards.show(work, account, PLACE, {"notes": [*waiting, note.id], "rest": rest})


def take_quietly(work: Work, account: Account, incoming: Incoming) -> None:
    """Keep a message while something else is before her."""
    loosenotes.take(work, account, arrived(incoming))


# --- the card -------------------------------------------------------------------------------------------------------


def draw(work: Work, account: Account, card: Card) -> Screen:
    """What came, and the households it may belong to."""
    notes = _notes(work, account, card)
    if not notes:
        return Screen((Line(SETTLED),), ((command("menu", MENU),),))
    last = str(notes[-1].id)
    if card.params.get("sure"):
        throw = (Button(button("Yes, throw away"), "loose_throw", last),)
        asked = plural("Throw {n} note away?", "Throw {n} notes away?", len(notes))
        return Screen((Line(asked, bold=True),), ((Button(button("No, keep it"), "loose", last),), throw))
    head = plural("{n} note that belongs to nobody yet", "{n} notes that belong to nobody yet", len(notes))
    lines = (Line(head, bold=True), *(_line(work, note) for note in notes), Line(text("Whose is it?")))
    found = _households(work, registry.suggested(work, account), last)
    narrow = (Button(button("Search…"), "loose_search", last), command("menu", button("Later")))
    single = ((Button(button("One by one"), "loose_split", last),),) if len(notes) > 1 else ()
    return Screen(lines, (*found, narrow, *single, (Button(button("Throw away…"), "loose_discard", last),)))


def draw_find(work: Work, account: Account, card: Card) -> Screen:
    """The households that were looked for."""
    notes = _notes(work, account, card)
    if not notes:
        return Screen((Line(SETTLED),), ((command("menu", MENU),),))
    last = str(notes[-1].id)
    search = card.params.get("search", "")
    found = registry.find(work, search) if search else registry.suggested(work, account)
    lines = [Line(text("Whose is it?"), bold=True), Line(text("Tap, or type part of a name or a code."))]
    if search and not found:
        lines.append(Line(text("Nothing was found.")))
    return Screen(tuple(lines), (*_households(work, found, last), (Button(button("◂ Back"), "loose", last),)))


def _notes(work: Work, account: Account, card: Card) -> list[LooseNote]:
    return loosenotes.unsettled(work, account, card.params.get("notes", []))


def _households(work: Work, found: Sequence[Household], last: str) -> tuple[tuple[Button, ...], ...]:
    return tuple((Button(household_label(work, h), "loose_keep", f"{h.id}.{last}"),) for h in found)


def _line(work: Work, note: LooseNote) -> Line:
    """When it came and what it is; what it says shows on no locked phone."""
    said = _described(work, note)
    return Line(text("{what}: {words}", what=said, words=note.words), private=True) if note.words else Line(said)


def _described(work: Work, note: LooseNote) -> Text:
    local = note.written_at.astimezone(work.zone)
    return text("{day} {time} · {what}", day=Day(local.date()), time=f"{local:%H:%M}", what=KINDS[note.kind])


def unsettled(work: Work, account: Account) -> tuple[tuple[Button, ...], ...]:
    """A button for each note that waits, for the list of what is unfinished."""
    notes = loosenotes.unsettled(work, account)
    return tuple((Button(_described(work, note), "loose", str(note.id)),) for note in notes)


def kept_with(work: Work, household: Household) -> list[Line]:
    """The notes of a household, with day and author: for its card."""
    kept = loosenotes.of_household(work, household, KEPT_SHOWN)
    return [Line(_kept(work, note, author), private=True) for note, author in kept]


def _kept(work: Work, note: LooseNote, author: str) -> Text:
    day = FullDay(note.written_at.astimezone(work.zone).date())
    what: Text | str = note.words[:200] if note.words else KINDS[note.kind]
    return text("{day} · {name} – {note}", day=day, name=author, note=what)


# --- taps -----------------------------------------------------------------------------------------------------------


def open_(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """One out of the list; or back to the card from a question."""
    notes = _meant(work, account, card, tapped.arg)
    if not notes and tapped.arg.isdecimal() and len(tapped.arg) < 10:
        notes = loosenotes.unsettled(work, account, [int(tapped.arg)])
    _show(work, account, notes, card)


def search(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Look for a household that is not among those shown."""
    notes = _meant(work, account, card, tapped.arg)
    if notes:
        cards.show(work, account, FIND, _params(notes, card))
    else:
        _show(work, account, notes, card)


def typed(work: Work, account: Account, words: str) -> None:
    """Part of a name, or a code."""
    params = cards.talk(work, account).params
    kept = {name: value for name, value in params.items() if name in ("notes", "rest")}
    registry.look_for(work, account, words)
    cards.show(work, account, FIND, {**kept, "search": words})


def split(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """They belong to several households: ask about one after the other."""
    notes = _meant(work, account, card, tapped.arg)
    if notes:
        rest = [note.id for note in notes[1:]] + card.params.get("rest", [])
        cards.show(work, account, PLACE, {"notes": [notes[0].id], "rest": rest})
    else:
        _show(work, account, notes, card)


def keep(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """They belong to this household."""
    id_, _, last = tapped.arg.partition(".")
    household = registry.there(work, id_)
    notes = _meant(work, account, card, last)
    if household is None or not notes:
        _show(work, account, notes, card)
        return
    loosenotes.keep(work, account, notes, household)
    kept = text("Kept with {household}.", household=registry.reference(work, household))
    _go_on(work, account, card, kept)


def discard(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Ask once."""
    notes = _meant(work, account, card, tapped.arg)
    if notes:
        cards.show(work, account, PLACE, {**_params(notes, card), "sure": True})
    else:
        _show(work, account, notes, card)


def throw(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """Yes: only from the card that asked."""
    talk = cards.talk(work, account)
    notes = _meant(work, account, talk, tapped.arg) if talk.params.get("sure") else []
    if not notes:
        _show(work, account, _meant(work, account, card, tapped.arg), card)
        return
    loosenotes.discard(work, account, notes)
    _go_on(work, account, talk, text("Thrown away."))


def _meant(work: Work, account: Account, card: Card, last: str) -> list[LooseNote]:
    """The notes that were on the card when it was tapped: others may have come to it since."""
    if card.place not in (PLACE, FIND) or not (last.isdecimal() and len(last) < 10):
        return []
    return [note for note in _notes(work, account, card) if note.id <= int(last)]


def _params(notes: Sequence[LooseNote], card: Card) -> dict[str, list[int]]:
    return {"notes": [note.id for note in notes], "rest": card.params.get("rest", [])}


def _show(work: Work, account: Account, notes: Sequence[LooseNote], card: Card) -> None:
    if notes:
        cards.show(work, account, PLACE, _params(notes, card))
    else:
        cards.show(work, account, cards.HOME, notice=SETTLED)


def _go_on(work: Work, account: Account, card: Card, notice: Text) -> None:
    """The next one, where they are asked about one by one; or those that came meanwhile."""
    waiting = _notes(work, account, card)
    rest = [note.id for note in loosenotes.unsettled(work, account, card.params.get("rest", []))]
    if not waiting and rest:
        first, *rest = rest
        cards.show(work, account, PLACE, {"notes": [first], "rest": rest}, notice=notice)
    elif waiting:
        params = {"notes": [note.id for note in waiting], "rest": rest}
        cards.show(work, account, PLACE, params, notice=notice)
    else:
        cards.show(work, account, cards.HOME, notice=notice)
