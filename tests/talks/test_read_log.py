"""Reading is written down as well: who opened, looked for, heard or was shown what; not a card that is drawn again."""

from datetime import timedelta

from sqlalchemy import delete, select

from bot.audit.auditing import Deed
from bot.work import Work
from db.models import Audit
from tests.talk import Centre, Phone
from tests.talks.ways import LISTENED, MADE, fetched, logs_visit, morning_of, opens_record, reaches

Read = tuple[str, str, int | None]
READ = [deed.value for deed in (Deed.OPENED, Deed.SEARCHED, Deed.FOUND, Deed.NAMED, Deed.LISTENED)]


def reads(centre: Centre, phone: Phone) -> list[Read]:
    """What somebody has read, in order."""
    account = centre.account(phone).id

    def look(work: Work) -> list[Read]:
        query = select(Audit.action, Audit.kind, Audit.object_id).where(Audit.account_id == account)
        found = work.db.execute(query.where(Audit.action.in_(READ)).order_by(Audit.id))
        return [(action, kind, id_) for action, kind, id_ in found]

    return centre.does(look)


def forget(centre: Centre) -> None:
    """Begin a new page."""
    centre.does(lambda work: work.db.execute(delete(Audit)))


async def test_a_search_says_who_was_found_and_not_what_was_typed(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    fatime = centre.household(arta, "Fatime Berisha")
    luan = centre.household(arta, "Luan Berisha")
    centre.household(arta, "Dragan Popović")
    await arta.sends("/family")

    await arta.sends("Berisha")

    assert sorted(reads(centre, arta)[1:]) == [("found", "household", id_) for id_ in (fatime.id, luan.id)]
    assert reads(centre, arta)[0] == ("searched", "registry", None)


async def test_a_search_inside_a_form_and_for_a_loose_note_counts_too(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    fatime = centre.household(arta, "Fatime Berisha")
    found = [("searched", "registry", None), ("found", "household", fatime.id)]

    await arta.sends("/visit", "Berisha")
    in_a_form = reads(centre, arta)
    forget(centre)
    await arta.sends("/menu", "Her stove smokes")
    await arta.taps("Search…")
    await arta.sends("Berisha")

    assert in_a_form == found
    assert reads(centre, arta) == found


async def test_a_step_of_a_form_writes_nothing_down(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/visit")

    await arta.taps("+ New household")

    assert reads(centre, arta) == []


async def test_what_is_opened_is_written_down_once_however_often_it_is_drawn(any_centre: Centre) -> None:
    centre = any_centre
    arta, milica = await centre.joins("Arta"), await centre.joins("Milica")
    fatime = centre.household(arta, "Fatime Berisha")
    contact = await logs_visit(arta, "Fatime Berisha")
    await opens_record(milica, "Fatime Berisha")

    await milica.taps("For the meeting", "✓ For the meeting")
    await milica.sends("/language")
    await milica.taps("English")
    await milica.taps("History", "◂ Back", "Correct")
    at_once = reads(centre, milica)
    await centre.waits(timedelta(minutes=11))
    await opens_record(milica, "Fatime Berisha")

    family, record = ("opened", "household", fatime.id), ("opened", "contact", contact.id)
    looked = [("searched", "registry", None), ("found", "household", fatime.id)]
    assert at_once == [*looked, family, record, ("opened", "history", contact.id)]
    assert reads(centre, milica)[5:] == [*looked, family, record]


async def test_what_is_kept_apart_is_a_reading_of_its_own(centre: Centre) -> None:
    arta, teuta = await centre.joins("Arta"), await centre.joins("Teuta", role="coordinator")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/visit", "Fatime Berisha")
    await arta.taps(
        "Fatime Berisha", MADE, "Confidential…", "Violence / abuse", "Continue", "Skip", "Health", "Continue"
    )
    await arta.taps(LISTENED, "The family", "Skip")
    await reaches(arta, "Save")
    await opens_record(teuta, "Fatime Berisha")

    await teuta.taps("Confidential…")

    assert reads(centre, teuta)[-1] == ("opened", "confidential", 1)


async def test_names_that_are_shown_on_a_list_and_a_next_contact_that_is_opened(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    fatime = centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha")
    await morning_of(centre, centre.telegram.clock.now().date() + timedelta(days=14))
    forget(centre)

    await arta.taps("Show names")
    await arta.taps("F-0001")

    assert reads(centre, arta) == [("showed the name of", "household", fatime.id), ("opened", "follow_up", 1)]


async def test_names_cannot_be_brought_back_to_a_card_that_has_closed(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/family", "F-0001")
    await centre.waits(timedelta(minutes=11))
    forget(centre)

    await arta.does(lambda person: person.tap(person.last.message_id, "v1|0|0|names|"))

    assert "F-0001" not in "".join(arta.all_texts)
    assert reads(centre, arta) == []


async def test_a_voice_message_that_is_heard(centre: Centre) -> None:
    arta, milica = await centre.joins("Arta"), await centre.joins("Milica")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/visit", "Fatime Berisha")
    await arta.taps("Fatime Berisha", MADE, "No needs seen", LISTENED, "The family")
    await arta.speaks()
    await reaches(arta, "Save")
    await fetched(centre)

    await milica.sends("/voice")
    await milica.taps("Wed", "▶ Listen", "▶ Listen")

    assert reads(centre, milica) == [("listened to", "contact", 1)]


# --- the coordinator's card -----------------------------------------------------------------------------------------


async def test_the_coordinator_sees_who_read_and_changed_a_file_a_page_at_a_time(any_centre: Centre) -> None:
    centre = any_centre
    arta, teuta = await centre.joins("Arta"), await centre.joins("Teuta", role="coordinator")
    centre.household(arta, "Fatime Berisha")
    centre.household(arta, "Luan Gashi")
    await arta.sends("/family", "F-0002")
    for _ in range(10):
        await arta.sends("/family", "F-0001")
        await centre.waits(timedelta(minutes=11))

    await teuta.sends("/audit f 1")
    first = teuta.card
    await teuta.taps("Earlier ones ▸")

    assert "F-0001 · Tavnik: who read and changed it" in first
    assert "12 lines" in first
    assert first.count("Arta – opened: F-0001") == 9
    assert "Teuta – opened: F-0001, who read it" in first
    assert "F-0002" not in first
    assert "Arta – registered: F-0001" in teuta.card
    assert teuta.buttons == ["◂ Later ones", "Menu"]


async def test_the_card_of_who_read_a_file_is_closed_to_operators(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")

    await arta.sends("/audit F-0001")

    assert "This is not open to you." in arta.card
    assert "F-0001" not in arta.card


async def test_a_code_that_is_nobody_s_is_asked_again(centre: Centre) -> None:
    teuta = await centre.joins("Teuta", role="coordinator")

    await teuta.sends("/audit", "F-0099")

    assert "Nothing was found." in teuta.card
    assert "Whose file?" in teuta.card
