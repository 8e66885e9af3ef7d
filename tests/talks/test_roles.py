"""What a monitor sees, and a role that was taken away. Everything else of who may do what: `tests/permissions`."""

from bot.handlers import COMMANDS, OPERATIONS
from bot.handlers.places.home import KEYBOARD
from bot.i18n import say
from bot.people import people
from bot.people.permissions import MONITOR
from bot.work import Work
from db.models import Contact, Draft, Household
from tests.talk import Centre, Phone
from tests.talks.ways import logs_visit, message_with, rows, tapped

FAMILY_COMMANDS = {name for name, (action, _) in COMMANDS.items() if MONITOR not in action.own}
ARGS = ("", "1", "new", "1.1", "1.yes", "1.2", "1.how", "1.phone", "visit", "0.1")


async def a_household_and_a_monitor(centre: Centre) -> tuple[Phone, Phone]:
    """Arta has visited a family; Marta in Rome wants figures."""
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await logs_visit(arta, "Fatime Berisha")
    return arta, await centre.joins("Marta", "it", "monitor")


def nothing_of_families(phone: Phone) -> bool:
    """Whether nothing on this phone tells of a household."""
    shown = "\n".join(phone.all_texts + [b["text"] for m in phone.person.heard for b in m.buttons()])
    return not any(secret in shown for secret in ("Fatime", "F-0001", "V-2026", "Tavnik"))


async def test_the_monitor_s_menu_has_nothing_of_families(centre: Centre) -> None:
    _, marta = await a_household_and_a_monitor(centre)

    await marta.sends("/menu")

    assert nothing_of_families(marta)
    assert not {say(label, "it") for row in KEYBOARD for label in row[:2]} & set(marta.buttons)


async def test_nothing_is_offered_to_a_monitor_that_is_closed_to_her(centre: Centre) -> None:
    _, marta = await a_household_and_a_monitor(centre)

    await marta.sends("/help")

    offered = [each["command"] for each in marta.person.commands]
    assert offered == ["menu", "language", "help", "figures", "case", "privacy"]
    assert marta.person.chat.reply_keyboard == [["Menu"]]
    assert marta.buttons == ["Proteggi il telefono", "Privacy e dati", "Menu"]
    assert not any(f"/{command}" in marta.card for command in FAMILY_COMMANDS)


async def test_the_monitor_sees_the_month_in_figures_and_none_below_five(centre: Centre) -> None:
    _, marta = await a_household_and_a_monitor(centre)

    await marta.sends("/figures")
    this = marta.card
    await marta.taps("Mese scorso")

    assert "Il mese in cifre: mar 2026" in this
    assert "Visita domiciliare: pochi, o non mostrato" in this
    assert "Il mese in cifre: feb 2026" in marta.card
    assert "Visita domiciliare" not in marta.card
    assert nothing_of_families(marta)


async def test_no_button_of_any_kind_either(any_centre: Centre) -> None:
    _, marta = await a_household_and_a_monitor(any_centre)

    for operation in (*OPERATIONS, "pick", "set", "go", "ask", "skip"):
        for arg in ARGS:
            marta.person.tap(marta.person.last.message_id, f"v1|1|1|{operation}|{arg}")
    await any_centre.settled()

    assert nothing_of_families(marta)
    assert len(rows(any_centre, Contact)) == 1
    assert len(rows(any_centre, Household)) == 1
    assert len(rows(any_centre, Draft)) == 1


async def test_the_monitor_gets_no_alerts_and_no_digest(centre: Centre) -> None:
    arta, marta = await a_household_and_a_monitor(centre)
    before = marta.person.last.message_id
    await logs_visit(arta, "Fatime Berisha", outcome="Made yesterday", review=["Urgent"])

    await centre.moves_to(centre.telegram.clock.now().replace(month=3, day=25, hour=8))

    assert not [message for message in marta.person.heard if message.message_id > before]


async def test_every_command_answers_an_operator_and_a_coordinator(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    milica = await centre.joins("Milica", "sr_Latn", "coordinator")

    for phone in (arta, milica):
        for command in COMMANDS:
            before = phone.person.last.message_id
            await phone.sends(f"/{command}")
            assert phone.person.last.message_id > before, command
            assert phone.card


async def test_a_role_that_was_taken_away_ends_what_she_had_open(centre: Centre) -> None:
    arta = await centre.joins("Arta")
    centre.household(arta, "Fatime Berisha")
    await arta.sends("/visit", "Berisha")
    card = message_with(arta, "Fatime Berisha · F-0001 · Tavnik")

    def demote(work: Work) -> None:
        account = people.by_telegram(work, arta.person.id)
        assert account is not None
        account.roles = "monitor"

    centre.does(demote)
    await arta.does(tapped(card.message_id, "Fatime Berisha · F-0001 · Tavnik"))
    await arta.sends("Visit made today", "Berisha")

    assert "What happened?" not in arta.card
    assert not any("Fatime" in label for label in arta.buttons)
