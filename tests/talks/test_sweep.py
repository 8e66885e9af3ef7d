"""The chat forgets: before two days nothing is left, whatever fails meanwhile; on a lost phone at once."""

from datetime import date, datetime, timedelta

from bot.chat import forgetting
from db.models import Message
from tests.talk import BELGRADE, Centre, Phone
from tests.talks.emptied import MINUTES, NAME, arrives, chat
from tests.talks.ways import logs_visit, morning_of, restarted, rows, set_status, to_review


def undeleted(centre: Centre) -> list[Message]:
    """Messages the bot has not deleted, as it believes."""
    return [message for message in rows(centre, Message) if message.deleted_at is None]


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


async def is_locked(phone: Phone) -> None:
    """Her account is suspended and her chat emptied."""
    await phone.centre.app.desk.do(lambda work: forgetting.empty_chat(work, set_status(work, phone, "suspended")))
    await phone.centre.settled()


async def test_a_whole_chat_is_emptied_also_of_somebody_who_is_suspended(any_centre: Centre) -> None:
    arta = await has_talked(any_centre)

    await is_locked(arta)

    assert chat(arta) == []


async def test_what_is_typed_on_a_lost_phone_goes_as_well(centre: Centre) -> None:
    arta = await has_talked(centre)

    await is_locked(arta)
    await arta.sends("Fatime Berisha", "/family Berisha")
    await centre.waits(MINUTES)

    assert chat(arta) == []


async def test_after_she_is_let_in_again_the_conversation_goes_on(centre: Centre) -> None:
    arta = await has_talked(centre)
    await is_locked(arta)

    centre.does(lambda work: set_status(work, arta, "active"))
    await arta.sends("/drafts")
    await arta.taps("Home visit")

    assert "The stove was lit" in arta.card
