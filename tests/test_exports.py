"""Exports: every record, under stable names, without what is confidential or secret."""

import csv
import io
import json
import re
import stat
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from bot import exports, registry
from bot.audit import auditing
from bot.casework import intake
from bot.exports.formats import FORMULA, json_line
from bot.exports.kinds import CONFIDENTIAL as APART
from bot.exports.kinds import KINDS, LEFT_OUT
from bot.exports.shape import Field, Kind
from bot.exports.visible import BATCH
from bot.followups import followups
from bot.people import people
from bot.registry import Newcomer
from bot.work import Work
from db.models import (
    Account,
    Base,
    Card,
    Contact,
    ContactIntervention,
    ContactRequest,
    Draft,
    Handover,
    Holiday,
    LooseNote,
    Media,
    Neighbourhood,
    Proposal,
    Query,
)

DOCS = Path(__file__).parents[1] / "docs" / "data.md"
NOW = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 11)
SAID = ("Arta Kanarina", "Nurije Hasani", "+383 44 123 456", "=cmd|' /C calc'!A0", "The stove\nsmokes\u2028again")
SECRET = ("Hidden-violence-words", "Hidden-words-of-a-draft", "file-handle-7", "Card-of-Nurije")
VISIT = {
    "outcome": "done",
    "needs": {"elderly": "yes"},
    "done": {"listening": "yes"},
    "next_step_by": "centre",
    "note": [],
}
EVERY_KIND = (*KINDS, APART)
CONFIDENTIAL = {"confidential": {"violence": "yes"}}

Record = dict[str, Any]


class Centre:
    """A listening centre one transaction at a time; the clock stands still unless it is moved."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.now = NOW
        with self.at_work() as db:
            arta = Account(name=SAID[0], roles="operator,coordinator", status="active", created_at=NOW)
            db.db.add(arta)
            db.db.flush()
            self.arta = arta.id

    def at_work(self) -> "AtWork":
        return AtWork(self)

    def meets(self, name: str, phone: str = "") -> int:
        """Register a household."""
        with self.at_work() as work:
            newcomer = Newcomer("elderly_alone", "tavnik", "given", "sq", name, phone)
            return registry.register(work, self.account(work), newcomer).id

    def visits(self, household: int, **answers: Any) -> int:
        """Save a visit; returns its record."""
        with self.at_work() as work:
            given = {"household": str(household), "date": self.now.date().isoformat(), **VISIT, **answers}
            draft = intake.start(work, self.account(work), "visit", given)
            contact = intake.save(work, self.account(work), draft)
            assert contact is not None
            return contact.id

    def amends(self, contact: int, **answers: Any) -> None:
        """Correct answers of a visit."""
        with self.at_work() as work:
            draft = intake.amend(work, self.account(work), work.db.get_one(Contact, contact))
            content = {**draft.content, "answers": {**draft.content["answers"], **answers}}
            draft.content = content
            intake.save(work, self.account(work), draft)

    def account(self, work: Work) -> Account:
        return work.db.get_one(Account, self.arta)


class AtWork:
    """A transaction."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.db = Session(centre.engine)

    def __enter__(self) -> Work:
        return Work(self.db, self.centre.now, ZoneInfo("Europe/Belgrade"))

    def __exit__(self, *error: object) -> None:
        if error[0] is None:
            self.db.commit()
        self.db.close()


@pytest.fixture
def centre(engine: Engine) -> Centre:
    return Centre(engine)


@pytest.fixture
def full(centre: Centre) -> Centre:
    """Something of every kind, with something confidential or secret wherever such a thing can stand."""
    household = centre.meets(SAID[1], SAID[2])
    notes = [{"kind": "text", "words": words, "message": 0} for words in SAID[3:]]
    hidden = {**CONFIDENTIAL, "confidential_note": SECRET[0]}
    visit = centre.visits(household, note=notes, **hidden)
    centre.amends(visit, next_step_by="together")
    centre.now += timedelta(minutes=5)
    centre.amends(visit, confidential_note=SECRET[0] + " again")
    undone = centre.visits(household, twin="another", next="2026-04-08")
    with centre.at_work() as work:
        account = centre.account(work)
        intake.cancel(work, account, intake.undo(work, account, work.db.get_one(Contact, undone)))
        followups.move(work, account, followups.of_household(work, household)[0], date(2026, 3, 27))
        answers = {"household": str(household), **CONFIDENTIAL, "confidential_note": SECRET[1]}
        intake.start(work, account, "visit", answers)
        auditing.opened(work, account, "confidential", visit)
        session = intake.start(work, account, "visit")
        work.db.add_all(_others(account.id, visit, session.id))
        people.invite(work, "Milica", "operator")
    return centre


def _others(account: int, visit: int, draft: int) -> list[Base]:
    """One row of each kind that no visit brings about."""
    session: dict[str, Any] = {"type": "listening", "day": TODAY, "outcome": "done", "saved_at": NOW, "draft_id": draft}
    hidden = {"answers": {**CONFIDENTIAL, "reason": "seen"}}
    return [
        Contact(reference="S-2026-00001", author_id=account, requests=[ContactRequest(code="work")], **session),
        Handover(from_id=account, to_id=account, by_id=account, follow_ups=[1], at=NOW),
        Proposal(kind="amend", contact_id=visit, account_id=account, at=NOW, content=hidden),
        Proposal(kind="amend", contact_id=visit, account_id=account, at=NOW, content=CONFIDENTIAL),
        Query(contact_id=visit, asked_by=account, asked_at=NOW, question="Is there firewood?"),
        LooseNote(account_id=account, kind="text", words="Bring the papers.", written_at=NOW),
        Holiday(day=date(2026, 5, 1), name="Labour Day", source="law"),
        Neighbourhood(code="t", name_sq="Tavnik", name_sr="Тавник", name_it="Tavnik"),
        Media(account_id=account, kind="voice", file_id=SECRET[2], content=b"voice bytes", created_at=NOW),
        Card(account_id=account, place="home", params={"name": SECRET[3]}, created_at=NOW),
    ]


def jsonl(reader: Engine, path: Path, today: date = TODAY) -> list[Record]:
    exports.write(reader, today, "jsonl", str(path))
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def of_kind(records: list[Record], kind: str) -> list[Record]:
    return [record for record in records if record["kind"] == kind]


# --- what is in it --------------------------------------------------------------------------------------------------


def test_every_record_is_one_line_with_its_kind_first(full: Centre, reader: Engine, tmp_path: Path) -> None:
    records = jsonl(reader, tmp_path / "all.jsonl")

    with Session(reader) as db:
        stored = {kind.name: db.scalar(select(func.count()).select_from(kind.query.subquery())) for kind in KINDS}
    assert Counter(record["kind"] for record in records) == {**stored, "amendment": 1, "proposal": 1}
    assert all(next(iter(record)) == "kind" for record in records)
    assert all(stored.values())


def test_records_come_in_the_order_of_the_documentation_and_of_their_ids(
    full: Centre, reader: Engine, tmp_path: Path
) -> None:
    records = jsonl(reader, tmp_path / "all.jsonl")

    order = [kind.name for kind in KINDS]
    places = [(order.index(record["kind"]), record["id"]) for record in records]
    assert places == sorted(places)
    assert records == jsonl(reader, tmp_path / "again.jsonl")


def test_a_visit_says_what_was_seen_done_and_written(full: Centre, reader: Engine, tmp_path: Path) -> None:
    visit = of_kind(jsonl(reader, tmp_path / "all.jsonl"), "visit")[0]

    assert visit["reference"] == "V-2026-00001"
    assert visit["household"] == "F-0001"
    assert visit["day"] == "2026-03-11"
    assert visit["needs"] == [{"code": "elderly", "state": "seen"}]
    assert visit["interventions"] == ["listening"]
    assert [note["words"] for note in visit["notes"]] == list(SAID[3:])
    assert visit["notes"][0]["author"] == full.arta
    assert visit["saved_at"] == "2026-03-11T09:00:00.000Z"
    assert visit["void"] is False


def test_what_was_taken_back_is_there_and_void(full: Centre, reader: Engine, tmp_path: Path) -> None:
    visit = of_kind(jsonl(reader, tmp_path / "all.jsonl"), "visit")[1]

    assert visit["void"] is True
    assert visit["void_at"] == "2026-03-11T09:05:00.000Z"
    assert visit["answers"]["done"] == {"listening": "yes"}


@pytest.mark.parametrize(
    ("today", "state"),
    [(date(2026, 3, 26), "planned"), (date(2026, 3, 27), "due"), (date(2026, 3, 28), "overdue")],
)
def test_the_state_of_a_follow_up_is_that_of_the_day(
    full: Centre, reader: Engine, tmp_path: Path, today: date, state: str
) -> None:
    follow_up = of_kind(jsonl(reader, tmp_path / "all.jsonl", today), "follow_up")[0]

    assert follow_up["state"] == state
    assert follow_up["set_by"] == "V-2026-00001"
    assert [move["due"] for move in follow_up["moves"]] == ["2026-03-27"]


def test_a_next_contact_of_an_anonymous_visitor_names_the_session_and_no_household(
    full: Centre, reader: Engine, tmp_path: Path
) -> None:
    with full.at_work() as work:
        session = work.db.scalars(select(Contact).where(Contact.reference == "S-2026-00001")).one()
        followups.plan(work, session, date(2026, 3, 25), "papers", "", urgent=False)

    follow_up = of_kind(jsonl(reader, tmp_path / "all.jsonl"), "follow_up")[-1]

    assert (follow_up["household"], follow_up["set_by"]) == (None, "S-2026-00001")
    assert (follow_up["purpose"], follow_up["due"], follow_up["state"]) == ("papers", "2026-03-25", "planned")


def test_a_line_stays_one_line_for_every_reader(full: Centre, reader: Engine, tmp_path: Path) -> None:
    path = tmp_path / "all.jsonl"

    count = len(jsonl(reader, path))

    assert path.read_bytes().count(b"\n") == count


def test_a_centre_of_several_batches_is_exported_whole(full: Centre, reader: Engine, tmp_path: Path) -> None:
    many = BATCH * 2 + 1
    with full.at_work() as work:
        drafts = [_draft(full.arta) for _ in range(many)]
        work.db.add_all(drafts)
        work.db.flush()
        work.db.add_all(_visit(full.arta, draft.id) for draft in drafts)

    visits = of_kind(jsonl(reader, tmp_path / "all.jsonl"), "visit")[2:]

    assert [visit["reference"] for visit in visits] == [f"V-{visit['draft']}" for visit in visits]
    assert len(visits) == many
    assert {visit["interventions"][0] for visit in visits} == {"listening"}


def _draft(account: int) -> Draft:
    return Draft(account_id=account, form="visit", version=1, status="saved", created_at=NOW, updated_at=NOW)


def _visit(account: int, draft: int) -> Contact:
    return Contact(
        reference=f"V-{draft}",
        type="home_visit",
        draft_id=draft,
        author_id=account,
        day=TODAY,
        outcome="done",
        saved_at=NOW,
        interventions=[ContactIntervention(code="listening")],
    )


def test_half_a_character_does_not_stop_an_export(full: Centre, reader: Engine, tmp_path: Path) -> None:
    with full.at_work() as work:
        intake.start(work, full.account(work), "visit", {"reason": "half \ud83d"})

    draft = of_kind(jsonl(reader, tmp_path / "all.jsonl"), "draft")[-1]

    assert draft["answers"] == {"reason": "half \ud83d"}


def test_all_of_it_is_of_one_moment(full: Centre, reader: Engine) -> None:
    reading = exports.records(reader, TODAY)
    next(reading)

    full.visits(full.meets("Dragan"), note=[])

    assert Counter(kind.name for kind, _ in reading)["visit"] == 2


# --- what is not in it ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", ["jsonl", "csv"])
def test_nothing_confidential_and_no_secret_leaves(full: Centre, reader: Engine, tmp_path: Path, format_: str) -> None:
    exports.write(reader, TODAY, format_, str(tmp_path / "out"))

    written = "".join(map(_text_of, _files(tmp_path / "out")))
    assert SAID[1] in written
    assert [word for word in (*SECRET, "violence", "confidential", "voice bytes") if word in written] == []


def test_what_is_confidential_leaves_alone_when_it_is_asked_for(full: Centre, reader: Engine, tmp_path: Path) -> None:
    exports.write(reader, TODAY, "jsonl", str(tmp_path / "apart.jsonl"), (APART,))

    entries = [json.loads(line) for line in (tmp_path / "apart.jsonl").read_text("utf-8").splitlines()]
    assert [entry["kind"] for entry in entries] == ["confidential"]
    assert (entries[0]["contact"], entries[0]["needs"]) == ("V-2026-00001", ["violence"])
    assert entries[0]["note"] == SECRET[0] + " again"


def test_a_confidential_correction_leaves_no_trace(full: Centre, reader: Engine, tmp_path: Path) -> None:
    records = jsonl(reader, tmp_path / "all.jsonl")

    assert [record["change"] for record in of_kind(records, "amendment")] == [{"next_step_by": ["centre", "together"]}]
    assert of_kind(records, "visit")[0]["amended_at"] == "2026-03-11T09:00:00.000Z"


def test_the_code_of_an_invite_is_in_no_form_exported(full: Centre, reader: Engine, tmp_path: Path) -> None:
    with full.at_work() as work:
        code = people.invite(work, "Chiara", "monitor")

    exports.write(reader, TODAY, "jsonl", str(tmp_path / "all.jsonl"))

    written = (tmp_path / "all.jsonl").read_text()
    assert "Chiara" in written
    assert code not in written
    assert "hash" not in written


# --- CSV ------------------------------------------------------------------------------------------------------------


def test_csv_holds_what_json_lines_hold(full: Centre, reader: Engine, tmp_path: Path) -> None:
    records = jsonl(reader, tmp_path / "all.jsonl")

    exports.write(reader, TODAY, "csv", str(tmp_path / "csv"))

    for kind in KINDS:
        rows = _rows(tmp_path / "csv" / f"{kind.name}.csv")
        assert [row["id"] for row in rows] == [str(record["id"]) for record in of_kind(records, kind.name)]
        assert list(rows[0]) == list(of_kind(records, kind.name)[0])


def test_csv_opens_in_a_spreadsheet_as_the_text_it_is(full: Centre, reader: Engine, tmp_path: Path) -> None:
    full.meets("@SUM(A1)", "-1")

    exports.write(reader, TODAY, "csv", str(tmp_path))

    assert (tmp_path / "household.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert [row["phone"] for row in _rows(tmp_path / "household.csv")] == ["'" + SAID[2], "'-1"]
    assert _rows(tmp_path / "person.csv")[1]["name"] == "'@SUM(A1)"
    cells = [cell for file in _files(tmp_path) for row in _rows(file) for cell in row.values()]
    assert [cell for cell in cells if cell.startswith(FORMULA)] == []


def test_csv_lists_read_well(full: Centre, reader: Engine, tmp_path: Path) -> None:
    exports.write(reader, TODAY, "csv", str(tmp_path))

    visit = _rows(tmp_path / "visit.csv")[0]
    assert visit["interventions"] == "listening"
    assert visit["urgent"] == "false"
    assert visit["colleague"] == ""
    assert json.loads(visit["needs"]) == [{"code": "elderly", "state": "seen"}]
    assert _rows(tmp_path / "account.csv")[0]["roles"] == "operator coordinator"


# --- where it goes --------------------------------------------------------------------------------------------------


def test_csv_needs_a_folder(reader: Engine) -> None:
    with pytest.raises(exports.ExportRefused, match="name a folder with --output"):
        exports.write(reader, TODAY, "csv", None)


@pytest.mark.parametrize(("format_", "taken"), [("jsonl", "out"), ("csv", "out/person.csv")])
def test_no_file_is_overwritten(full: Centre, reader: Engine, tmp_path: Path, format_: str, taken: str) -> None:
    path = tmp_path / taken
    path.parent.mkdir(exist_ok=True)
    path.write_text("kept")

    with pytest.raises(exports.ExportRefused, match="is there already and was left as it is"):
        exports.write(reader, TODAY, format_, str(tmp_path / "out"))

    assert path.read_text() == "kept"
    assert _files(tmp_path / "out") == [path]


def test_a_file_is_no_folder(reader: Engine, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("kept")

    with pytest.raises(exports.ExportRefused, match="is a file: name a folder"):
        exports.write(reader, TODAY, "csv", str(tmp_path / "out"))


@pytest.mark.parametrize("format_", ["jsonl", "csv"])
def test_files_are_for_their_owner_alone(full: Centre, reader: Engine, tmp_path: Path, format_: str) -> None:
    exports.write(reader, TODAY, format_, str(tmp_path / "out"))

    assert {stat.S_IMODE(file.stat().st_mode) for file in _files(tmp_path / "out")} == {0o600}
    assert not stat.S_IMODE((tmp_path / "out").stat().st_mode) & 0o077


@pytest.mark.parametrize("format_", ["jsonl", "csv"])
def test_an_export_that_fails_leaves_nothing(full: Centre, reader: Engine, tmp_path: Path, format_: str) -> None:
    with full.at_work() as work:
        work.db.add(Draft(account_id=full.arta, form="visit", version=1, content=[], created_at=NOW, updated_at=NOW))

    with pytest.raises(AttributeError):
        exports.write(reader, TODAY, format_, str(tmp_path / "out"))

    assert [file for file in tmp_path.rglob("*") if file.is_file() and file.suffix in (".part", ".csv", "")] == []


def test_standard_output_is_utf_8_whatever_the_terminal_says(
    full: Centre, reader: Engine, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    exports.write(reader, TODAY, "jsonl", None)

    printed = capfdbinary.readouterr().out.decode("utf-8")
    assert "Тавник" in printed
    assert printed.endswith("}\n")


# --- the promise of stable names ------------------------------------------------------------------------------------


def test_every_column_has_a_field_or_a_reason_why_it_has_none() -> None:
    exported = {f"{_table(kind)}.{column}" for kind in EVERY_KIND for column in _columns(kind.fields)}
    exported |= {f"contact_needs.{name}" for name in ("id", "contact_id", "code", "state")}
    exported |= {
        f"contact_{kind}.{name}"
        for kind in ("interventions", "requests", "resources")
        for name in ("id", "contact_id", "code")
    }
    exported |= {f"notes.{name}" for name in ("id", "contact_id", *_inner("visit", "notes"))}
    exported |= {f"moves.{name}" for name in ("id", "follow_up_id", *_inner("follow_up", "moves"))}

    missing = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if table.name not in LEFT_OUT
        and f"{table.name}.{column.name}" not in LEFT_OUT
        and f"{table.name}.{column.name}" not in exported
    ]

    assert missing == []


def test_what_is_exported_is_what_is_declared(full: Centre, reader: Engine) -> None:
    for kind, record in exports.records(reader, TODAY):
        assert list(record) == [name for name in kind.names() if "[]" not in name]
        for field in kind.fields:
            for part in record[field.name] if field.inner else ():
                assert list(part) == [inner.name for inner in field.inner]


def test_the_documentation_names_every_field_and_no_other() -> None:
    sections = dict(_sections())

    assert list(sections) == [kind.name for kind in EVERY_KIND]
    for kind in EVERY_KIND:
        assert re.findall(r"^\| `([^`]+)`", sections[kind.name], re.MULTILINE) == list(kind.names())


def test_each_example_of_the_documentation_is_a_line_as_it_is_exported() -> None:
    for kind in EVERY_KIND:
        example = re.findall(r"```json\n(.*)\n```", dict(_sections())[kind.name])

        assert len(example) == 1
        record = json.loads(example[0])
        assert record["kind"] == kind.name
        assert list(record) == [name for name in kind.names() if "[]" not in name]
        assert json_line(record) == example[0] + "\n"


def _sections() -> Iterator[tuple[str, str]]:
    """The sections of the documentation that describe a kind."""
    for section in DOCS.read_text(encoding="utf-8").split("\n## ")[1:]:
        name, _, text = section.partition("\n")
        if "| field |" in text:
            yield name, text


def _table(kind: Kind) -> str:
    return str(kind.query.get_final_froms()[0])


def _columns(fields: tuple[Field, ...]) -> list[str]:
    return [field.column for field in fields if field.column]


def _inner(kind: str, name: str) -> list[str]:
    found = next(field for k in KINDS if k.name == kind for field in k.fields if field.name == name)
    return _columns(found.inner)


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else sorted(file for file in place.glob("*") if file.suffix == ".csv")


def _text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))
