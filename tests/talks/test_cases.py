"""Cases without names: what a monitor reads of a household, and what she finds on no way."""

import json
import re
from datetime import date, timedelta
from typing import Any

from bot import registry
from bot.audit.auditing import Deed
from bot.casework import households, intake
from bot.conversations.form import MARKED
from bot.figures import cases
from bot.keeping import erasing
from bot.people import people
from bot.registry import Newcomer
from bot.work import Work
from db.crypto import Keyring, bind_keyring, keyring_of
from db.models import Account, Audit, ContactNeed, Household
from tests.talk import Centre, Phone
from tests.talks.ways import rows, tapped

PHONE, WORDS, HUSHED, PLAN, LINE = "+383 44 777 111", "canary-note", "hushed-words", "canary-plan", "canary-line"
NUMBER = re.compile(r"C-[A-Z2-7]{8}")
MARCH = date(2026, 3, 10)


def registers(work: Work, arta: Account, number: int, place: str = "tavnik", kind: str = "family") -> list[Household]:
    """So many households that consented."""
    told = ("given", "sq", "Fatime Berisha", PHONE, "morning")
    return [registry.register(work, arta, Newcomer(kind, place, *told)) for _ in range(number)]


def visits(work: Work, arta: Account, home: Household, day: date = MARCH, **more: Any) -> None:
    """A visit with all that must not be told."""
    said = {"outcome": "done", "date": day.isoformat(), "next_step_by": "centre", "next_line": LINE}
    hidden = {"confidential": {"violence": MARKED}, "confidential_note": HUSHED}
    note = {"kind": "text", "words": WORDS, "message": 1, "author": arta.id}
    answers = {"household": str(home.id), "needs": {"health": MARKED}, "done": {"listening": MARKED}, "note": [note]}
    intake.save(work, arta, intake.start(work, arta, "visit", {**answers, **said, **hidden, **more}))


def plans(work: Work, arta: Account, home: Household, day: date = MARCH) -> None:
    """A session with a goal in their own words."""
    said = {"household": str(home.id), "place": "centre", "arrival": "own", "date": day.isoformat(), "note": []}
    talk = {"needs": {}, "requests": {}, "done": {"listening": MARKED, "goods_food": MARKED}}
    answers = {**said, **talk, "session_kind": "plan", "plan": PLAN, "next_step_by": "family"}
    intake.save(work, arta, intake.start(work, arta, "session", answers))


def by(work: Work, phone: Phone) -> Account:
    account = people.by_telegram(work, phone.person.id)
    assert account is not None
    return account


async def a_case_and_a_monitor(centre: Centre) -> tuple[Phone, Phone, str]:
    """Six families of Tavnik, one of which was met four times; Marta in Rome, and the number of that case."""
    arta, marta = await centre.joins("Arta"), await centre.joins("Marta", "it", "monitor")

    def happens(work: Work) -> str:
        who = by(work, arta)
        home = registers(work, who, 6)[0]
        for day in (MARCH.replace(month=1), MARCH, MARCH):
            visits(work, who, home, day, twin="another")
        plans(work, who, home)
        return number_of(work, home)

    return arta, marta, centre.does(happens)


def number_of(work: Work, home: Household) -> str:
    case = cases.of_household(work, home.id)
    assert case is not None
    return case.number


def listen(centre: Centre, phone: Phone) -> list[str]:
    """Everything the bot puts on her phone from now on: texts, labels, what buttons carry."""
    heard: list[str] = []

    def hear(method: str, params: dict[str, Any]) -> None:
        if str(params.get("chat_id")) == str(phone.person.id):
            heard.append(json.dumps(params, ensure_ascii=False))

    centre.telegram.on_call.append(hear)
    return heard


async def test_a_monitor_picks_a_case_and_reads_codes_and_months(any_centre: Centre) -> None:
    _, marta, number = await a_case_and_a_monitor(any_centre)

    await marta.sends("/case")
    await marta.taps(number)

    assert marta.card.splitlines() == [
        f"{number} · Famiglia",
        "Tavnik",
        "Bisogni",
        "Salute: osservato, da gen 2026",
        "Visite e colloqui",
        "mar 2026: visite 2, colloqui 1",
        "gen 2026: visite 1, colloqui 0",
        "Colloqui con un progetto: 1",
        "Che cosa è stato fatto",
        "Ascolto: 4",
        "Alimenti: 1",
    ]


async def test_the_number_of_a_case_typed_after_the_command_opens_it(centre: Centre) -> None:
    _, marta, number = await a_case_and_a_monitor(centre)

    await marta.sends(f"/case {number.lower()}")
    opened = marta.card
    await marta.sends("/case C-22222222")

    assert opened.splitlines()[0] == f"{number} · Famiglia"
    assert "Questo caso non è in elenco." in marta.card
    assert "6 casi" in marta.card


async def test_nothing_on_her_phone_leads_to_the_family(centre: Centre) -> None:
    _, marta, number = await a_case_and_a_monitor(centre)
    centre.does(lambda work: work.db.add(ContactNeed(contact_id=1, code="violence", state="seen")))
    heard = listen(centre, marta)
    secrets = ("Fatime", "Berisha", PHONE, WORDS, HUSHED, PLAN, LINE, "F-000", "V-2026", "Arta", "iolenz", "10.", "-10")

    await marta.sends("/menu")
    await marta.taps("Casi", number)

    shown = "\n".join(heard)
    carried = {data.split("|")[4] for data in re.findall(r"v1\|[^\"\\]*", shown) if "|case|" in data}
    assert number in shown
    assert not [secret for secret in secrets if secret in shown]
    assert len(carried) == 6
    assert all(NUMBER.fullmatch(each) for each in carried)


async def test_no_code_and_no_number_of_a_household_opens_one(centre: Centre) -> None:
    _, marta, number = await a_case_and_a_monitor(centre)
    await marta.sends("/case F-0001")
    list_ = marta.card

    shown = []
    for arg in ("1", "F-0001", "0001", number.lower(), ""):
        await marta.does(tapped(marta.person.last.message_id, f"v1|0|0|case|{arg}"))
        shown.append(marta.card)

    assert "6 casi" in list_
    assert all("Questo caso non è in elenco." in each for each in shown)
    assert not [each for each in shown if "Salute" in each]


async def test_that_a_case_was_read_is_written_down(centre: Centre) -> None:
    _, marta, number = await a_case_and_a_monitor(centre)

    await marta.sends("/case")
    await marta.taps(number)

    read = [(line.account_id, line.kind, line.object_id) for line in rows(centre, Audit) if line.action == Deed.OPENED]
    assert read == [(centre.account(marta).id, "case", 1)]


async def test_few_of_a_kind_and_few_of_a_neighbourhood_are_not_told(centre: Centre) -> None:
    arta = await centre.joins("Arta")

    def happens(work: Work) -> dict[str, set[tuple[str | None, str | None]]]:
        who = by(work, arta)
        homes = {
            "many": registers(work, who, 5),
            "elsewhere": registers(work, who, 2, "other") + registers(work, who, 3, "bair"),
            "elderly": registers(work, who, 2, kind="elderly_alone"),
            "couples": registers(work, who, 3, kind="elderly_couple"),
        }
        told = {case.household_id: (case.kind, case.neighbourhood) for case in cases.listed(work)}
        return {name: {told[home.id] for home in some} for name, some in homes.items()}

    told = centre.does(happens)

    assert told == {
        "many": {("family", "tavnik")},
        "elsewhere": {("family", None)},
        "elderly": {(None, None)},
        "couples": {(None, None)},
    }


async def test_a_closed_case_tells_the_reason_and_the_month_and_no_neighbourhood(centre: Centre) -> None:
    arta, marta, number = await a_case_and_a_monitor(centre)

    def close(work: Work) -> None:
        registers(work, by(work, arta), 3)
        households.close(work, by(work, arta), work.db.get_one(Household, 1), "goals_met", agreed=True)

    centre.does(close)
    await marta.sends("/case")
    await marta.taps(number)

    assert marta.card.splitlines()[:2] == [f"{number} · Famiglia", "Chiuso: mar 2026. Obiettivi raggiunti"]
    assert "Tavnik" not in marta.card


async def test_who_did_not_consent_or_is_gone_is_no_case(centre: Centre) -> None:
    arta = await centre.joins("Arta")

    def happens(work: Work) -> list[int]:
        here, taken_back, forgotten = registers(work, by(work, arta), 3)
        taken_back.void_at = forgotten.forgotten_at = work.now
        for answer in ("refused", "later"):
            registry.register(work, by(work, arta), Newcomer("family", "tavnik", answer, "sq"))
        assert here.id == 1
        return [case.household_id for case in cases.listed(work)]

    assert centre.does(happens) == [1]


async def test_a_case_that_is_listed_no_more_shows_nothing_when_it_is_drawn_again(centre: Centre) -> None:
    arta, marta, number = await a_case_and_a_monitor(centre)
    await marta.sends("/case")
    await marta.taps(number)

    def refuse(work: Work) -> None:
        registry.consented(work, by(work, arta), work.db.get_one(Household, 1), "refused", "sq")

    centre.does(refuse)
    await marta.sends("?")

    assert "Questo caso non è in elenco." in marta.card
    assert "Salute" not in marta.card


async def test_a_case_on_the_screen_goes_when_its_family_is_erased(centre: Centre) -> None:
    _, marta, number = await a_case_and_a_monitor(centre)
    await marta.sends("/case")
    await marta.taps(number)

    centre.does(lambda work: erasing.erase(work, work.db.get_one(Household, 1)))
    await centre.waits(timedelta(minutes=1))

    assert number not in "\n".join(marta.all_texts)


async def test_ten_a_page_and_the_order_is_not_that_of_the_codes(centre: Centre) -> None:
    arta, marta = await centre.joins("Arta"), await centre.joins("Marta", "it", "monitor")
    centre.does(lambda work: registers(work, by(work, arta), 12))

    await marta.sends("/case")
    first = [each.split(" ")[0] for each in marta.buttons if NUMBER.match(each)]
    await marta.taps("Altri ▸")
    second = [each.split(" ")[0] for each in marta.buttons if NUMBER.match(each)]

    ids = centre.does(lambda work: [case.household_id for case in cases.listed(work)])
    assert (len(first), len(second)) == (10, 2)
    assert first + second == sorted({*first, *second})
    assert "◂ Indietro" in marta.buttons
    assert sorted(ids) == list(range(1, 13)) != ids


async def test_without_the_key_no_number_follows_from_a_code(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.does(lambda work: registers(work, by(work, arta), 6))
    before = centre.does(lambda work: {case.number for case in cases.listed(work)})

    bind_keyring(centre.engine, Keyring({9: bytes(32), **keyring_of(centre.engine).keys}))
    after = centre.does(lambda work: {case.number for case in cases.listed(work)})

    assert len(before) == len(after) == 6
    assert before.isdisjoint(after)


async def test_the_coordinator_reads_them_from_the_figures_and_an_operator_does_not(centre: Centre) -> None:
    arta, _, number = await a_case_and_a_monitor(centre)
    teuta = await centre.joins("Teuta", "en", "coordinator")

    await teuta.sends("/figures")
    await teuta.taps("Cases", number)
    await arta.sends("/case")

    assert "Health: seen, since Jan 2026" in teuta.card
    assert "This is not open to you." in arta.card
    assert number not in arta.card


async def test_a_case_closes_by_itself(centre: Centre) -> None:
    _, marta, number = await a_case_and_a_monitor(centre)
    await marta.sends("/case")
    await marta.taps(number)

    await centre.waits(timedelta(minutes=11))

    assert number not in "\n".join(marta.all_texts)
