"""A lost phone: any colleague locks its account at once; it can't keep out for good who alone coordinates."""

from datetime import timedelta

import pytest

from bot.people import people
from db.models import Account, Audit
from tests.talk import Centre, Phone
from tests.talks.ways import rows, tapped


async def the_team(centre: Centre) -> tuple[Phone, Phone, Phone]:
    """Two operators and who coordinates."""
    return await centre.joins("Arta"), await centre.joins("Milica"), await centre.joins("Teuta", role="coordinator")


async def locks(phone: Phone, name: str) -> None:
    """Say that somebody's phone is lost."""
    await phone.sends(f"/lock {name}")
    await phone.taps("Yes, lock")


def status_of(centre: Centre, phone: Phone) -> str:
    """What her account is now."""
    return centre.account(phone).status


async def test_any_colleague_locks_a_lost_phone_and_the_coordinator_is_told(any_centre: Centre) -> None:
    arta, milica, teuta = await the_team(any_centre)

    await arta.sends("/lock Milica")
    before = status_of(any_centre, milica)
    await arta.taps("Yes, lock")

    assert before == "active"
    assert status_of(any_centre, milica) == "suspended"
    told = next(text for text in teuta.all_texts if "A phone was reported lost" in text)
    assert "Milica" in told
    assert "Reported as lost by Arta" in told
    assert "Locked." in arta.card
    locked = next(row for row in rows(any_centre, Audit) if row.action == "locked")
    assert (locked.account_id, locked.object_id) == (
        any_centre.account(arta).id,
        any_centre.account(milica).id,
    )


async def test_the_lost_phone_is_emptied_and_hears_and_does_nothing_more(centre: Centre) -> None:
    arta, milica, _ = await the_team(centre)
    centre.household(milica, "Fatime Berisha")
    await milica.sends("/family Berisha")
    await milica.taps("Fatime Berisha")

    await locks(arta, "Milica")
    left = milica.all_texts
    await milica.sends("/menu", "/lock Arta")
    await centre.waits(timedelta(days=10))

    assert left == ["The four buttons below the chat are always there."]
    assert milica.all_texts == left
    assert status_of(centre, arta) == "active"


@pytest.mark.parametrize(
    ("typed", "whom"),
    [
        ("Milica", "Milica"),
        ("mil", "Milica"),
        ("Милица", "Milica"),
        ("zor", "Зорица"),
        ("Đo", "Đorđe"),
        ("djor", "Đorđe"),
    ],
)
async def test_a_name_is_typed_in_either_script_or_begun(centre: Centre, typed: str, whom: str) -> None:
    arta = await centre.joins("Arta")
    for name in ("Milica", "Зорица", "Đorđe", "Mirjana"):
        await centre.joins(name)
    await centre.joins("Teuta", role="coordinator")

    await arta.sends("/lock")
    await arta.sends(typed)

    assert whom in arta.card
    assert arta.buttons == ["No", "Yes, lock"]


async def test_a_beginning_of_several_names_is_asked_about(centre: Centre) -> None:
    arta, _, _ = await the_team(centre)
    await centre.joins("Mirjana")

    await arta.sends("/lock Mi")

    assert arta.buttons == ["Milica", "Mirjana", "Menu"]
    await arta.taps("Mirjana", "No")
    assert [account.status for account in rows(centre, Account)] == ["active"] * 4


async def test_a_name_nobody_has_and_one_s_own_are_not_found(centre: Centre) -> None:
    arta, _, _ = await the_team(centre)

    for name in ("Somebody", "Arta"):
        await arta.sends(f"/lock {name}")
        assert "Nothing was found." in arta.card

    assert "Arta" not in arta.buttons
    await arta.does(tapped(arta.person.last.message_id, f"v1|0|0|lock|{centre.account(arta).id}.yes"))
    assert status_of(centre, arta) == "active"


async def test_the_coordinator_restores_it_and_its_owner_learns_who_locked_it(centre: Centre) -> None:
    arta, milica, teuta = await the_team(centre)
    await locks(arta, "Milica")

    await teuta.taps("Open", "Restore")

    assert status_of(centre, milica) == "active"
    told = next(text for text in milica.all_texts if "You can use this bot again" in text)
    assert "Reported as lost by Arta" in told
    assert any("The account is open again." in text for text in teuta.all_texts)


async def test_one_of_two_coordinators_is_locked_like_anybody(centre: Centre) -> None:
    arta, _, teuta = await the_team(centre)
    chiara = await centre.joins("Chiara", role="coordinator")

    await locks(arta, "Teuta")
    await centre.waits(timedelta(hours=2))

    assert status_of(centre, teuta) == "suspended"
    assert any("A phone was reported lost" in text for text in chiara.all_texts)


async def test_who_alone_coordinates_is_locked_for_an_hour_only(any_centre: Centre) -> None:
    arta, milica, teuta = await the_team(any_centre)

    await locks(arta, "Teuta")
    said, locked = arta.card, status_of(any_centre, teuta)
    await any_centre.waits(timedelta(minutes=59))
    still = status_of(any_centre, teuta)
    await any_centre.waits(timedelta(minutes=2))

    assert "Locked for one hour" in said
    assert (locked, still, status_of(any_centre, teuta)) == ("suspended", "suspended", "active")
    assert people.is_coordinator(any_centre.account(teuta))
    told = next(text for text in teuta.all_texts if "You can use this bot again" in text)
    assert "Reported as lost by Arta" in told
    assert any("The account is open again." in text for text in milica.all_texts)


async def test_a_second_colleague_makes_that_lock_last(any_centre: Centre) -> None:
    arta, milica, teuta = await the_team(any_centre)
    await locks(arta, "Teuta")

    await milica.taps("It is lost")
    await any_centre.waits(timedelta(hours=5))

    assert status_of(any_centre, teuta) == "suspended"
    assert any("The account is locked." in text for text in milica.all_texts)


async def test_a_second_colleague_may_say_so_in_the_same_words(centre: Centre) -> None:
    arta, milica, teuta = await the_team(centre)
    await locks(arta, "Teuta")
    await locks(arta, "Teuta")
    alone = arta.card

    await locks(milica, "Teuta")
    await centre.waits(timedelta(hours=5))

    assert "A second colleague has to say the same." in alone
    assert "Locked. Whoever coordinates is told." in milica.card
    assert status_of(centre, teuta) == "suspended"


async def test_who_locked_it_cannot_confirm_that(centre: Centre) -> None:
    arta, _, teuta = await the_team(centre)
    await locks(arta, "Teuta")

    await arta.does(tapped(arta.person.last.message_id, f"v1|0|0|lock_too|{centre.account(teuta).id}"))
    said = arta.card
    await centre.waits(timedelta(hours=2))

    assert "A second colleague has to say the same." in said
    assert status_of(centre, teuta) == "active"


async def test_one_colleague_cannot_keep_her_out_hour_after_hour(centre: Centre) -> None:
    arta, _, teuta = await the_team(centre)
    await locks(arta, "Teuta")
    await centre.waits(timedelta(hours=2))

    await locks(arta, "Teuta")

    assert "You have locked this account today." in arta.card
    assert status_of(centre, teuta) == "active"


async def test_a_finder_who_locks_everybody_is_found_out_by_who_coordinates(centre: Centre) -> None:
    arta, milica, teuta = await the_team(centre)
    for name in ("Milica", "Teuta"):
        await locks(arta, name)

    await centre.waits(timedelta(hours=2))
    await teuta.sends("/people")
    await teuta.taps("Arta", "Suspend…", "Yes, suspend", "◂ People", "Milica", "Restore")

    assert (status_of(centre, arta), status_of(centre, milica)) == ("suspended", "active")


async def test_who_coordinates_meanwhile_decides_instead_of_the_hour(centre: Centre) -> None:
    arta, _, teuta = await the_team(centre)
    await locks(arta, "Teuta")
    chiara = await centre.joins("Chiara", role="coordinator")

    await centre.waits(timedelta(hours=2))
    kept = status_of(centre, teuta)
    await chiara.sends("/people")
    await chiara.taps("Teuta", "Restore")

    assert kept == "suspended"
    assert status_of(centre, teuta) == "active"


async def test_a_monitor_does_not_lock_but_her_phone_can_be_locked(centre: Centre) -> None:
    arta, _, teuta = await the_team(centre)
    chiara = await centre.joins("Chiara", role="monitor")

    await chiara.sends("/lock Arta")
    await chiara.does(tapped(chiara.person.last.message_id, f"v1|0|0|lock|{centre.account(arta).id}.yes"))
    await locks(arta, "Chiara")

    assert status_of(centre, arta) == "active"
    assert status_of(centre, chiara) == "suspended"
    assert any("A phone was reported lost" in text for text in teuta.all_texts)
