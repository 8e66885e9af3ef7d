"""Who works here: the coordinator lists, suspends, restores, gives roles, revokes. Somebody always coordinates."""

from datetime import timedelta

import pytest

from bot.people import people, permissions
from bot.work import Work
from db.models import Account, Audit, Contact, Draft, FollowUp
from tests.talk import WEDNESDAY, Centre, Phone
from tests.talks.ways import last_contact, logs_visit, message_with, rows, tapped

LAST = "Nobody else coordinates."


async def opens(teuta: Phone, name: str) -> None:
    """The card of a colleague."""
    await teuta.sends("/people")
    await teuta.taps(name)


async def test_they_are_listed_by_name_in_whichever_script_with_role_and_state(centre: Centre) -> None:
    for name in ("Зорица", "Đorđe", "Ćamil", "Arta"):
        await centre.joins(name, protected=False)
    teuta = await centre.joins("Teuta", role="coordinator", protected=False)
    await centre.joins("Chiara", role="monitor", protected=False)
    centre.does(lambda work: people.invite(work, "Milica", "operator"))
    await opens(teuta, "Arta")
    await teuta.taps("Suspend…", "Yes, suspend")

    await teuta.sends("/menu")
    await teuta.taps("People")

    assert teuta.buttons[:-2] == ["Arta", "Ćamil", "Chiara", "Đorđe", "Milica", "Teuta", "Зорица"]
    for line in (
        "Arta – operator, suspended",
        "Chiara – monitor",
        "Milica – operator, invited",
        "Teuta – coordinator",
    ):
        assert line in teuta.card.split("\n")


async def test_an_invite_that_ran_out_is_told_as_such(any_centre: Centre) -> None:
    any_centre.does(lambda work: people.invite(work, "Milica", "operator"))
    await any_centre.waits(timedelta(days=1))
    any_centre.does(lambda work: people.invite(work, "Arta", "operator"))
    teuta = await any_centre.joins("Teuta", role="coordinator")

    await teuta.sends("/people")

    assert "Milica – operator, the invite has run out" in teuta.card
    assert "Arta – operator, invited" in teuta.card


async def test_a_suspended_person_gets_nothing_and_her_taps_do_nothing(any_centre: Centre) -> None:
    arta = await any_centre.joins("Arta")
    teuta = await any_centre.joins("Teuta", role="coordinator")
    any_centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha", review=["In 1 week"])
    await arta.sends("/visit", "Berisha")
    open_card = message_with(arta, "Fatime Berisha · F-0001 · Tavnik")
    await opens(teuta, "Arta")
    await teuta.taps("Suspend…", "Yes, suspend")
    left, drafts = arta.person.heard, [draft.content for draft in rows(any_centre, Draft)]
    arta.person.chat.messages[open_card.message_id] = open_card  # a modified client keeps what was deleted

    await arta.does(tapped(open_card.message_id, "Fatime Berisha · F-0001 · Tavnik"))
    await arta.sends("/today", "Berisha", "/people")
    await arta.speaks()
    await any_centre.moves_to(WEDNESDAY.replace(day=18, hour=9))

    assert [each for each in arta.person.heard if each not in left] == [open_card]
    assert [draft.content for draft in rows(any_centre, Draft)] == drafts
    assert len(rows(any_centre, Contact)) == 1


async def test_restored_she_is_told_and_goes_on_with_her_reminders(any_centre: Centre) -> None:
    arta = await any_centre.joins("Arta")
    teuta = await any_centre.joins("Teuta", role="coordinator")
    any_centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha", review=["In 1 week"])
    await opens(teuta, "Arta")
    await teuta.taps("Suspend…", "Yes, suspend")
    await any_centre.waits(timedelta(days=2))
    await opens(teuta, "Arta")

    await teuta.taps("Restore")
    told = arta.card
    await any_centre.moves_to(WEDNESDAY.replace(day=18, hour=9))

    assert "You can use this bot again" in told
    assert any("1 household is waiting." in text for text in arta.all_texts)
    await arta.sends("/today")
    assert any("F-0001" in label for label in arta.buttons)


async def test_what_a_suspended_person_was_to_do_shows_to_the_coordinator_to_hand_over(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    teuta = await centre.joins("Teuta", role="coordinator")
    milica = await centre.joins("Milica")
    centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha", review=["In 1 week"])
    await opens(teuta, "Arta")
    await teuta.taps("Suspend…", "Yes, suspend")
    said = teuta.card
    await centre.moves_to(WEDNESDAY.replace(day=18, hour=9))
    digest = next(text for text in teuta.all_texts if "Good morning" in text)

    await opens(teuta, "Arta")
    await teuta.taps("Hand over…", "All of them ▸", "Milica", "For good", "Hand over")

    assert "1 next contact to hand over" in said
    assert "nobody can go" in digest
    assert rows(centre, FollowUp)[0].owner_id == centre.account(milica).id
    assert "1 next contact was handed over" in str(milica.all_texts)


async def test_nothing_is_handed_to_a_suspended_person(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    teuta = await centre.joins("Teuta", role="coordinator")
    centre.household(teuta, "Fatime Berisha")
    await logs_visit(teuta, "Fatime Berisha", review=["In 1 week"])
    await opens(teuta, "Arta")
    await teuta.taps("Suspend…", "Yes, suspend")

    await teuta.sends("/week")
    await teuta.taps("Hand over…", "Teuta", "All of them ▸")

    assert "Arta" not in teuta.buttons
    assert arta.person.heard


async def test_several_roles_combine_and_she_is_told(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    teuta = await centre.joins("Teuta", role="coordinator")
    await opens(teuta, "Arta")

    await teuta.taps("Coordinator", "Monitor")
    both = permissions.roles(centre.account(arta))
    await teuta.taps("✓ Coordinator", "✓ Monitor")

    assert both == {"operator", "coordinator", "monitor"}
    assert permissions.roles(centre.account(arta)) == {"operator"}
    assert any("Your roles have changed" in text for text in arta.all_texts)
    made = [row.action for row in rows(centre, Audit) if row.object_id == centre.account(arta).id]
    assert made[2:] == ["made coordinator", "made monitor", "ended coordinator", "ended monitor"]


async def test_a_new_coordinator_has_the_people_in_her_menu(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    teuta = await centre.joins("Teuta", role="coordinator")
    await opens(teuta, "Arta")

    await teuta.taps("Coordinator")
    await arta.sends("/people")

    assert "Teuta – coordinator" in arta.card


async def test_one_role_stays(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    teuta = await centre.joins("Teuta", role="coordinator")
    await opens(teuta, "Arta")

    await teuta.taps("✓ Operator")

    assert "At least one role has to stay." in teuta.card
    assert permissions.roles(centre.account(arta)) == {"operator"}


@pytest.mark.parametrize(
    "act", [["Suspend…", "Yes, suspend"], ["Revoke…", "Yes, revoke"], ["Operator", "✓ Coordinator", "Yes, stop"]]
)
async def test_the_last_coordinator_stays_one(any_centre: Centre, act: list[str]) -> None:
    teuta = await any_centre.joins("Teuta", role="coordinator")
    await opens(teuta, "Teuta")

    await teuta.taps(*act)

    assert LAST in teuta.card
    assert any_centre.account(teuta).status == "active"
    assert people.is_coordinator(any_centre.account(teuta))


async def test_a_suspended_coordinator_does_not_count_as_another_one(centre: Centre) -> None:
    teuta = await centre.joins("Teuta", role="coordinator")
    await centre.joins("Chiara", role="coordinator")
    await opens(teuta, "Chiara")
    await teuta.taps("Suspend…", "Yes, suspend")

    await opens(teuta, "Teuta")
    await teuta.taps("Suspend…", "Yes, suspend")

    assert LAST in teuta.card
    assert centre.account(teuta).status == "active"


async def test_one_of_two_coordinators_may_stop_coordinating(centre: Centre) -> None:
    teuta = await centre.joins("Teuta", role="coordinator")
    await centre.joins("Chiara", role="coordinator")
    await opens(teuta, "Teuta")

    await teuta.taps("Operator", "✓ Coordinator")
    asked = permissions.roles(centre.account(teuta))
    await teuta.taps("Yes, stop")

    assert asked == {"operator", "coordinator"}
    assert permissions.roles(centre.account(teuta)) == {"operator"}
    assert "People" not in teuta.buttons


async def test_revoked_she_is_a_stranger_and_what_she_wrote_keeps_its_author(any_centre: Centre) -> None:
    arta = await any_centre.joins("Arta")
    teuta = await any_centre.joins("Teuta", role="coordinator")
    any_centre.household(arta, "Fatime Berisha")
    contact = await logs_visit(arta, "Fatime Berisha")
    author = any_centre.account(arta).id
    await opens(teuta, "Arta")

    await teuta.taps("Revoke…", "Yes, revoke")
    heard = len(arta.person.heard)
    await arta.sends("/menu")
    await any_centre.waits(timedelta(days=1))

    gone = next(account for account in rows(any_centre, Account) if account.id == author)
    assert (gone.status, gone.telegram_id) == ("revoked", None)
    assert len(arta.person.heard) <= heard
    assert last_contact(any_centre).author_id == author == contact.author_id
    await teuta.sends("/people")
    assert "Arta" not in teuta.buttons


async def test_who_was_revoked_can_be_invited_anew(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    teuta = await centre.joins("Teuta", role="coordinator")
    await opens(teuta, "Arta")
    await teuta.taps("Revoke…", "Yes, revoke")

    code = centre.does(lambda work: people.invite(work, "Arta", "operator", "en"))
    await arta.does(lambda person: person.starts(code))

    assert centre.account(arta).status == "active"
    assert [account.status for account in rows(centre, Account)] == ["revoked", "active", "active"]


@pytest.mark.parametrize("operation", ["colleague", "role", "suspend", "restore", "revoke", "admit", "hand_over_of"])
async def test_an_operator_can_do_none_of_it(centre: Centre, operation: str) -> None:
    arta = await centre.joins("Arta")
    milica = await centre.joins("Milica")
    await centre.joins("Teuta", role="coordinator")
    id_ = centre.account(milica).id
    before = {account.id: (account.status, account.roles) for account in rows(centre, Account)}

    await arta.sends("/people")
    shown = arta.card
    for arg in (str(id_), f"{id_}.yes", f"{id_}.no", f"{id_}.coordinator.yes"):
        await arta.does(tapped(arta.person.last.message_id, f"v1|0|0|{operation}|{arg}"))

    assert "This is not open to you." in shown
    assert {account.id: (account.status, account.roles) for account in rows(centre, Account)} == before
    assert "Milica" not in str(arta.all_texts)


async def test_a_card_of_a_colleague_closes_with_the_role(centre: Centre) -> None:
    teuta = await centre.joins("Teuta", role="coordinator")
    await centre.joins("Milica")
    await opens(teuta, "Milica")
    shown = teuta.card

    def demote(work: Work) -> None:
        account = people.by_telegram(work, teuta.person.id)
        assert account is not None
        account.roles = "operator"

    centre.does(demote)
    await teuta.does(tapped(teuta.person.last.message_id, "Suspend…"))

    assert "Milica" in shown
    assert "Milica" not in teuta.card
    assert [account.status for account in rows(centre, Account)] == ["active", "active"]
