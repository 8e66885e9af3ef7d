"""An invite made in the chat: a link to pass on; whoever follows it is confirmed by the coordinator first."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, table, text

from bot.people import people
from bot.work import Work
from db.models import Account, Audit, Card, Draft, Invite
from practice.person import Person
from tests.talk import Centre, Phone
from tests.talks.ways import rows, tapped

SEEN = "Milica Petrović @milica_p"


async def a_link(teuta: Phone, name: str = "Milica", role: str = "Operator", language: str = "Srpski") -> str:
    """Make an invite and return the code of its link."""
    await teuta.sends(f"/invite {name}")
    await teuta.taps(role, language)
    return code_on(teuta)


def code_on(phone: Phone) -> str:
    """The code of the link that the card lets one copy."""
    copied = [button["copy_text"]["text"] for button in phone.person.last.buttons() if "copy_text" in button]
    return re.fullmatch(r"https://t\.me/\w+\?start=([\w-]+)", copied[0])[1]  # type: ignore[index]  # fails loudly


def newcomer(centre: Centre) -> Phone:
    """Milica's phone, as Telegram knows it."""
    phone = Phone(centre, Person(centre.telegram, "Milica", language_code="sr"))
    phone.person.user.last_name, phone.person.user.username = "Petrović", "milica_p"
    return phone


async def follows(phone: Phone, code: str) -> None:
    """Follow the link."""
    await phone.does(lambda person: person.starts(code))


def audited(centre: Centre) -> list[str]:
    """What was written down of accounts, oldest first."""
    return [row.action for row in rows(centre, Audit) if row.kind == "account"]


async def test_name_role_and_language_make_a_link(centre: Centre) -> None:
    teuta = await centre.joins("Teuta", role="coordinator")

    await teuta.sends("/invite")
    asked = teuta.card
    await teuta.sends("Milica")
    await teuta.taps("Operator", "Srpski")

    made = rows(centre, Account)[-1]
    assert "Type the name by which colleagues call them." in asked
    assert (made.name, made.roles, made.language, made.status) == ("Milica", "operator", "sr_Latn", "pending")
    assert code_on(teuta) in teuta.card
    assert rows(centre, Draft) == []


async def test_the_link_is_gone_from_the_card_after_ten_minutes(centre: Centre) -> None:
    teuta = await centre.joins("Teuta", role="coordinator")
    code = await a_link(teuta)

    await centre.waits(timedelta(minutes=11))

    assert code not in str(teuta.all_texts)
    assert "Copy the link" not in teuta.buttons


async def test_who_follows_it_hears_only_that_somebody_will_confirm(any_centre: Centre) -> None:
    teuta = await any_centre.joins("Teuta", role="coordinator")
    milica = newcomer(any_centre)

    await follows(milica, await a_link(teuta))
    await milica.sends("/menu", "/visit", "/start")
    await milica.speaks()
    await any_centre.waits(timedelta(days=1))

    waiting, private = milica.all_texts
    assert waiting.startswith("Faleminderit. Dikush do të konfirmojë që jeni Ju. · ")
    assert private.startswith("Ky bot është privat.")
    assert milica.buttons == []
    assert any_centre.account(milica).status == "pending"


async def test_the_coordinator_sees_the_name_at_telegram_but_it_is_never_sent(centre: Centre) -> None:
    teuta = await centre.joins("Teuta", role="coordinator")
    sent: list[str] = []
    centre.telegram.on_call.append(
        lambda method, params: sent.append(str(params.get("text"))) if method == "sendMessage" else None
    )

    await follows(newcomer(centre), await a_link(teuta))

    told = next(text for text in teuta.all_texts if "Somebody followed an invite" in text)
    assert f"At Telegram: {SEEN}" in told
    assert "Invited: Milica – operator" in told
    assert any("Somebody followed an invite" in text for text in sent)
    assert not any(word in text for text in sent for word in ("Petrović", "milica_p", "Milica"))


async def test_confirmed_she_is_in_and_her_name_at_telegram_is_forgotten(any_centre: Centre) -> None:
    teuta = await any_centre.joins("Teuta", role="coordinator")
    milica = newcomer(any_centre)
    await follows(milica, await a_link(teuta))
    kept = any_centre.account(milica).seen_as

    await teuta.taps("Confirm")

    assert kept == SEEN
    assert (any_centre.account(milica).status, any_centre.account(milica).seen_as) == ("active", None)
    assert "Meni" in milica.card
    assert "Petrović" not in str(teuta.all_texts)
    assert audited(any_centre)[-3:] == ["invited", "asked to join", "admitted"]


async def test_refused_she_stays_a_stranger(any_centre: Centre) -> None:
    teuta = await any_centre.joins("Teuta", role="coordinator")
    milica = newcomer(any_centre)
    await follows(milica, await a_link(teuta))
    heard = len(milica.person.heard)

    await teuta.taps("Refuse")
    await milica.sends("/menu", "/visit")

    turned_away = rows(any_centre, Account)[-1]
    assert (turned_away.status, turned_away.telegram_id, turned_away.seen_as) == ("revoked", None, None)
    assert len(milica.person.heard) == heard
    assert "Petrović" not in str(teuta.all_texts)


async def test_either_coordinator_decides_and_the_other_sees_it(centre: Centre) -> None:
    teuta = await centre.joins("Teuta", role="coordinator")
    chiara = await centre.joins("Chiara", role="coordinator")
    await follows(newcomer(centre), await a_link(teuta))

    await chiara.taps("Confirm")
    await teuta.does(tapped(teuta.person.last.message_id, f"v1|0|0|admit|{rows(centre, Account)[-1].id}.no"))

    assert rows(centre, Account)[-1].status == "active"
    assert any("Confirmed." in text for text in teuta.all_texts)


async def test_nobody_but_a_coordinator_invites_or_confirms(centre: Centre) -> None:
    teuta = await centre.joins("Teuta", role="coordinator")
    arta = await centre.joins("Arta")
    await follows(newcomer(centre), await a_link(teuta))
    before = len(rows(centre, Account))
    waiting = rows(centre, Account)[-1]

    await arta.sends("/invite Hamide", "/invite", "Hamide")
    for operation in (f"admit|{waiting.id}.yes", "invite_as|coordinator", "invite_in|en"):
        await arta.does(tapped(arta.person.last.message_id, f"v1|0|0|{operation}"))

    assert len(rows(centre, Account)) == before
    assert rows(centre, Account)[-1].status == "pending"


async def test_an_invite_of_the_machine_s_owner_lets_in_at_once(centre: Centre) -> None:
    milica = newcomer(centre)
    code = centre.does(lambda work: people.invite(work, "Milica", "operator", "en"))

    await follows(milica, code)

    assert centre.account(milica).status == "active"
    assert centre.account(milica).seen_as is None


async def test_who_is_not_confirmed_for_a_week_is_forgotten(any_centre: Centre) -> None:
    teuta = await any_centre.joins("Teuta", role="coordinator")
    await follows(newcomer(any_centre), await a_link(teuta))

    await any_centre.waits(timedelta(days=6))
    before = rows(any_centre, Account)[-1].seen_as
    await any_centre.waits(timedelta(days=2))

    forgotten = rows(any_centre, Account)[-1]
    assert before == SEEN
    assert (forgotten.seen_as, forgotten.telegram_id, forgotten.status) == (None, None, "revoked")


async def test_neither_the_code_nor_the_name_is_readable_at_rest(any_centre: Centre) -> None:
    teuta = await any_centre.joins("Teuta", role="coordinator")
    code = await a_link(teuta)
    await follows(newcomer(any_centre), code)

    def everything(work: Work) -> str:
        connection = work.db.connection()
        queries = [select(text("*")).select_from(table(each.__tablename__)) for each in (Account, Invite, Card, Audit)]
        return str([connection.execute(each).all() for each in queries])

    stored = any_centre.does(everything)

    assert not any(secret in stored for secret in (code, "Petrović", "milica_p", "Milica"))


async def test_an_invite_that_nobody_used_can_be_withdrawn(centre: Centre) -> None:
    teuta = await centre.joins("Teuta", role="coordinator")
    code = await a_link(teuta)
    await teuta.sends("/people")

    await teuta.taps("Milica", "Withdraw the invite", "Yes, revoke")
    milica = newcomer(centre)
    await follows(milica, code)

    assert rows(centre, Account)[-1].status == "revoked"
    assert "Ky bot është privat." in milica.card


@pytest.mark.parametrize("name", ["x" * 41, "\u200b", "  "])
async def test_a_name_that_cannot_be_is_refused(centre: Centre, name: str) -> None:
    teuta = await centre.joins("Teuta", role="coordinator")

    await teuta.sends("/invite", name)

    assert "Operator" not in teuta.buttons
    assert len(rows(centre, Account)) == 1
