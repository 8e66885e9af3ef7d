"""A centre's people and households without Telegram: use cases straight on the database, at any moment."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from bot import registry
from bot.casework import intake
from bot.registry import Newcomer
from bot.spelling.namecache import NameCache
from bot.work import Work
from db.models import Account, Contact, Draft, FollowUp
from tests.talk import BELGRADE, WEDNESDAY

T = TypeVar("T")
MADE = {"needs": {}, "done": {"listening": "yes"}, "next_step_by": "family", "note": []}


class Team:
    """Arta and Milica, Besa who coordinates, and their households. `now` is where their clock stands."""

    def __init__(self, engine: Engine, now: datetime = WEDNESDAY) -> None:
        self.engine = engine
        self.now = now.astimezone(UTC)
        self._names = NameCache()
        self.arta = self._joins("Arta", "operator", 71)
        self.milica = self._joins("Milica", "operator", 72)
        self.besa = self._joins("Besa", "coordinator", 73)

    def does(self, act: Callable[[Work], T]) -> T:
        """Run a use case in a transaction of its own."""
        with Session(self.engine, expire_on_commit=False) as db, db.begin():
            return act(Work(db, self.now, BELGRADE, self._names))

    def _joins(self, name: str, role: str, telegram_id: int) -> int:
        def join(work: Work) -> int:
            account = Account(name=name, roles=role, status="active", language="en", created_at=work.now)
            account.telegram_id = telegram_id
            work.db.add(account)
            work.db.flush()
            return account.id

        return self.does(join)

    def account(self, id_: int) -> Account:
        """A person as the tables have her now."""
        return self.does(lambda work: work.db.get_one(Account, id_))

    def household(self, name: str = "Drita Hoxha", kind: str = "family") -> int:
        """Register a household that consented."""
        newcomer = Newcomer(kind, "tavnik", "given", "sq", name)
        return self.does(lambda work: registry.register(work, work.db.get_one(Account, self.arta), newcomer).id)

    def visits(self, who: int, household: int, outcome: str = "done", **answers: Any) -> int:
        """Log a visit: made, with everything answered, or tried. Returns the record's id."""
        made = MADE if outcome == "done" else {}
        day = self.now.astimezone(BELGRADE).date().isoformat()
        given = {"household": str(household), "outcome": outcome, "date": day, **made, **answers}

        def save(work: Work) -> int:
            account = work.db.get_one(Account, who)
            contact = intake.save(work, account, intake.start(work, account, "visit", given))
            assert contact is not None
            return contact.id

        return self.does(save)

    def corrects(self, who: int, contact_id: int, **answers: Any) -> None:
        """Amend a record: these answers instead of those it has."""

        def save(work: Work) -> None:
            account = work.db.get_one(Account, who)
            draft = intake.amend(work, account, work.db.get_one(Contact, contact_id))
            content = draft.content
            draft.content = {**content, "answers": {**content["answers"], **answers}}
            intake.save(work, account, draft)

        self.does(save)

    def undoes(self, who: int, contact_id: int) -> int:
        """Take a record back; returns its draft, which is open again."""

        def undo(work: Work) -> int:
            account = work.db.get_one(Account, who)
            return intake.undo(work, account, work.db.get_one(Contact, contact_id)).id

        return self.does(undo)

    def visits_again(self, who: int, contact_id: int) -> None:
        """Save the review that undo has opened again."""

        def save(work: Work) -> None:
            contact = work.db.get_one(Contact, contact_id)
            intake.save(work, work.db.get_one(Account, who), work.db.get_one(Draft, contact.draft_id))

        self.does(save)

    def plans(
        self,
        who: int,
        household: int,
        due: date,
        purpose: str = "visit",
        *,
        urgent: bool = False,
        on: date | None = None,
    ) -> int:
        """Put a follow-up into the tables as it is."""
        return self.does(lambda work: put(work, who, household, due, purpose, urgent=urgent, on=on))

    def follow_up(self, id_: int) -> FollowUp:
        """A follow-up with its moves."""

        def read(work: Work) -> FollowUp:
            row = work.db.get_one(FollowUp, id_)
            assert row.moves is not None  # loaded while there is a transaction
            return row

        return self.does(read)

    def open_of(self, household: int, purpose: str = "visit") -> list[FollowUp]:
        """The open follow-ups of a household with that purpose."""
        query = select(FollowUp).where(FollowUp.household_id == household, FollowUp.resolved_on.is_(None))
        found = self.does(lambda work: list(work.db.scalars(query.order_by(FollowUp.id))))
        return [follow_up for follow_up in found if follow_up.purpose == purpose]

    def everything(self) -> list[tuple[Any, ...]]:
        """All follow-ups with their moves, to compare before and after."""

        def read(work: Work) -> list[tuple[Any, ...]]:
            columns = [column.name for column in FollowUp.__table__.columns]
            return [
                (*(getattr(row, name) for name in columns), *((m.due, m.contact_id, m.was_urgent) for m in row.moves))
                for row in work.db.scalars(select(FollowUp).order_by(FollowUp.id))
            ]

        return self.does(read)


def put(
    work: Work,
    who: int,
    household: int,
    due: date,
    purpose: str = "visit",
    *,
    urgent: bool = False,
    on: date | None = None,
) -> int:
    """Add a follow-up that was set `on` a day (today, or when it was due); returns its id."""
    row = FollowUp(household_id=household, owner_id=who, purpose=purpose, urgent=urgent, due=due, first_due=due)
    row.set_on = on or min(due, work.today)
    work.db.add(row)
    work.db.flush()
    return row.id
