"""Everything that is held on a household, in one document; what is kept apart only where it is asked for."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.casework import intake
from bot.conversations.form import MARKED
from bot.documents import householdfile, lockedpage
from bot.i18n import LANGUAGES
from bot.work import Work
from db.models import Household, Proposal
from tests.talk import Centre
from tests.talks.everything import (
    CANARIES,
    CARDS,
    COLLEAGUES,
    PHONE,
    encrypted,
    is_known_well,
    logs_a_first_visit,
    neighbours,
)
from tests.talks.ways import LISTENED, MADE, fetched, opens_record, rows

ELSEWHERE = CARDS | COLLEAGUES | {"media.file_id", "media.content"}
"""What is no text of the household's, or stands in the document as a picture or a sound."""
APART = "Pelikan hidden"


def document(centre: Centre, language: str = "en", *, confidential: bool = False) -> str:
    def act(work: Work) -> str:
        household = work.db.scalars(select(Household).order_by(Household.id)).first()
        assert household is not None
        return lockedpage.body(householdfile.document(work, household, confidential=confidential), language)

    return centre.does(act)


def written(work: Work) -> set[str]:
    """Every word that was written down of the household, wherever it stands."""
    columns = [column for column in encrypted() if str(column) not in ELSEWHERE]
    leaves = {leaf for column in columns for value in work.db.scalars(select(column)) for leaf in _leaves(value)}
    return {leaf for leaf in leaves if any(word in leaf for word in CANARIES)}


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _leaves(part)


async def test_a_familys_document_holds_every_word_that_is_written_down_of_it(centre: Centre) -> None:
    arta, milica = await centre.joins("Arta"), await centre.joins("Milica")
    teuta = await centre.joins("Teuta", role="coordinator")
    await is_known_well(arta, milica, teuta)
    await neighbours(milica)
    words = centre.does(written)

    plain, whole = document(centre), document(centre, confidential=True)

    assert len(words) > 12
    assert sorted(word for word in words if word not in whole) == []
    assert sorted(word for word in words if word not in plain) == [APART]
    assert "Qyqe" not in whole
    assert [
        said for said in (PHONE, "1950", "data:audio/ogg", "data:image/jpeg", "Arta", "Milica") if said not in plain
    ] == []


async def test_it_has_what_waits_to_be_saved_or_accepted_too(centre: Centre) -> None:
    arta, milica = await centre.joins("Arta"), await centre.joins("Milica")
    teuta = await centre.joins("Teuta", role="coordinator")
    await logs_a_first_visit(arta)
    await centre.waits(timedelta(days=2))
    await opens_record(milica, "Sevdije Pelikana")
    await milica.taps("Correct")
    await milica.sends("Why it is proposed")
    await milica.taps("✎ Next step", "Together", "Save")
    await arta.sends("/visit", "Pelikana")
    await arta.taps("Sevdije Pelikana", MADE, "All as before", LISTENED, "The family")
    saved = document(centre)
    await arta.speaks()
    await fetched(centre)

    waits = document(centre)
    await teuta.taps("Do not accept")
    refused = document(centre)

    assert waits.count("data:audio/ogg") == saved.count("data:audio/ogg") + 1
    assert [("→ Together" in page) for page in (waits, refused)] == [True, False]
    assert [proposal.content for proposal in rows(centre, Proposal)] == [{}]


async def test_an_unfinished_form_says_only_when_asked_that_something_is_kept_apart(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Sevdije Pelikana")
    hidden = {"confidential": {"violence": MARKED}, "confidential_note": APART}
    account, answers = centre.account(arta), {"household": "1", "outcome": "done", "date": "2026-03-11", **hidden}
    centre.does(lambda work: intake.start(work, account, "visit", answers))

    plain, whole = document(centre), document(centre, confidential=True)

    assert "A form that Arta has not finished" in plain
    assert [said for said in ("Confidential", "kept apart", "Violence", APART) if said in plain] == []
    assert [said for said in ("Confidential: Violence", APART) if said not in whole] == []


async def test_it_is_there_in_every_language(centre: Centre) -> None:
    arta, milica = await centre.joins("Arta"), await centre.joins("Milica")
    teuta = await centre.joins("Teuta", role="coordinator")
    await is_known_well(arta, milica, teuta)

    documents = {language: document(centre, language) for language in LANGUAGES}

    assert len(set(documents.values())) == len(LANGUAGES)
    assert "Çfarë ruan qendra për F-0001 · Tavnik" in documents["sq"]
    assert "Шта центар чува о породици F-0001 · Тавник" in documents["sr_Cyrl"]
