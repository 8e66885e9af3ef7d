"""What was sent in the morning goes on telling the truth: its lines change by edits, which ring on no phone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

import pytest
from sqlalchemy import select

from bot.app import running
from bot.followups import followups
from bot.work import Work
from db.models import Account, FollowUp
from tests.reminders.morning import alerts, at, digests, lines, plans
from tests.talk import Centre, Phone

TOMORROW = date(2026, 3, 12)
URGENT = "Urgent\n"


async def _morning(centre: Centre, *phones: Phone) -> None:
    """Each has a household waiting, and gets her list."""
    for phone in phones:
        plans(centre, phone, centre.household(phone, f"Family of {phone.person.name}"))
    await centre.moves_to(at(8, 30))


async def _visits(phone: Phone, family: str, code: str = "F-0001", *review: str) -> None:
    await phone.sends("/visit", code)
    await phone.taps(family, "Visit made today", "No needs seen", "Listening only", "The family", "Skip")
    await phone.taps(*review, "Save")


@asynccontextmanager
async def _silent(centre: Centre, *phones: Phone) -> AsyncIterator[None]:
    """Nothing new may reach these phones meanwhile."""
    before = [len(phone.all_texts) for phone in phones]
    yield
    assert [len(phone.all_texts) for phone in phones] == before


# --- the list of the morning ----------------------------------------------------------------------------------------


async def test_a_settled_line_is_ticked_where_it_stands_and_counts_no_more(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    plans(centre, arta, centre.household(arta, "Agim Berisha"), date(2026, 3, 10))
    await _morning(centre, arta)

    await arta.taps("⏰ 1 day · F-0001 Tavnik", "Done otherwise…", "By phone")

    assert lines(arta) == ["✓ F-0001 Tavnik – Visit again", "F-0002 Tavnik – Visit again"]
    assert digests(arta) == ["Good morning. Today, Wed 11.3.\n1 household is waiting."]


async def test_when_all_is_settled_nobody_is_waiting(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    await _morning(centre, arta)

    await arta.taps("F-0001 Tavnik", "Done otherwise…", "No longer needed")

    assert digests(arta) == ["Good morning. Today, Wed 11.3.\nNobody is waiting today."]


@pytest.mark.parametrize("hour", [9, 22])
async def test_a_colleague_s_visit_ticks_it_at_any_hour_without_a_sound(centre: Centre, hour: int) -> None:
    arta, milica = await centre.joins("Arta"), await centre.joins("Milica")
    await _morning(centre, arta)
    await centre.moves_to(at(hour))

    async with _silent(centre, arta):
        await _visits(milica, "Family of Arta")

    assert lines(arta) == ["✓ F-0001 Tavnik – Visit again"]


async def test_it_is_ticked_in_the_language_she_reads_now(centre: Centre) -> None:
    arta, milica = await centre.joins("Arta", "sq"), await centre.joins("Milica")
    await _morning(centre, arta)
    await arta.sends("/language")
    await arta.taps("Italiano")

    await _visits(milica, "Family of Arta")

    assert lines(arta, "Buongiorno") == ["✓ F-0001 Tavnik – Nuova visita"]


async def test_undo_brings_the_line_back(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    await _morning(centre, arta)
    await _visits(arta, "Family of Arta")
    ticked = lines(arta)

    await arta.taps("Undo")

    assert ticked == ["✓ F-0001 Tavnik – Visit again"]
    assert lines(arta) == ["F-0001 Tavnik – Visit again"]


async def test_one_that_was_moved_says_its_new_day(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    await _morning(centre, arta)

    await arta.taps("F-0001 Tavnik", "Nobody at home", "Save")
    after_attempt = lines(arta)
    await arta.taps("Mon 16.3. · F-0001", "+1 day")

    assert after_attempt == ["Mon 16.3. · F-0001 Tavnik – Visit again"]
    assert lines(arta) == ["Tue 17.3. · F-0001 Tavnik – Visit again"]


async def test_a_corrected_day_is_corrected_on_the_list(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    await _morning(centre, arta)
    await arta.taps("F-0001 Tavnik", "Nobody at home", "Save")

    await arta.sends("/menu")
    await arta.taps("Saved today", "V-2026-00001", "Correct", "In 1 week", "Save")

    assert lines(arta) == ["Wed 18.3. · F-0001 Tavnik – Visit again"]


async def test_one_that_went_to_a_colleague_says_so_and_comes_back_with_undo(centre: Centre) -> None:
    arta, milica = await centre.joins("Arta"), await centre.joins("Milica")
    await _morning(centre, arta, milica)

    await arta.sends("/week")
    await arta.taps("Hand over…", "All of them ▸", "Milica", "For good", "Hand over")
    handed = lines(arta)
    await arta.taps("Undo")

    assert handed == ["👥 F-0001 Tavnik – Visit again"]
    assert lines(arta) == ["F-0001 Tavnik – Visit again"]
    assert lines(milica) == ["F-0002 Tavnik – Visit again"]


async def test_to_a_colleague_on_its_card_does_the_same(centre: Centre) -> None:
    arta, milica = await centre.joins("Arta"), await centre.joins("Milica")
    await _morning(centre, arta)

    await arta.taps("F-0001 Tavnik", "To a colleague…", "Milica")

    assert digests(arta) == ["Good morning. Today, Wed 11.3.\nNobody is waiting today."]
    assert lines(arta) == ["👥 F-0001 Tavnik – Visit again"]
    assert milica.buttons == ["Open"]


async def test_the_coordinator_s_list_is_ticked_too(centre: Centre) -> None:
    arta, besa = await centre.joins("Arta"), await centre.joins("Besa", role="coordinator")
    plans(centre, arta, centre.household(arta, "Drita Hoxha"), date(2026, 3, 2))
    await centre.moves_to(at(8, 30))
    watched = digests(besa)

    async with _silent(centre, besa):
        await _visits(arta, "Drita Hoxha")

    waiting = "👥 For the coordinator: overdue for long, put off three times, or nobody can go"
    assert watched == [f"Good morning. Today, Wed 11.3.\n{waiting}"]
    assert digests(besa) == ["Good morning. Today, Wed 11.3.\nNobody is waiting today."]
    assert lines(besa) == ["✓ F-0001 Tavnik – Visit again"]


async def test_what_a_coordinator_hands_over_is_not_called_overdue(centre: Centre) -> None:
    chiara = await centre.joins("Chiara", role="coordinator")
    await centre.joins("Milica")
    await _morning(centre, chiara)

    await chiara.taps("F-0001 Tavnik", "To a colleague", "Milica")

    assert lines(chiara) == ["👥 F-0001 Tavnik – Visit again"]
    assert digests(chiara) == ["Good morning. Today, Wed 11.3.\nNobody is waiting today."]


async def test_what_concerned_the_coordinator_no_longer_does_once_it_has_a_new_day(centre: Centre) -> None:
    chiara, arta = await centre.joins("Chiara", role="coordinator"), await centre.joins("Arta")
    plans(centre, arta, centre.household(arta, "Drita Hoxha"), date(2026, 3, 4))
    await centre.moves_to(at(8, 30))

    await arta.taps("⏰ 7 days", "+1 week")

    assert lines(chiara) == ["👥 Wed 18.3. · F-0001 Tavnik – Visit again"]
    assert digests(chiara) == ["Good morning. Today, Wed 11.3.\nNobody is waiting today."]


async def test_a_file_that_is_closed_ticks_its_line(centre: Centre) -> None:
    besa = await centre.joins("Besa", role="coordinator")
    await _morning(centre, besa)

    await besa.sends("/family", "F-0001")
    await besa.taps("Close the file…", "Moved away", "No", "Save")

    assert lines(besa) == ["✓ F-0001 Tavnik – Visit again"]


async def test_a_file_that_no_longer_rests_stands_there_again(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    await _morning(centre, arta)
    await arta.sends("/family", "F-0001")
    await arta.taps("Let it rest until…")
    await arta.sends("30.3.")
    await arta.taps("Save")
    resting = lines(arta)

    await arta.taps("No longer resting")

    assert resting == []
    assert lines(arta) == ["F-0001 Tavnik – Visit again"]


async def test_what_comes_later_does_not_change_what_the_morning_had(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    await _morning(centre, arta)
    later = centre.household(arta, "Agim Berisha")

    plans(centre, arta, later)
    await arta.taps("Show names")

    assert lines(arta) == ["F-0001 Tavnik – Visit again"]
    assert "Agim" not in digests(arta)[0]


async def test_yesterday_s_list_stays_yesterday_s_and_is_ticked_as_well(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    await _morning(centre, arta)
    await centre.moves_to(at(8, 30, TOMORROW))

    await _visits(arta, "Family of Arta")

    assert [text.splitlines()[0] for text in digests(arta)] == [
        "Good morning. Today, Wed 11.3.",
        "Good morning. Today, Thu 12.3.",
    ]
    ticked = [label for m in arta.person.heard for label in (b["text"] for b in m.buttons()) if label.startswith("✓")]
    assert ticked == ["✓ F-0001 Tavnik – Visit again"] * 2


async def test_one_on_the_second_page_is_ticked_there_with_names_still_shown(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    for number in range(11):
        plans(centre, arta, centre.household(arta, f"Family {number}"))
    await centre.moves_to(at(8, 30))
    await arta.taps("More ▸", "Show names")

    await arta.taps("F-0011 Tavnik", "Done otherwise…", "By phone")

    assert lines(arta) == ["✓ F-0011 Tavnik – Visit again"]
    assert digests(arta) == ["Good morning. Today, Wed 11.3.\n10 households are waiting.\nF-0011: Family 10"]


async def test_an_open_form_stays_open_when_a_settled_line_is_tapped(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    await _morning(centre, arta)
    await arta.taps("F-0001 Tavnik", "Done otherwise…", "By phone")
    await arta.sends("/visit", "F-0001")

    await arta.taps("✓ F-0001 Tavnik")

    assert arta.card.startswith("💬 This next contact is settled already.\nHome visit")


async def test_a_tick_that_did_not_arrive_comes_after_the_restart(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    await _morning(centre, arta)
    account = centre.account(arta)
    centre.app.sender.owed = lambda *_: None  # type: ignore[method-assign]  # the process dies before it shows anything

    await centre.app.desk.do(lambda work: _settle(work, account))
    await centre.app.stop()
    before = lines(arta)
    async with running(centre.settings, centre.engine, centre.telegram.clock, every=3600) as centre.app:
        await centre.settled()
        after = lines(arta)

    assert before == ["F-0001 Tavnik – Visit again"]
    assert after == ["✓ F-0001 Tavnik – Visit again"]


def _settle(work: Work, account: Account) -> None:
    followups.resolve(work, account, work.db.scalars(select(FollowUp)).one(), "phone")


# --- what was said alone --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("taps", "said"),
    [
        (["Done otherwise…", "By phone"], "This next contact is settled already."),
        (["+1 day"], "Moved to Thu 12.3."),
        (["To a colleague…", "Milica"], "Handed over."),
    ],
    ids=["settled", "moved", "handed over"],
)
async def test_an_urgent_reminder_says_what_has_become_of_it(centre: Centre, taps: list[str], said: str) -> None:
    arta, _ = await centre.joins("Arta"), await centre.joins("Milica")
    plans(centre, arta, centre.household(arta, "Drita Hoxha"), urgent=True)
    await centre.moves_to(at(8, 30))
    before = alerts(arta)

    await arta.taps("❗ F-0001", *taps)

    assert before == ["Urgent today\nF-0001 · Tavnik"]
    assert alerts(arta) == [f"Urgent today\n{said}"]


async def test_an_urgent_visit_that_was_followed_up_can_be_taken_over_no_more(centre: Centre) -> None:
    arta, besa = await centre.joins("Arta"), await centre.joins("Besa", role="coordinator")
    centre.household(arta, "Drita Hoxha")
    await centre.moves_to(at(10))
    await _visits(arta, "Drita Hoxha", "F-0001", "In 1 week", "Urgent")
    offered = besa.buttons
    await centre.moves_to(at(10, 0, TOMORROW))

    async with _silent(centre, besa):
        await arta.sends("/week")
        await arta.taps("❗ Wed 18.3. · F-0001", "Done otherwise…", "By phone")

    assert offered == ["Open", "I take it"]
    assert alerts(besa, URGENT) == ["Urgent\nF-0001 · Tavnik · V-2026-00001"]
    assert besa.buttons == ["Open"]


async def test_of_a_refused_visit_the_coordinator_sees_who_has_it_now(centre: Centre) -> None:
    arta, besa = await centre.joins("Arta"), await centre.joins("Besa", role="coordinator")
    await centre.joins("Milica")
    centre.household(arta, "Drita Hoxha")
    await centre.moves_to(at(10))
    await arta.sends("/visit", "F-0001")
    await arta.taps("Drita Hoxha", "Visit refused", "In 1 week", "Save")
    before = alerts(besa, "A visit was refused")

    await arta.sends("/week")
    await arta.taps("Wed 18.3. · F-0001", "To a colleague…", "Milica")

    assert before[0].endswith("On the list of Arta.")
    assert alerts(besa, "A visit was refused")[0].endswith("On the list of Milica.")
