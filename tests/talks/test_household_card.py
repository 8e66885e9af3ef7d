"""The first card of a visit: which household."""

from datetime import date

import pytest

from bot import registry
from bot.handlers.places.home import VISIT
from bot.i18n import LANGUAGES, say
from tests.talk import Centre, Phone
from tests.talks.ways import last_contact, logs_visit, morning_of, reaches, to_review


def offered(phone: Phone) -> list[str]:
    """The households on the card, as their names stand there."""
    return [label.split(" · ")[0] for label in phone.buttons if " · F-" in label or label.startswith("F-")]


async def test_nothing_is_suggested_to_a_newcomer_but_a_new_household(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")

    await arta.sends("/visit")

    assert arta.buttons == ["+ New household", "Cancel"]


async def test_due_today_comes_first_then_the_ones_seen_last_five_at_most(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    names = ["Fatime Berisha", "Milan Jović", "Hava Krasniqi", "Dragan Ilić", "Shpresa Gashi", "Nada Perić"]
    for name in names:
        centre.household(arta, name)
    await logs_visit(arta, "Fatime Berisha")
    for name in names[1:]:
        await logs_visit(arta, name, review=["In 1 month"])
    await morning_of(centre, date(2026, 3, 25))

    await arta.sends("/visit")

    assert offered(arta) == ["Fatime Berisha", "Nada Perić", "Shpresa Gashi", "Dragan Ilić", "Hava Krasniqi"]


@pytest.mark.parametrize(
    "typed",
    [
        *("Shaqiri", "shaqir", "Šaćiri", "Шаћири", "Qerim", "Ćerim", "Shaqiri Qerim"),
        *("F-0001", "f0001", "F 1", "F\N{NON-BREAKING HYPHEN}0001", "Ф-0001", "ф1", "1", "0001"),
    ],
)
async def test_part_of_a_name_in_any_spelling_or_the_code_finds_it(centre: Centre, typed: str) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Qerim Shaqiri")
    centre.household(arta, "Milan Jović")
    centre.household(arta, "Fatime Musa")

    await arta.sends("/visit", typed)

    assert offered(arta) == ["Qerim Shaqiri"]


async def test_a_match_shows_a_second_fact(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    centre.household(arta, "Fatime Berisha", neighbourhood="other")

    await arta.sends("/visit", "berisha")

    assert [label for label in arta.buttons if "Berisha" in label] == [
        "Fatime Berisha · F-0001 · Tavnik",
        "Fatime Berisha · F-0002 · Other",
    ]


async def test_five_matches_at_most(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    for number in range(8):
        centre.household(arta, f"Fatime Berisha {'abcdefgh'[number]}")

    await arta.sends("/visit", "Berisha")

    assert len(offered(arta)) == 5


async def test_what_is_not_found_says_so_and_can_be_typed_again(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")

    await arta.sends("/visit", "Xhemajli")

    assert "Nobody was found" in arta.card
    assert "+ New household" in arta.buttons

    await arta.sends("Berisha")

    assert "Nobody was found" not in arta.card
    assert offered(arta) == ["Fatime Berisha"]


async def test_a_household_without_a_name_is_found_by_its_code(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    newcomer = registry.Newcomer("family", "tavnik", "refused")
    centre.does(lambda work: registry.register(work, centre.account(arta), newcomer))

    await arta.sends("/visit", "F-0001")
    await arta.taps("F-0001 · Tavnik", "Visit made today")

    assert "F-0001 · Tavnik" in arta.card


async def test_wrong_household_goes_back_to_the_question(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    centre.household(arta, "Hava Krasniqi")
    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha", "Wrong household")

    await arta.sends("Krasniqi")
    await arta.taps(
        "Hava Krasniqi", "Visit made today", "No needs seen", "Listening only ▸", "The centre", "Skip", "Save"
    )

    assert last_contact(centre).household_id == 2


async def test_another_household_chosen_in_the_review_asks_its_needs_anew(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    centre.household(arta, "Hava Krasniqi")
    await to_review(arta, "Fatime Berisha", needs=["Health"])
    await reaches(arta, "✎ Household")

    await arta.sends("Krasniqi")
    await arta.taps("Hava Krasniqi")

    assert "Needs seen" in arta.card
    assert not any(label.startswith("✓") for label in arta.buttons)


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_the_keyboard_word_opens_the_form_in_any_language(centre: Centre, lang: str) -> None:
    arta = await centre.joins("Arta", "it")

    await arta.sends("/menu", say(VISIT, lang).lower())

    assert "Quale famiglia" in arta.card


async def test_names_stand_on_buttons_only(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")

    await arta.sends("/visit", "Berisha")
    await arta.taps("Fatime Berisha")

    assert not any("Berisha" in said for said in arta.all_texts)
