"""A list sent into the chat: nothing is written before *Import*, and no name stands in a sent message."""

import asyncio

import pytest
from sqlalchemy import func, select
from telegram.error import NetworkError

from bot.importing import reading
from bot.importing.table import Table
from bot.work import Work
from db.models import Audit, Card, Household, LooseNote, Neighbourhood, Person
from practice.person import Person as Somebody
from tests.importing.sheets import FAMILIES, csv, xlsx
from tests.talk import Centre, Phone

REFUSED = ("Zymrete", "Sajuari", "Tavmik", "")


async def sends(phone: Phone, content: bytes, name: str = "list.xlsx") -> None:
    """Send a document."""

    def send(person: Somebody) -> None:
        person.send_document(content, name)

    await phone.does(send)


def count(centre: Centre) -> int:
    return centre.does(lambda work: work.db.scalar(select(func.count()).select_from(Household)) or 0)


async def besa_joins(centre: Centre) -> Phone:
    return await centre.joins("Besa", role="coordinator")


def file_of(phone: Phone) -> bytes:
    """The content of the newest file the bot sent."""
    sent = next(message for message in reversed(phone.person.heard) if message.kind == "document")
    return phone.centre.telegram.files.get(sent.body["document"]["file_id"]).data


async def test_a_list_is_looked_at_first_and_comes_in_at_a_tap(centre: Centre) -> None:
    besa = await besa_joins(centre)

    await sends(besa, xlsx((*FAMILIES, REFUSED, ("Fatime", "Shembuli", "Tavnik", ""))))
    before, dry_run = count(centre), besa.card
    await besa.taps("Import 3")

    assert before == 0
    assert "3 households can be imported." in dry_run
    assert "1 stands twice in the file." in dry_run
    assert "Row 5: This neighbourhood is not known. The nearest one: Tavnik" in dry_run
    assert "3 households were imported." in besa.card
    assert "Your file is deleted from this chat." in besa.card
    assert "document" not in [message.kind for message in besa.person.messages]
    assert count(centre) == 3


async def test_it_is_the_coordinator_who_registered_them(centre: Centre) -> None:
    besa = await besa_joins(centre)

    await sends(besa, csv().encode(), "list.csv")
    await besa.taps("Import 3")

    who = centre.account(besa).id
    assert centre.does(lambda work: set(work.db.scalars(select(Household.created_by)))) == {who}
    audits = centre.does(lambda work: list(work.db.scalars(select(Audit.kind).where(Audit.action == "imported"))))
    assert sorted(audits) == ["household"] * 3 + ["registry"]


async def test_the_same_list_again_doubles_nothing(centre: Centre) -> None:
    besa = await besa_joins(centre)
    await sends(besa, xlsx())
    await besa.taps("Import 3")

    await sends(besa, xlsx())

    assert "0 households can be imported." in besa.card
    assert "3 are in the registry already." in besa.card
    assert not [label for label in besa.buttons if label.startswith("Import")]


async def test_two_taps_on_import_import_once(centre: Centre) -> None:
    besa = await besa_joins(centre)
    await sends(besa, xlsx())
    message = besa.person.last
    button = besa.buttons[0]

    await besa.does(lambda person: [person.tap(message.message_id, button) for _ in range(3)])

    assert count(centre) == 3


@pytest.mark.parametrize("role", ["operator", "monitor"])
async def test_anybody_else_gets_the_usual_line(centre: Centre, role: str) -> None:
    arta = await centre.joins("Arta", role=role)

    await sends(arta, xlsx())

    assert "Messages of this kind are not used here." in arta.card
    assert count(centre) == 0


async def test_a_document_that_is_no_list_gets_the_usual_line(centre: Centre) -> None:
    besa = await besa_joins(centre)

    await sends(besa, b"%PDF-1.7", "letter.pdf")

    assert "Messages of this kind are not used here." in besa.card


async def test_a_column_can_be_put_right(centre: Centre) -> None:
    besa = await besa_joins(centre)
    await sends(besa, b"Emri;Adresa\r\nAgim Gashi;Bair\r\nIsak Hoxha;Tavnik", "list.csv")
    left_out = besa.card

    await besa.taps("Headings…", "Adresa →", "Neighbourhood", "Import 2")

    assert "Left out: Adresa" in left_out
    places = centre.does(lambda work: set(work.db.scalars(select(Household.neighbourhood))))
    assert places == {"bair", "tavnik"}


async def test_a_second_column_of_notes_does_not_push_the_first_one_out(centre: Centre) -> None:
    besa = await besa_joins(centre)
    await sends(besa, b"Emri;Lagjja;Adresa;Shenime\r\nAgim Gashi;Bair;Rr. 5;Pa uje", "list.csv")

    await besa.taps("Headings…", "Adresa →", "Note", "Import 1")

    assert [note.words for note in centre.does(lambda work: list(work.db.scalars(select(LooseNote))))] == [
        "Rr. 5; Pa uje"
    ]


async def test_needs_taken_over_are_nothing_that_was_saved_today(centre: Centre) -> None:
    besa = await besa_joins(centre)
    await sends(besa, b"Emri;Lagjja;Nevojat\r\nAgim Gashi;Bair;Banim", "list.csv")

    await besa.taps("Import 1")
    await besa.sends("/menu")
    await besa.taps("Saved today")

    assert "Nothing was saved today." in besa.card


async def test_a_column_can_be_left_out(centre: Centre) -> None:
    besa = await besa_joins(centre)
    await sends(besa, csv([("Agim", "Gashi", "Bair", "none")]).encode(), "list.csv")
    refused = besa.card

    await besa.taps("Headings…", "Telefoni →", "Leave out")

    assert "Row 2: Not understood: Phone number" in refused
    assert "1 household can be imported." in besa.card


async def test_a_list_without_headings_shows_no_name_in_what_is_sent(centre: Centre) -> None:
    besa = await besa_joins(centre)
    await sends(besa, xlsx(headings=()))

    await besa.taps("Headings…", "Fatime →", "Name")

    # the first row was taken for the headings: what is sent of it is watched by the centre of these tests
    assert "2 households can be imported." in besa.card
    await besa.taps("Import 2")
    assert count(centre) == 2


async def test_similar_names_come_in_when_they_are_asked_for(centre: Centre) -> None:
    besa = await besa_joins(centre)
    centre.household(besa, "Fatime Shembulli", neighbourhood="bair")
    await sends(besa, xlsx())
    at_first = besa.card

    await besa.taps("Similar names too (1)", "Import 3")

    assert "1 has a name like another household's, elsewhere." in at_first
    assert count(centre) == 4


async def test_what_was_put_right_in_the_registry_counts_when_it_is_checked_again(centre: Centre) -> None:
    besa = await besa_joins(centre)
    await sends(besa, xlsx([REFUSED]))

    def name_it(work: Work) -> None:
        work.db.add(Neighbourhood(code="n1", name_sq="Tavmik", name_sr="Тавмик", name_it="Tavmik", confirmed=True))

    centre.does(name_it)
    await besa.taps("Check again")

    assert "1 household can be imported." in besa.card


async def test_a_household_that_was_registered_meanwhile_is_not_doubled(centre: Centre) -> None:
    besa = await besa_joins(centre)
    await sends(besa, xlsx())

    centre.household(besa, "Fatime Shembulli")
    await besa.taps("Import 3")

    assert "2 households were imported." in besa.card
    assert count(centre) == 3


async def test_cancel_leaves_nothing_behind(centre: Centre) -> None:
    besa = await besa_joins(centre)
    await sends(besa, xlsx())

    await besa.taps("Cancel")

    assert "Nothing was imported." in besa.card
    kept = centre.does(
        lambda work: [card.params for card in work.db.scalars(select(Card).where(Card.place == "import"))]
    )
    assert [set(params) for params in kept] == [{"step", "turn"}]


async def test_nothing_of_the_file_stays_on_the_card_but_numbers_and_headings(centre: Centre) -> None:
    besa = await besa_joins(centre)
    await sends(besa, xlsx())

    kept = centre.does(
        lambda work: [card.params for card in work.db.scalars(select(Card).where(Card.place == "import"))]
    )

    assert "Fatime" not in str(kept)
    assert "044 123 456" not in str(kept)


async def test_a_file_that_cannot_be_read_is_refused_in_her_language(centre: Centre) -> None:
    besa = await centre.joins("Besa", language="it", role="coordinator")

    await sends(besa, b"PK\x03\x04")

    assert len(besa.card.splitlines()) == 2
    assert count(centre) == 0


async def test_a_file_of_more_than_20_mb_is_not_even_fetched(centre: Centre) -> None:
    besa = await besa_joins(centre)

    await sends(besa, b"a" * (20 * 1024 * 1024 + 1), "list.csv")

    assert "This file is larger than 20 MB." in besa.card


async def test_the_result_and_the_template_come_as_files(centre: Centre) -> None:
    besa = await besa_joins(centre)
    await besa.sends("/import")
    await besa.taps("Template as a file")
    template = file_of(besa)

    await sends(besa, xlsx())
    await besa.taps("Import 3", "Result as a file")

    assert reading.read(template).rows[0][1][0] == "Name"
    assert file_of(besa).decode("utf-8-sig").splitlines()[:2] == ["Row;Code;Result", "2;F-0001;Imported"]


async def test_a_form_that_was_open_is_kept(centre: Centre) -> None:
    besa = await besa_joins(centre)
    await besa.sends("/visit")
    await besa.taps("+ New household")

    await sends(besa, xlsx())

    assert "What you were writing is kept: /drafts" in besa.card


async def test_others_go_on_while_a_list_is_read(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    besa, arta = await besa_joins(centre), await centre.joins("Arta")
    release = asyncio.Event()
    loop = asyncio.get_running_loop()
    read = reading.read

    def slowly(content: bytes) -> Table:
        asyncio.run_coroutine_threadsafe(release.wait(), loop).result()
        return read(content)

    monkeypatch.setattr(reading, "read", slowly)
    besa.person.send_document(xlsx(), "list.xlsx")
    arta.person.say("/today")
    for _ in range(500):
        await asyncio.sleep(0.01)
        if "Nobody is waiting" in arta.card and "The file is being read …" in besa.card:
            break

    assert "Nobody is waiting" in arta.card
    assert "The file is being read …" in besa.card
    release.set()
    await centre.settled()
    assert "3 households can be imported." in besa.card


async def test_a_network_that_is_away_is_waited_for(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    besa = await besa_joins(centre)
    fetch, failures = centre.app.bot.get_file, [NetworkError("away")] * 2

    async def get_file(file_id: str) -> object:
        if failures:
            raise failures.pop()
        return await fetch(file_id)

    monkeypatch.setattr(type(centre.app.bot), "get_file", staticmethod(get_file))
    await sends(besa, xlsx())

    assert "3 households can be imported." in besa.card


async def test_a_start_goes_on_with_what_a_stop_interrupted(centre: Centre) -> None:
    besa = await besa_joins(centre)
    await sends(besa, xlsx())

    def ask_for_it(work: Work) -> None:
        card = work.db.scalars(select(Card).where(Card.place == "import")).one()
        card.params = {**card.params, "step": "writing", "turn": card.params["turn"] + 1}

    centre.does(ask_for_it)
    centre.app.importer.wake()  # as the start does
    await centre.settled()

    assert count(centre) == 3
    assert centre.does(lambda work: len(list(work.db.scalars(select(Person))))) == 3
    assert "3 households were imported." in besa.card
