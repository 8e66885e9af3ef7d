"""What is forgotten next month: the coordinator sees it before, and keeps what she wants to."""

from datetime import datetime

from bot.casework import households
from bot.work import Work
from db.models import Account, Household
from tests.talk import BELGRADE, Centre, Phone
from tests.talks.ways import rows

GOES = "Mar 2031: 1 file, closed for years, becomes a number without a name."


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, 30, tzinfo=BELGRADE)


async def closed(centre: Centre, teuta: Phone) -> None:
    """A household whose file is closed on 11 March 2026; nearly five years go by."""
    centre.household(teuta, "Nurije Hasani")
    by = centre.account(teuta).id

    def close(work: Work) -> None:
        household = work.db.get_one(Household, 1)
        households.close(work, work.db.get_one(Account, by), household, "moved", agreed=True)

    centre.does(close)
    await centre.moves_to(at(2031, 2, 20))


async def test_she_keeps_one_a_year_longer_and_lets_it_go_after_all(any_centre: Centre) -> None:
    teuta = await any_centre.joins("Teuta", role="coordinator")
    await closed(any_centre, teuta)
    early = [text for text in teuta.all_texts if GOES in text]

    await any_centre.moves_to(at(2031, 2, 24))
    shown = [text for text in teuta.all_texts if GOES in text]
    await teuta.taps("F-0001 · Tavnik")
    kept = [label for label in all_buttons(teuta) if label.startswith("✓ F-0001 · Tavnik: until")]
    await teuta.taps("✓ F-0001 · Tavnik")
    await any_centre.moves_to(at(2031, 3, 12))

    assert (early, len(shown), len(kept)) == ([], 1, 1)
    assert rows(any_centre, Household)[0].code == "A-1"
    assert "F-0001" not in str(all_buttons(teuta))


async def test_after_days_it_is_still_found_in_the_centres_week(centre: Centre) -> None:
    teuta = await centre.joins("Teuta", role="coordinator")
    await closed(centre, teuta)
    await centre.moves_to(at(2031, 2, 24))
    await centre.moves_to(at(2031, 2, 27))

    await teuta.sends("/monday")
    await teuta.taps("Forgotten soon (1)", "F-0001 · Tavnik")
    await centre.moves_to(at(2031, 3, 12))
    await teuta.sends("/monday")

    assert rows(centre, Household)[0].code == "F-0001"
    assert "Forgotten soon" not in str(teuta.buttons)


def all_buttons(phone: Phone) -> list[str]:
    return [button["text"] for message in phone.person.heard for button in message.buttons()]


async def test_an_operator_is_shown_nothing_of_it(centre: Centre) -> None:
    arta, teuta = await centre.joins("Arta"), await centre.joins("Teuta", role="coordinator")
    await closed(centre, teuta)

    await centre.moves_to(at(2031, 2, 24))

    assert [text for text in arta.all_texts if "Mar 2031" in text] == []
    assert [text for text in teuta.all_texts if GOES in text] != []
