"""The chat forgets: after saving one line, after ten minutes the menu, before two days nothing of anybody at all."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from bot.chat import forgetting
from bot.handlers import PLACES
from bot.work import Work
from db.models import Account, Message
from practice.person import Person
from tests.talk import BELGRADE, Centre, Phone, opened
from tests.talks.ways import logs_visit, morning_of, restarted, rows, to_review

NAME = "Fatime Berisha"
WELCOME = ("The four buttons below the chat are always there.", "Protect this phone")
MINUTES = timedelta(minutes=11)


async def arrives(centre: Centre, name: str = "Arta", role: str = "operator") -> Phone:
    """Somebody who has been there for a day: what she was welcomed with has gone."""
    phone = await centre.joins(name, role=role)
    await centre.waits(MINUTES)
    return phone


def chat(phone: Phone) -> list[str]:
    """What stands in the chat now, of either side, but for what she was welcomed with."""
    return [said for message in phone.person.messages if not (said := str(message.text)).startswith(WELCOME)]


def undeleted(centre: Centre) -> list[Message]:
    """Messages the bot has not deleted, as it believes."""
    return [message for message in rows(centre, Message) if message.deleted_at is None]


# --- a form is finished ---------------------------------------------------------------------------------------------


async def test_after_saving_a_visit_the_chat_holds_one_line(any_centre: Centre) -> None:
    arta = await arrives(any_centre)
    any_centre.household(arta, NAME)
    await to_review(arta, NAME, needs=["Health"])
    await arta.sends("The stove was lit", "There is a new baby")

    await arta.taps("Save")
    at_once = chat(arta)
    await any_centre.waits(MINUTES)

    assert len(at_once) == 1
    assert at_once[0].startswith("Saved: V-2026-00001\n")
    assert chat(arta) == ["Saved: V-2026-00001"]


async def test_everything_typed_goes_too_also_the_word_that_saves(any_centre: Centre) -> None:
    arta = await arrives(any_centre)
    any_centre.household(arta, NAME)
    await arta.sends("/visit", "Berisha")
    await arta.taps(NAME)
    await arta.sends("Visit made today", "No needs seen", "Listening only ▸", "The family")
    await arta.sends("The stove was lit", "Save")

    assert [said.split("\n")[0] for said in chat(arta)] == ["Saved: V-2026-00001"]


async def test_one_line_typed_all_at_once_goes_too(centre: Centre) -> None:
    arta = await arrives(centre)
    centre.household(arta, NAME)
    await arta.sends("/visit 1 housing food together +14 note the stove was lit")

    await arta.taps("Save")

    assert [said.split("\n")[0] for said in chat(arta)] == ["Saved: V-2026-00001"]


async def test_undo_goes_on_working_and_what_is_said_then_goes_as_well(any_centre: Centre) -> None:
    arta = await arrives(any_centre)
    any_centre.household(arta, NAME)
    await to_review(arta, NAME)
    await arta.sends("The stove was lit")
    await arta.taps("Save", "Undo")
    review = arta.card

    await arta.sends("And there was smoke")
    await arta.taps("Save")

    assert "The stove was lit" in review
    assert [said.split("\n")[0] for said in chat(arta)] == ["Saved: V-2026-00001"]


@pytest.mark.parametrize("begun", ["visit", "session", "household"])
async def test_a_form_that_was_thrown_away_leaves_the_menu(centre: Centre, begun: str) -> None:
    arta = await arrives(centre)
    centre.household(arta, NAME)
    await arta.sends(f"/{begun}")
    if begun == "household":
        await arta.taps("In Albanian", "Given")
    await arta.sends("Berisha", "/cancel")

    await arta.taps("Yes, throw away")

    assert [said.split("\n")[-1] for said in chat(arta)] == ["Menu"]


async def test_a_form_that_makes_no_record_leaves_one_card(centre: Centre) -> None:
    arta = await arrives(centre)
    centre.household(arta, NAME)
    await arta.sends("/family", "Berisha")
    await arta.taps(NAME, "+ Member")
    await arta.sends("Luan Berisha")
    await arta.taps("Child")
    await arta.sends("1950")

    await arta.taps("About", "Male", "Save")

    assert len(chat(arta)) == 1
    assert "Luan" not in chat(arta)[0]


async def test_what_is_unfinished_keeps_its_words_until_it_is_finished(centre: Centre) -> None:
    arta = await arrives(centre)
    centre.household(arta, NAME)
    await to_review(arta, NAME)
    await arta.sends("The stove was lit", "/session")
    await arta.taps("Anonymous", "Female · 30–64", "On their own", "Health", "Continue", "Health care", "Continue")
    await arta.taps("Listening only ▸", "Skip", "Save")

    parked = chat(arta)
    await arta.sends("/drafts")
    await arta.taps("Home visit", "Save")

    assert "The stove was lit" in parked
    assert "/session" not in parked
    assert not any("stove" in said for said in chat(arta))


async def test_a_note_that_is_nobody_s_goes_when_it_is_settled(centre: Centre) -> None:
    arta = await arrives(centre)
    centre.household(arta, NAME)
    await arta.sends("They need wood")
    await centre.waits(MINUTES)
    waiting = chat(arta)

    await arta.sends("/drafts")
    await arta.taps("Wed", "Search…")
    await arta.sends("Berisha")
    await arta.taps(NAME)

    assert "They need wood" in waiting
    assert "They need wood" not in chat(arta)


async def test_a_voice_message_stays_until_it_was_fetched(centre: Centre) -> None:
    arta = await arrives(centre)
    centre.household(arta, NAME)
    await to_review(arta, NAME)
    centre.telegram.faults.refuse("getFile", 500, times=1)
    await arta.speaks()
    await arta.taps("Save")
    at_first = [message.kind for message in arta.person.messages if not message.sender.is_bot]

    while any(not message.sender.is_bot for message in arta.person.messages):
        await centre.waits(timedelta(seconds=2))

    assert "voice" in at_first


# --- what was opened for reading ------------------------------------------------------------------------------------


async def opens(phone: Phone, *labels: str) -> None:
    """Find the household, and go on from its card."""
    await phone.sends("/family", "Berisha")
    await phone.taps(NAME, *labels)


@pytest.mark.parametrize(
    ("labels", "tells"),
    [((), "Health: "), (("Wed 11.3.",), "Needs"), (("Wed 11.3.", "History"), "V-2026-00001")],
)
async def test_after_ten_minutes_the_conversation_is_at_the_menu(
    any_centre: Centre, labels: tuple[str, ...], tells: str
) -> None:
    arta = await arrives(any_centre)
    any_centre.household(arta, NAME)
    await logs_visit(arta, NAME, needs=["Health"])
    await any_centre.waits(MINUTES)
    await opens(arta, *labels)
    open_ = arta.card

    await any_centre.waits(timedelta(minutes=9))
    still = arta.card
    await any_centre.waits(timedelta(minutes=2))

    assert tells in open_
    assert still == open_
    assert chat(arta) == ["Saved: V-2026-00001", "💬 This card has closed by itself.\nMenu"]
    assert "Visit" in arta.buttons


async def test_what_was_found_and_left_goes_after_ten_minutes(centre: Centre) -> None:
    arta = await arrives(centre)
    centre.household(arta, NAME)
    await opens(arta)
    await arta.sends("/menu")

    await centre.waits(MINUTES)

    assert chat(arta) == ["Menu"]


async def test_a_next_contact_keeps_its_buttons_and_loses_its_names(centre: Centre) -> None:
    arta = await arrives(centre)
    centre.household(arta, NAME)
    await logs_visit(arta, NAME)
    await morning_of(centre, date(2026, 3, 25))
    await arta.taps("F-0001")
    named = arta.card

    await centre.waits(MINUTES)
    unnamed = arta.card
    await arta.taps("Show names")

    assert NAME in named
    assert NAME not in unnamed
    assert "Visit made today" in arta.buttons
    assert NAME in arta.card


async def test_a_place_that_says_nothing_of_itself_is_open_for_ten_minutes() -> None:
    from bot.chat import cards

    assert set(PLACES) >= cards.STAYING
    assert {"family", "record", "apart", "history", "find", "loose", "drafts", "saved_today"}.isdisjoint(cards.STAYING)


# --- the sweep ------------------------------------------------------------------------------------------------------


async def has_talked(centre: Centre) -> Phone:
    """Arta has logged a visit, has a digest, and is in the middle of a form with words in it."""
    arta = await arrives(centre)
    centre.household(arta, NAME)
    await logs_visit(arta, NAME)
    await morning_of(centre, date(2026, 3, 25))
    await to_review(arta, NAME)
    await arta.sends("The stove was lit")
    return arta


async def test_before_two_days_are_over_nothing_is_left_but_the_menu(any_centre: Centre) -> None:
    arta = await has_talked(any_centre)

    await any_centre.waits(timedelta(hours=43))
    before = chat(arta)
    await any_centre.waits(timedelta(hours=1, minutes=1))

    assert "The stove was lit" in before
    assert "💬 What you were writing is kept: /drafts" in chat(arta)[0]
    assert [said for said in chat(arta) if not said.startswith("Good morning")] == chat(arta)[:1]
    assert undeleted(any_centre) == [] or all("Good morning" in said for said in chat(arta)[1:])

    await arta.taps("Drafts (1)", "Home visit")

    assert "The stove was lit" in arta.card


async def test_the_digest_of_today_stays(centre: Centre) -> None:
    arta = await has_talked(centre)
    await centre.moves_to(datetime(2026, 3, 27, 8, 30, tzinfo=BELGRADE))

    digests = [said for said in chat(arta) if said.startswith("Good morning")]
    assert [said.split("\n")[0] for said in digests] == ["Good morning. Today, Fri 27.3."]


async def test_who_comes_back_on_the_old_menu_goes_on_below_it(centre: Centre) -> None:
    arta = await has_talked(centre)
    await centre.waits(timedelta(hours=60))
    old = arta.person.last

    await arta.taps("Visit")

    assert arta.person.last.message_id > old.message_id
    assert "Home visit" in arta.card
    assert old.buttons() == []


async def test_the_sweep_goes_on_after_a_stop(any_centre: Centre) -> None:
    arta = await has_talked(any_centre)
    await any_centre.app.stop()
    any_centre.telegram.clock.forward(timedelta(hours=45))

    async with restarted(any_centre):
        assert not any("stove" in said for said in chat(arta))
        assert "💬 What you were writing is kept: /drafts" in chat(arta)[0]


async def test_what_was_deleted_but_not_written_down_is_deleted_once_more(any_centre: Centre) -> None:
    arta = await arrives(any_centre)
    any_centre.household(arta, NAME)
    await to_review(arta, NAME)
    await arta.sends("The stove was lit")
    any_centre.telegram.faults.lose_answer("deleteMessages", times=2)

    await arta.taps("Save")

    assert [said.split("\n")[0] for said in chat(arta)] == ["Saved: V-2026-00001"]
    assert {message.direction for message in undeleted(any_centre)} == {"out"}


async def test_it_waits_as_long_as_telegram_says(centre: Centre) -> None:
    arta = await arrives(centre)
    centre.household(arta, NAME)
    await to_review(arta, NAME)
    await arta.sends("The stove was lit")
    centre.telegram.faults.slow_down("deleteMessages", 1)

    await arta.taps("Save")

    assert [said.split("\n")[0] for said in chat(arta)] == ["Saved: V-2026-00001"]


async def test_one_that_is_refused_keeps_none_of_the_others_and_the_coordinator_is_told(any_centre: Centre) -> None:
    teuta = await any_centre.joins("Teuta", role="coordinator")
    arta = await arrives(any_centre)
    any_centre.household(arta, NAME)
    await to_review(arta, NAME)
    for words in ("One", "Two", "Three", "Four", "Five"):
        await arta.sends(words)
    stuck = next(message for message in arta.person.messages if message.text == "Three")
    stuck.date -= timedelta(days=3)

    await arta.taps("Save")

    left = [said.split("\n")[0] for said in chat(arta)]
    assert sorted(left) == ["Saved: V-2026-00001", "Three"]
    assert teuta.card.startswith("The chats could not be emptied in time\n1 message could not be deleted.")


async def test_after_a_long_outage_the_coordinator_is_told_how_many_are_left(any_centre: Centre) -> None:
    teuta = await any_centre.joins("Teuta", role="coordinator")
    await has_talked(any_centre)
    await any_centre.app.stop()
    any_centre.telegram.clock.move_to(datetime(2026, 3, 30, 10, tzinfo=BELGRADE))
    calls: list[str] = []
    any_centre.telegram.on_call.append(lambda method, params: calls.append(method))

    async with restarted(any_centre):
        [said] = [said for said in teuta.all_texts if "could not be emptied" in said]
        left = [message for message in rows(any_centre, Message) if message.left_at is not None]
        before = calls.count("deleteMessages")
        for _ in range(5):
            await any_centre.waits(timedelta(seconds=2))

        assert f"{len(left)} messages could not be deleted." in said
        assert {message.direction for message in left} == {"in", "out"}
        assert before <= 4
        assert calls.count("deleteMessages") == before
        assert "Fatime" not in said
        assert "Arta" not in said


async def test_no_try_follows_the_other_while_telegram_is_away(centre: Centre) -> None:
    await has_talked(centre)
    centre.telegram.faults.cut_network()
    knocks = centre.telegram.knocks
    centre.telegram.clock.forward(timedelta(hours=45))

    for _ in range(50):
        await centre.app.tick()

    assert centre.telegram.knocks - knocks < 20


async def test_more_than_a_hundred_go_in_several_calls(centre: Centre) -> None:
    arta = await arrives(centre)
    centre.household(arta, NAME)
    await to_review(arta, NAME)
    for _ in range(130):
        arta.person.say("And more")
    await centre.settled()
    sizes: list[int] = []
    centre.telegram.on_call.append(
        lambda method, params: (
            sizes.append(str(params.get("message_ids")).count(",") + 1) if method == "deleteMessages" else None
        )
    )

    await arta.taps("Save")

    assert [said.split("\n")[0] for said in chat(arta)] == ["Saved: V-2026-00001"]
    assert max(sizes) == 100


async def test_of_somebody_who_has_blocked_the_bot_it_is_known_what_is_left(centre: Centre) -> None:
    teuta = await centre.joins("Teuta", role="coordinator")
    arta = await has_talked(centre)
    arta.person.block()
    await centre.settled()
    await centre.waits(timedelta(hours=45))
    await centre.moves_to(datetime(2026, 3, 30, 10, tzinfo=BELGRADE))

    assert any("could not be deleted" in said for said in teuta.all_texts)


async def test_what_is_gone_is_not_remembered_for_longer_than_needed(centre: Centre) -> None:
    await has_talked(centre)
    await centre.waits(timedelta(days=3))
    known = len(rows(centre, Message))
    await centre.waits(timedelta(days=40))

    assert known < 10
    assert [message for message in rows(centre, Message) if message.direction == "in"] == []


# --- a phone is lost ------------------------------------------------------------------------------------------------


async def test_a_whole_chat_is_emptied_also_of_somebody_who_is_suspended(any_centre: Centre) -> None:
    arta = await has_talked(any_centre)

    def lock(work: Work) -> None:
        account = work.db.scalars(select(Account).where(Account.telegram_id == arta.person.id)).one()
        account.status = "suspended"
        forgetting.empty_chat(work, account)

    await any_centre.app.desk.do(lock)
    await any_centre.settled()

    assert chat(arta) == []


async def test_what_is_typed_on_a_lost_phone_goes_as_well(centre: Centre) -> None:
    arta = await has_talked(centre)

    def lock(work: Work) -> None:
        account = work.db.scalars(select(Account).where(Account.telegram_id == arta.person.id)).one()
        account.status = "suspended"
        forgetting.empty_chat(work, account)

    await centre.app.desk.do(lock)
    await centre.settled()
    await arta.sends("Fatime Berisha", "/family Berisha")
    await centre.waits(MINUTES)

    assert chat(arta) == []


async def test_after_she_is_let_in_again_the_conversation_goes_on(centre: Centre) -> None:
    arta = await has_talked(centre)

    def suspended(work: Work) -> None:
        account = work.db.scalars(select(Account).where(Account.telegram_id == arta.person.id)).one()
        account.status = "suspended"
        forgetting.empty_chat(work, account)

    def restored(work: Work) -> None:
        work.db.scalars(select(Account).where(Account.telegram_id == arta.person.id)).one().status = "active"

    await centre.app.desk.do(suspended)
    await centre.settled()
    await centre.app.desk.do(restored)
    await arta.sends("/drafts")
    await arta.taps("Home visit")

    assert "The stove was lit" in arta.card


# --- what is kept, said to everybody --------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "role"), [("en", "operator"), ("it", "monitor"), ("sr_Cyrl", "coordinator")])
async def test_privacy_is_said_to_everybody(centre: Centre, language: str, role: str) -> None:
    teuta = await centre.joins("Teuta", language, role)

    await teuta.sends("/privacy")

    assert "Telegram" in teuta.card or "Телеграм" in teuta.card
    assert len(teuta.card) > 800
    assert "privacy" in [each["command"] for each in teuta.person.commands]


async def test_who_coordinates_stands_there_and_is_not_sent(centre: Centre) -> None:
    await centre.joins("Teuta", role="coordinator")
    arta = await centre.joins("Arta")

    await arta.sends("/privacy")

    assert "Coordinator: Teuta" in arta.card


@pytest.mark.parametrize("status", ["pending", "suspended"])
async def test_privacy_is_said_to_whom_the_bot_knows_and_lets_do_nothing(centre: Centre, status: str) -> None:
    arta = await centre.joins("Arta")

    def changed(work: Work) -> None:
        account = work.db.scalars(select(Account).where(Account.telegram_id == arta.person.id)).one()
        account.status = status

    centre.does(changed)
    await arta.sends("/privacy", "/privacy", "/menu")

    assert "What Telegram sees" in arta.card
    assert sum("What Telegram sees" in said for said in arta.all_texts) == 1
    assert arta.person.last.protected


async def test_a_stranger_who_asks_hears_that_nothing_is_kept(centre: Centre) -> None:
    nobody = Phone(centre, Person(centre.telegram, "Somebody", language_code="de"))

    await nobody.sends("/privacy")

    assert "It keeps nothing about people it does not know." in nobody.card


# --- what a bystander overhears -------------------------------------------------------------------------------------


async def sent(engine: Engine, folder: Path, said: str, *, protected: bool = True) -> None:
    """A talk in which this is sent."""
    async with opened(engine, folder) as centre:
        arta = await centre.joins("Arta")
        await centre.app.bot.send_message(arta.person.id, said, protect_content=protected)


@pytest.mark.parametrize("said", ["Fatime Berisha", "Good morning, Arta!", "Somebody asks for Krasniqi"])
async def test_a_name_that_is_sent_fails_any_talk(engine: Engine, tmp_path: Path, said: str) -> None:
    with pytest.raises(AssertionError, match="sent in the open"):
        await sent(engine, tmp_path, said)


async def test_a_message_that_can_be_forwarded_fails_any_talk(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="sent unprotected"):
        await sent(engine, tmp_path, "Menu", protected=False)
