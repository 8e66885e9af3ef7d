"""The first card asks for Telegram's passcode and two-step verification; the coordinator sees who said done."""

from bot.people import people
from db.models import Card
from practice.person import Person
from tests.talk import Centre, Phone
from tests.talks.ways import rows


def protecting(phone: Phone) -> str:
    """What the card about Telegram's locks says now."""
    return next(text for text in phone.all_texts if text.startswith("Protect this phone"))


async def test_it_is_the_first_card_and_has_two_steps(centre: Centre) -> None:
    arta = await centre.joins("Arta", protected=False)
    first = protecting(arta)

    await arta.taps("Done")
    second = protecting(arta)
    await arta.taps("Done")

    assert "Passcode" in first
    assert "Two-Step Verification" in second
    assert "are on. Thank you!" in protecting(arta)
    assert "Done" not in [b["text"] for m in arta.person.heard for b in m.buttons()]


async def test_the_menu_stays_at_the_end_of_the_chat(centre: Centre) -> None:
    arta = await centre.joins("Arta", protected=False)

    await arta.taps("Later")

    assert "Visit" in arta.buttons
    assert "Later, then." in protecting(arta)


async def test_later_it_is_found_under_help(centre: Centre) -> None:
    arta = await centre.joins("Arta", protected=False)
    await arta.taps("Later")

    await arta.sends("/help")
    await arta.taps("Protect this phone", "Done", "Done")

    account = centre.account(arta)
    assert account.passcode_at is not None
    assert account.two_step_at is not None


async def test_the_coordinator_sees_who_said_done(centre: Centre) -> None:
    teuta = await centre.joins("Teuta", role="coordinator")
    arta = await centre.joins("Arta", protected=False)
    await centre.joins("Milica", protected=False)
    await teuta.sends("/people")
    before = teuta.card
    await arta.taps("Done", "Done")

    await teuta.sends("/people")
    listed = teuta.card
    await teuta.taps("Arta")
    done = teuta.card
    await teuta.taps("◂ People", "Milica")

    assert "Arta – operator 🔒" not in before
    assert "Arta – operator 🔒" in listed
    assert "Passcode and second step: yes" in done
    assert "Passcode and second step: not yet" in teuta.card


async def test_it_comes_once_and_after_the_question_for_the_language(centre: Centre) -> None:
    code = centre.does(lambda work: people.invite(work, "Arta", "operator"))
    arta = Phone(centre, Person(centre.telegram, "Arta", language_code="de"))
    await arta.does(lambda person: person.starts(code))
    before = [card.place for card in rows(centre, Card)]

    await arta.taps("Italiano")
    await arta.sends("/language")
    await arta.taps("English")

    assert "protect" not in before
    assert [card.place for card in rows(centre, Card)].count("protect") == 1


async def test_a_monitor_is_asked_too(centre: Centre) -> None:
    chiara = await centre.joins("Chiara", role="monitor", protected=False)

    await chiara.taps("Done", "Done")

    assert centre.account(chiara).two_step_at is not None
