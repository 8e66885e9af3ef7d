"""Whole talks in Chromium with the real bot, as practice runs it: three languages, a reminder, what can go wrong."""

from datetime import date

import pytest
from playwright.async_api import expect

from tests.browser.centre import Centre
from tests.browser.screen import LAPTOP, phone

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="session")]

TODAY = date(2026, 3, 25)
BACK = "Save · back {day}"
FIRST = "V-2026-00025"
"""The reference of the first visit saved in practice."""


async def test_from_the_reminder_to_a_saved_visit_it_is_seven_taps_and_nothing_typed(centre: Centre) -> None:
    arta = await centre.phone("arta", "en")
    await arta.sends("/language")
    await arta.taps("English")

    await arta.controls("clock-hour")
    await arta.sees("Good morning")
    await arta.taps("F-0001", "Visit made today", "All as before", "Listening only ▸", "The family")
    await arta.attaches("voice")
    await arta.taps(BACK)

    await arta.sees(FIRST)
    await arta.takes_picture("conversation", since="Good morning")
    (visit,) = centre.visits()
    assert [note.kind for note in visit.notes] == ["voice"]


async def test_arta_logs_a_visit_in_albanian(centre: Centre) -> None:
    arta = await centre.phone("arta", "sq")

    await arta.presses("Visit")
    await arta.sends("sylejman")
    await arta.taps("Sylejman Shembulli", "Visit made today", "Housing", "Continue ▸", "Accompanied to services")
    await arta.attaches("photo")
    await arta.taps("Continue ▸", "The family")
    await arta.sends("Kulmi pikon te dritarja. Të premten shkojmë bashkë në komunë.")
    await arta.sees_button(BACK)
    await arta.takes_picture("conversation-sq")
    await arta.taps(BACK)

    await arta.sees(FIRST)
    (visit,) = centre.visits()
    assert (visit.reference, visit.day, visit.outcome) == (FIRST, TODAY, "done")
    assert [note.kind for note in visit.notes] == ["photo", "text"]


async def test_milica_goes_from_her_reminder_to_a_saved_visit_in_serbian_cyrillic(centre: Centre) -> None:
    milica = await centre.phone("milica", "sr_Cyrl")

    await milica.controls("clock-hour")
    await milica.sees("Добро јутро")
    digest = await milica.card()
    await milica.taps("Show names")
    await milica.sees("Љиљана Примерковић")
    await milica.takes_picture("reminder")
    await milica.taps("F-0006", "Visit made today", "All as before", "Listening only ▸", "The family")
    await milica.attaches("voice")
    await milica.takes_picture("conversation-sr")
    await milica.taps(BACK)

    await milica.sees(FIRST)
    (visit,) = centre.visits()
    assert "Љиљана" not in digest
    assert [note.kind for note in visit.notes] == ["voice"]
    assert [need.state for need in visit.needs] == ["still"]


async def test_teuta_changes_the_language_in_the_middle_and_goes_on_in_italian(centre: Centre) -> None:
    teuta = await centre.phone("teuta", "sq")

    await teuta.sends("/visit")
    await teuta.taps("+ New household", "In Albanian")
    await teuta.sends("/language")
    await teuta.taps("Italiano")
    teuta.lang = "it"
    await teuta.taps("Given")
    await teuta.sends("Zymrete Ushtrimi")
    await teuta.taps("Elderly person alone", "Tavnik", "Skip ▸")
    await teuta.taps("Visit made today", "Health", "Continue ▸", "Listening only ▸", "Together")
    await teuta.sends("Vive sola, il medico viene lunedì.")
    await teuta.takes_picture("conversation-it")
    await teuta.taps(BACK)

    await teuta.sees(FIRST)
    assert [visit.outcome for visit in centre.visits()] == ["done"]


async def test_nobody_at_home_where_an_elderly_person_lives_alone_is_told_the_coordinator(centre: Centre) -> None:
    arta = await centre.phone("arta", "sq", LAPTOP, beside=("milica", "teuta"))
    teuta = phone(arta.page, "teuta")

    await arta.controls("clock-hour")
    await arta.sees("Mirëmëngjes")
    await arta.taps("F-0001", "Nobody at home", "No", BACK)

    await arta.sees(FIRST)
    await expect(teuta.locator(".theirs", has_text="F-0001").last).to_be_visible()
    await arta.takes_picture("laptop")
    (visit,) = centre.visits()
    assert visit.outcome == "nobody_home"


async def test_a_bot_killed_in_the_middle_of_a_form_goes_on_where_it_was(centre: Centre) -> None:
    arta = await centre.phone("arta", "sq")
    await arta.sends("/visit")
    await arta.taps("Hatixhe Provaku", "Visit made today", "Housing")

    await arta.controls("bot-kill")
    await expect(arta.page.get_by_test_id("bot-state")).to_have_text("Bot is stopped")
    await arta.button("Continue ▸").click()
    await arta.controls("bot-restart")
    await arta.sees_button("Listening only ▸")
    await arta.taps("Listening only ▸", "The family", "Skip ▸", BACK)

    await arta.sees(FIRST)
    (visit,) = centre.visits()
    assert "housing" in [need.code for need in visit.needs]


async def test_a_bot_killed_right_after_save_has_saved_once_and_says_so(centre: Centre) -> None:
    arta = await centre.phone("arta", "sq")
    await arta.sends("/visit")
    await arta.taps("Hatixhe Provaku", "Visit made today", "All as before", "Listening only ▸", "The family", "Skip ▸")
    await arta.page.get_by_test_id("controls-more").click()

    await arta.button(BACK).dblclick()
    await arta.page.get_by_test_id("bot-kill").click()
    await arta.page.get_by_test_id("bot-restart").click()

    await arta.sees(FIRST)
    assert [visit.reference for visit in centre.visits()] == [FIRST]
    assert centre.drafts() == ["saved"]


async def test_what_was_tapped_and_typed_without_a_network_arrives_when_it_is_back(centre: Centre) -> None:
    arta = await centre.phone("arta", "sq")
    await arta.sends("/visit")
    await arta.taps("Hatixhe Provaku")

    await arta.controls("network-cut")
    await expect(arta.page.get_by_test_id("network-state")).to_have_text("Network is cut")
    await arta.button("Visit made today").click()
    await arta.types("Kulmi pikon")
    await arta.page.wait_for_timeout(3000)  # what was written less than two seconds before a card may answer it
    await arta.controls("network-cut")

    await arta.sees_button("All as before")
    await arta.taps("All as before", "Listening only ▸", "The family", BACK)
    await arta.sees(FIRST)
    (visit,) = centre.visits()
    assert [note.words for note in visit.notes] == ["Kulmi pikon"]
