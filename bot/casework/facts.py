"""What a form may ask of the world, loaded for one draft. Each thing is loaded when a card needs it, once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import bindparam, select

from bot import registry
from bot.conversations.codelists import FOLLOW_UP_PURPOSES, NEEDS, label
from bot.conversations.form import NO_DAY, Choice
from bot.followups import followups, handovers
from bot.followups.workdays import holidays, working_day
from bot.people import people
from bot.people.permissions import Action, may
from bot.words import Day, Text, button, raw, text
from bot.work import Work
from db.models import Account, Contact, FollowUp, Household, Person

MOST_OF_A_NAME = 34
INTERVALS = {"w1": 7, "w2": 14}
MONTHS = {"m1": 1, "m3": 3}
DAYS = {"today": timedelta(), "yesterday": timedelta(days=-1)}
USUAL = "w2"
NEWEST = 2**31 - 1
"""Above the id of any record."""
AFTER_AN_ATTEMPT = {"nobody_home": timedelta(days=3), "postponed": timedelta(days=7)}


class DraftFacts:
    """`bot.conversations.walk.Facts` out of the database, for the answers a draft has now."""

    def __init__(self, work: Work, account: Account, answers: Mapping[str, Any], contact_id: int | None = None) -> None:
        self._work = work
        self._account = account
        self._answers = answers
        self._contact_id = contact_id  # the record that is being amended: it is not a colleague's other visit

    @property
    def today(self) -> date:
        """The local day."""
        return self._work.today

    @cached_property
    def household(self) -> Household | None:
        """The household the draft is about, where it is in the registry."""
        answer = self._answers.get("household")
        return self._work.get(Household, int(answer)) if answer and str(answer).isdecimal() else None

    # --- conditions -------------------------------------------------------------------------------------------------

    def known(self) -> Mapping[str, object]:
        """What conditions may name besides the answers."""
        return self._known

    @cached_property
    def _known(self) -> Mapping[str, object]:
        return _LookedUp(
            {
                "household": lambda: self._answers.get("household", registry.NEW),
                "household_kind": lambda: self.household.kind if self.household else self._answers.get("kind", ""),
                "household_consent": lambda: self._consent,
                "twin_reference": lambda: self.twin.reference if self.twin else "",
                "close_names": lambda: len(self._close),
                "persons": lambda: len(self._persons),
                "this_year": lambda: self.today.year,
                "correcting": lambda: self._correcting,
                "own_record": lambda: "yes" if self._record is None or self._is_author(self._record) else "no",
                "coordinating": lambda: "yes" if may(self._account, Action.HAND_OVER, own=False) else "no",
            }
        )

    def learn(self, earlier: "DraftFacts | None") -> None:
        """Take over what was loaded for this draft a moment ago, as far as its answers do not bear on it."""
        if earlier is None or earlier._contact_id != self._contact_id:
            return
        before, now = earlier._answers, self._answers
        for answer, names in _LOADED_FOR.items():
            if before.get("household") == now.get("household") and before.get(answer) == now.get(answer):
                vars(self).update({name: vars(earlier)[name] for name in names if name in vars(earlier)})

    @cached_property
    def _correcting(self) -> str:
        """Whether a record is being corrected later than on its day, or by somebody else: that asks for a reason."""
        record = self._record
        if record is None or record.void_at is not None:
            return ""
        saved_on = record.saved_at.astimezone(self._work.zone).date()
        return "today" if self._is_author(record) and saved_on == self.today else "late"

    @property
    def _record(self) -> Contact | None:
        """The record whose answers are being read or corrected."""
        return self._work.db.get(Contact, self._contact_id) if self._contact_id else None

    def _is_author(self, record: Contact) -> bool:
        return record.author_id == self._account.id

    @property
    def _consent(self) -> str:
        """The family's answer so far; *later* also where this very draft, saved once, has asked them again."""
        if self.household is None:
            return ""
        return "later" if "renewed_consent" in self._answers else self.household.consent

    @cached_property
    def twin(self) -> Contact | None:
        """A visit to the same household on the same day that is saved already."""
        if self.household is None or "date" not in self._answers:
            return None
        about = {
            "household": self.household.id,
            "day": date.fromisoformat(self._answers["date"]),
            "own": self._contact_id or 0,
            "before": self._contact_id if self._correcting else NEWEST,  # a later one has asked there
        }
        return self._work.db.scalars(_TWIN, about).first()

    @cached_property
    def _close(self) -> list[Household]:
        """Households of nearly that name; the one that was registered with the record is no other."""
        name = self._answers.get("name")
        found = registry.same_names(self._work, name) if name and self.household is None else []
        record = self._work.db.get(Contact, self._contact_id) if self._contact_id else None
        own = record.household_id if record is not None and record.made_household else None
        return [household for household in found if household.id != own]

    @cached_property
    def _persons(self) -> list[Person]:
        return list(self.household.persons) if self.household else []

    # --- choices ----------------------------------------------------------------------------------------------------

    def choices(self, source: str, search: str) -> Sequence[Choice]:
        """The choices of a source; for a look-up those found by what was typed."""
        match source:
            case "households":
                found = registry.find(self._work, search) if search else registry.suggested(self._work, self._account)
                return [Choice(str(h.id), household_label(self._work, h)) for h in found]
            case "close_names":
                return [self._same(household) for household in self._close]
            case "neighbourhoods":
                return [Choice(n.code, registry.named(n)) for n in registry.neighbourhoods(self._work)]
            case "open_needs":
                return [Choice(code, label(NEEDS, code)) for code in self._open_needs]
            case "other_follow_ups":
                return [Choice(str(f.id), _follow_up_label(f)) for f in self._other_follow_ups]
            case "colleagues" | "everyone" | "givers":
                return [Choice(str(account.id), raw(account.name)) for account in self._people(source)]
            case "persons":
                return [Choice(str(p.id), _person_label(p)) for p in self._persons]
            case "handable":
                return [Choice(str(f.id), self._planned_label(f)) for f in handovers.mine(self._work, self._giver)]
        raise KeyError(source)

    def _people(self, source: str) -> Sequence[Account]:
        if source == "givers":
            return handovers.givers(self._work)
        if source == "everyone":
            return people.team(self._work)
        return people.colleagues(self._work, self._account)

    @cached_property
    def _open_needs(self) -> list[str]:
        if self.household is None:
            return []
        return registry.open_needs(self._work, self.household.id, before=self._record)

    @cached_property
    def _other_follow_ups(self) -> list[FollowUp]:
        """Of an anonymous visitor: the one that this session was begun from, as nobody says whose the others are."""
        if self.household is None:
            return followups.named(self._work, self._answers.get("others", {}), resolved_by=self._contact_id)
        standing = followups.of_household(self._work, self.household.id, resolved_by=self._contact_id)
        own = self._contact_id or 0
        return [f for f in standing if f.purpose != followups.VISIT and f.set_by != own]

    def _same(self, household: Household) -> Choice:
        """It is in the registry already; where a form goes on with a household, with that one."""
        label_ = button("The same: {household}", household=household_label(self._work, household, compared=True))
        also = {"household": str(household.id)} if "household" in self._answers else {}
        return Choice(str(household.id), label_, also=also)

    def label(self, source: str, code: str) -> Text:
        """How a chosen code of a source reads."""
        match source:
            case "households":
                return self._reference(code)
            case "close_names":
                known = self._work.db.get_one(Household, int(code))
                return button("The same: {household}", household=registry.reference(self._work, known))
            case "neighbourhoods":
                return registry.neighbourhood_name(self._work, code)
            case "open_needs":
                return label(NEEDS, code)
            case "handable":
                return self._planned_label(self._work.db.get_one(FollowUp, int(code)))
            case "colleagues" | "everyone" | "givers":
                return raw(self._work.db.get_one(Account, int(code)).name)
            case "other_follow_ups":
                return _follow_up_label(self._work.db.get(FollowUp, int(code)))
            case "persons":
                return _person_label(self._work.db.get_one(Person, int(code)))
        return raw(code)

    @property
    def _giver(self) -> Account:
        """Whose next contacts are handed over: one's own, where the coordinator says nothing else."""
        whose = self._answers.get("whose")
        return self._work.db.get_one(Account, int(whose)) if whose else self._account

    def _planned_label(self, follow_up: FollowUp) -> Text:
        return text("{household} · {day}", household=followups.whom(self._work, follow_up), day=Day(follow_up.due))

    def _reference(self, code: str) -> Text:
        return registry.reference(self._work, self.household) if self.household else text("New household")

    def heading(self) -> Text | None:
        """Whom this is about, by reference: `F-0012 · Tavnik · last seen 12.2.`"""
        if self.household is None:
            return text("New household") if self._answers.get("household") == registry.NEW else None
        whom = registry.reference(self._work, self.household)
        if self._seen is None:
            return text("{household} · not seen yet", household=whom)
        return text("{household} · last seen {day}", household=whom, day=Day(self._seen))

    @cached_property
    def _seen(self) -> date | None:
        return registry.last_seen(self._work, self.household.id) if self.household else None

    # --- the next contact -------------------------------------------------------------------------------------------

    def propose(self, question: str) -> str | None:
        """The next contact that is proposed: as before for this household, else in two weeks, on a working day."""
        if question != "next":
            return None
        if self._answers.get("seen_since") == "no":
            return (self.today + timedelta(days=1)).isoformat()
        outcome = self._answers.get("outcome")
        if outcome == "refused":
            return NO_DAY
        if outcome in AFTER_AN_ATTEMPT:
            return self._working(self.today + AFTER_AN_ATTEMPT[outcome]).isoformat()
        day = self._as_before or self.day_of(USUAL)
        return day.isoformat() if day else NO_DAY

    @cached_property
    def _as_before(self) -> date | None:
        """The interval last chosen for this household, from today: as it was meant, not as a holiday made it."""
        last = self._last_planned
        if last is None or last.first_due <= last.set_on:
            return None
        for code in (*INTERVALS, *MONTHS):
            if self._after(last.set_on, code) == last.first_due:
                return self.day_of(code)
        return self._working(self.today + (last.first_due - last.set_on))

    @cached_property
    def _last_planned(self) -> FollowUp | None:
        """The last *visit again* that followed from a contact made; what was urgent says nothing of the usual."""
        if self.household is None:
            return None
        query = (
            select(FollowUp)
            .join(Contact, Contact.id == FollowUp.set_by)
            .where(FollowUp.household_id == self.household.id, FollowUp.purpose == followups.VISIT)
            .where(Contact.outcome == "done", FollowUp.urgent.is_(False), Contact.id != (self._contact_id or 0))
        )
        return self._work.db.scalars(query.order_by(FollowUp.id.desc()).limit(1)).first()

    def day_of(self, code: str) -> date | None:
        """The working day an interval leads to, or the day a word means; None: no further contact."""
        return self.today + DAYS[code] if code in DAYS else self._after(self.today, code)

    def _after(self, day: date, code: str) -> date | None:
        """The working day an interval leads to from a day on."""
        if code in INTERVALS:
            return self._working(day + timedelta(days=INTERVALS[code]))
        return self._working(months_later(day, MONTHS[code])) if code in MONTHS else None

    def _working(self, day: date) -> date:
        return working_day(day, self._holidays)

    @cached_property
    def _holidays(self) -> frozenset[date]:
        return holidays(self._work)


_TWIN = (
    select(Contact)
    .where(
        Contact.household_id == bindparam("household"),
        Contact.day == bindparam("day"),
        Contact.type == "home_visit",
        Contact.outcome == "done",
        Contact.void_at.is_(None),
        Contact.id != bindparam("own"),
        Contact.id < bindparam("before"),
    )
    .order_by(Contact.id)
    .limit(1)
)


class _LookedUp(Mapping[str, object]):
    """What conditions may name, each looked up only when one does."""

    def __init__(self, ways: Mapping[str, Callable[[], object]]) -> None:
        self._ways = ways

    def __getitem__(self, name: str) -> object:
        return self._ways[name]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._ways)

    def __len__(self) -> int:
        return len(self._ways)


_LOADED_FOR: Mapping[str, tuple[str, ...]] = {
    "household": ("household", "_correcting", "_persons", "_open_needs", "_other_follow_ups", "_last_planned", "_seen"),
    "date": ("twin",),
    "name": ("_close",),
}
"""What stays true while an answer stays the same."""


def household_label(work: Work, household: Household, *, compared: bool = False) -> Text:
    """A household on a button. A small phone cuts the end: the code where two are `compared`, else the place."""
    name = registry.head_name(work, household)
    where = registry.neighbourhood_name(work, household.neighbourhood)
    if not name:
        return text("{code} · {place}", code=household.code, place=where)
    if compared:
        return text("{name} · {place} · {code}", name=_short(name), place=where, code=household.code)
    return text("{name} · {code} · {place}", name=_short(name), code=household.code, place=where)


def _short(name: str) -> str:
    """A name as a button can hold it beside the place and the code."""
    return name if len(name) <= MOST_OF_A_NAME else name[: MOST_OF_A_NAME - 1] + "…"


def months_later(day: date, months: int) -> date:
    """The same day some months later; the month's last day where it has no such day."""
    month = day.month - 1 + months
    first = date(day.year + month // 12, month % 12 + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)


def _person_label(person: Person) -> Text:
    return raw(person.name) if person.name else text("Person {n}", n=person.id)


def _follow_up_label(follow_up: FollowUp | None) -> Text:
    if follow_up is None:  # the contact that set it was taken back meanwhile
        return text("This was taken back.")
    return text("{day} · {purpose}", day=Day(follow_up.due), purpose=label(FOLLOW_UP_PURPOSES, follow_up.purpose))
