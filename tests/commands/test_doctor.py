"""The doctor: what is in order, what is not and what to do then. It looks and leaves everything as it was."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from bot import doctor
from bot.__main__ import main
from bot.backups import folders, make
from bot.doctor import Finding, look
from bot.settings import Settings
from db.crypto import KEY_BYTES
from db.models import Account, Fact, FollowUp, Holiday, Household, Person
from tests import everyrow
from tests.machine import KEY, write_key
from tests.talk import opened

NOW = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)  # a Wednesday, ten in the morning
TOKEN = "700000001:" + "T" * 35
OTHER_KEY = base64.b64encode(bytes(KEY_BYTES)).decode()
NAMES = ("Arta Kanarina", "Nurije Hasani")


@dataclass
class Clock:
    """A clock that stands."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """A bot that is set up as it should be."""
    key = tmp_path / "config" / "key"
    write_key(key)
    (tmp_path / "data").mkdir(mode=0o700, exist_ok=True)
    zone = ZoneInfo("Europe/Belgrade")
    return Settings(TOKEN, "https://api.telegram.org", tmp_path / "data", database_url, key, zone)


@pytest.fixture
def centre(settings: Settings, engine: Engine) -> Engine:
    """A centre in which the bot runs: Arta, a household, and the bot's last signs of life."""
    with Session(engine) as db, db.begin():
        db.add(Account(name=NAMES[0], roles="operator", status="active", created_at=NOW))
        db.flush()
        family = Household(
            code="F-0001", kind="family", neighbourhood="t", consent="given", created_at=NOW, created_by=1
        )
        db.add(family)
        db.flush()
        db.add(Person(household_id=family.id, name=NAMES[1]))
    remember(engine, "last poll", NOW - timedelta(seconds=20))
    remember(engine, "last tick", NOW - timedelta(seconds=2))
    remember(engine, "keys checked", NOW - timedelta(days=300))
    make(settings, engine, NOW - timedelta(hours=7))
    return engine


def remember(engine: Engine, name: str, at: datetime) -> None:
    with Session(engine) as db, db.begin():
        db.merge(Fact(name=name, value=at.isoformat()))


def plan(engine: Engine, due: date, *, urgent: bool = False) -> None:
    with Session(engine) as db, db.begin():
        db.add(FollowUp(household_id=1, owner_id=1, set_on=NOW.date(), first_due=due, due=due, urgent=urgent))


def found(settings: Settings, what: str, at: datetime = NOW) -> Finding:
    """The one finding on something."""
    (finding,) = [finding for finding in look(settings, Clock(at)) if finding.what == what]
    return finding


# --- as it should be ------------------------------------------------------------------------------------------------


def test_a_bot_in_order_has_no_bad_finding(settings: Settings, centre: Engine) -> None:
    findings = look(settings, Clock())

    assert [finding for finding in findings if not finding.good] == []
    assert [finding.what for finding in findings] == [
        "settings",
        "key file",
        "database",
        "schema",
        "last poll",
        "clock",
        "key",
        "recovery sheet",
        "next reminder",
        "backup",
        "disk",
        "data folder",
        "key folder",
    ]


def test_it_works_while_the_bot_is_writing(settings: Settings, centre: Engine) -> None:
    with Session(centre) as db, db.begin():
        db.add(Holiday(day=date(2026, 5, 1), name="Labour Day", source="law"))
        db.flush()

        findings = look(settings, Clock())

    assert all(finding.good for finding in findings)


def test_it_names_nobody_and_tells_no_secret(settings: Settings, centre: Engine) -> None:
    bad = replace(settings, key_file=settings.key_file.with_name("none"), database_url=settings.database_url + "x")

    said = str(look(settings, Clock()) + look(bad, Clock()))

    assert [secret for secret in (*NAMES, TOKEN, "TTTT", KEY) if secret in said] == []


def test_it_leaves_the_database_as_it_was(
    sqlite_url: str, settings: Settings, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    settings = replace(settings, database_url=sqlite_url)
    before = contents(tmp_path)

    look(settings, Clock())

    assert contents(tmp_path) == before


def test_it_makes_nothing_where_there_is_nothing(settings: Settings, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    nowhere = replace(
        settings, data=empty / "data", database_url=f"sqlite:///{empty}/data/a.db", key_file=empty / "c" / "key"
    )

    findings = look(nowhere, Clock())

    assert not empty.exists()
    assert [finding.what for finding in findings if not finding.good] == ["key file", "database", "backup"]


def contents(folder: Path) -> dict[str, str]:
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.rglob("*") if file.is_file()}


# --- what is not in order -------------------------------------------------------------------------------------------


def test_without_a_token_it_says_where_to_get_one(settings: Settings) -> None:
    finding = found(replace(settings, token=None), "settings")

    assert not finding.good
    assert "@BotFather" in finding.said


def test_a_key_that_others_may_read_is_told(settings: Settings) -> None:
    settings.key_file.chmod(0o644)

    finding = found(settings, "key file")

    assert not finding.good
    assert "chmod 600" in finding.said


def test_the_key_of_another_database_is_told(settings: Settings, centre: Engine) -> None:
    write_key(settings.key_file, OTHER_KEY)

    finding = found(settings, "key")

    assert not finding.good
    assert "put the key file back" in finding.said


def test_one_damaged_value_is_told_as_damage_and_not_as_another_key(settings: Settings, centre: Engine) -> None:
    everyrow.damage_one(centre, "persons.name")

    bad = [finding for finding in look(settings, Clock()) if not finding.good]

    assert [finding.what for finding in bad] == ["database"]
    assert "put the newest backup back" in bad[0].said


def test_without_its_key_the_rest_is_still_looked_at(settings: Settings, centre: Engine) -> None:
    settings.key_file.unlink()

    findings = look(settings, Clock())

    assert [finding.what for finding in findings if not finding.good] == ["key file"]
    assert found(settings, "last poll").good


def test_any_key_fits_an_empty_database(settings: Settings) -> None:
    assert "any key fits" in found(settings, "key").said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("DELETE FROM alembic_version", "is empty"),
        ("UPDATE alembic_version SET version_num = '0000'", "older than"),
        ("UPDATE alembic_version SET version_num = '9999'", "install the newest Ascolto"),
    ],
)
def test_another_schema_is_told(settings: Settings, engine: Engine, change: str, said: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(change))

    finding = found(settings, "schema")

    assert not finding.good
    assert said in finding.said


@pytest.mark.parametrize("address", ["sqlite:///{folder}/garbage.db", "postgresql+psycopg://a@127.0.0.1:1/b"])
def test_a_database_that_cannot_be_read_is_told(settings: Settings, tmp_path: Path, address: str) -> None:
    (tmp_path / "garbage.db").write_text("no database " * 100)

    finding = found(replace(settings, database_url=address.format(folder=tmp_path)), "database")

    assert not finding.good
    assert "cannot be read" in finding.said


def test_before_the_first_run_it_says_so(settings: Settings) -> None:
    assert found(settings, "last poll") == Finding("last poll", "the bot has not run yet.", good=True)


async def test_a_bot_that_has_just_started_has_reached_telegram(engine: Engine, tmp_path: Path) -> None:
    async with opened(engine, tmp_path, NOW) as centre:
        finding = found(centre.settings, "last poll", NOW)

    assert finding == Finding("last poll", "Telegram was last reached at 2026-03-11 10:00.")


def test_a_bot_that_hears_nothing_is_told_after_ten_minutes(settings: Settings, centre: Engine) -> None:
    remember(centre, "last poll", NOW)

    ten, eleven = (found(settings, "last poll", NOW + timedelta(minutes=minutes)) for minutes in (10, 11))

    assert ten.good
    assert not eleven.good
    assert "at 2026-03-11 10:00" in eleven.said


def test_a_clock_that_was_put_back_is_told(settings: Settings, centre: Engine) -> None:
    finding = found(settings, "clock", NOW - timedelta(hours=2))

    assert not finding.good
    assert "set the machine's clock" in finding.said


def test_a_practice_clock_may_go_where_it_likes(settings: Settings, centre: Engine) -> None:
    practising = replace(settings, clock_url="http://127.0.0.1:1/clock")

    finding = found(practising, "clock", NOW - timedelta(hours=2))

    assert finding == Finding("clock", "practice time is 2026-03-11 08:00 in Europe/Belgrade.")


@pytest.mark.parametrize(
    ("what", "folder"),
    [("data folder", lambda settings: settings.data), ("key folder", lambda settings: settings.key_file.parent)],
)
def test_a_folder_open_to_others_is_told(settings: Settings, what: str, folder: Callable[[Settings], Path]) -> None:
    folder(settings).chmod(0o777)

    finding = found(settings, what)

    assert not finding.good
    assert "chmod 700" in finding.said


def test_a_full_disk_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "ROOM", 10**18)

    finding = found(settings, "disk")

    assert not finding.good
    assert "make room" in finding.said


# --- backups --------------------------------------------------------------------------------------------------------


def test_the_newest_backup_that_opens_is_named(settings: Settings, centre: Engine) -> None:
    assert found(settings, "backup") == Finding("backup", "the newest good one is of 2026-03-11 03:00.")


def test_without_any_backup_it_says_how_to_make_one(settings: Settings) -> None:
    finding = found(settings, "backup")

    assert not finding.good
    assert "run `ascolto backup`" in finding.said


def test_a_backup_that_is_older_than_36_hours_is_told(settings: Settings, centre: Engine) -> None:
    at_36, later = (found(settings, "backup", NOW + timedelta(hours=29, minutes=more)) for more in (0, 1))

    assert at_36.good
    assert not later.good
    assert "of 2026-03-11 03:00: run `ascolto backup`" in later.said


def test_a_backup_that_does_not_open_is_told_and_the_one_before_it_counts(settings: Settings, centre: Engine) -> None:
    path = make(settings, centre, NOW - timedelta(hours=1)).path
    path.write_bytes(path.read_bytes()[:-1])

    finding = found(settings, "backup")

    assert not finding.good
    assert finding.said.startswith("the newest good one is of 2026-03-11 03:00. ")
    assert f"{path} is damaged or not whole" in finding.said


def test_where_none_opens_it_says_so(settings: Settings, centre: Engine) -> None:
    for path in folders.backups(settings.backups):
        path.write_bytes(b"nothing")

    assert found(settings, "backup").said.startswith("there is no good one. ")


def test_the_second_folder_is_looked_at_too(settings: Settings, centre: Engine, tmp_path: Path) -> None:
    settings = replace(settings, backup_folder=tmp_path / "stick")

    before = found(settings, "second backup")
    (tmp_path / "stick").mkdir()
    make(settings, centre, NOW)

    assert (before.good, before.said.split(": ")[0]) == (False, f"{tmp_path / 'stick'} is not there")
    assert found(settings, "second backup").good


# --- the next reminder ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "urgent", "at", "next_one"),
    [
        (date(2026, 3, 25), False, NOW, "2026-03-25 at 08:30."),
        (date(2026, 3, 28), False, NOW, "2026-03-30 at 08:30."),  # a Saturday: on Monday
        (date(2026, 3, 28), True, NOW, "2026-03-28 at 08:30."),  # an urgent one comes on a Saturday too
        (date(2026, 4, 9), False, NOW, "2026-04-10 at 08:30."),  # a holiday
        (date(2026, 3, 4), False, NOW, "2026-03-12 at 08:30."),  # overdue: every working morning
        (date(2026, 3, 11), False, NOW - timedelta(hours=2), "2026-03-11 at 08:30."),
    ],
)
def test_the_next_reminder_comes_on_a_morning_with_something_due(
    settings: Settings, centre: Engine, due: date, urgent: bool, at: datetime, next_one: str
) -> None:
    with Session(centre) as db, db.begin():
        db.add(Holiday(day=date(2026, 4, 9), name="Public holiday", source="law"))
    plan(centre, due, urgent=urgent)
    plan(centre, date(2026, 6, 1))

    assert found(settings, "next reminder", at).said == next_one


def test_nothing_planned_means_no_reminder(settings: Settings, centre: Engine) -> None:
    assert found(settings, "next reminder").said == "none, because no follow-up is planned."


# --- the command ----------------------------------------------------------------------------------------------------


def test_the_command_ends_with_1_and_the_reasons_on_standard_error(
    settings: Settings, centre: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "ASCOLTO_DATA": str(settings.data),
        "DATABASE_URL": settings.database_url,
        "ASCOLTO_KEY_FILE": str(settings.key_file),
    }.items():
        monkeypatch.setenv(name, value)
    remember(centre, "keys checked", datetime.now(UTC))
    remember(centre, "last poll", datetime.now(UTC) - timedelta(hours=1))
    remember(centre, "last tick", datetime.now(UTC) - timedelta(hours=1))

    make(settings, centre, datetime.now(UTC))

    failed = main(["doctor"])
    bad = capsys.readouterr()
    remember(centre, "last poll", datetime.now(UTC))
    passed = main(["doctor"])

    assert (failed, passed) == (1, 0)
    assert bad.err.startswith("ascolto: last poll: Telegram was last reached at ")
    assert len(bad.err.splitlines()) == 1
    assert "BAD  last poll: " in bad.out
    assert "ok   key: it opens this database." in bad.out
