"""Telegram in and out. These tables are the contents: every command, every place, every button.

A command is typed or tapped; a place draws its card; a button's operation is looked up here when it is tapped.
Each names the row of the table of who may do what (`bot.people.permissions`) that says to whom it is open; whose record
it is, the use case asks. Operations that are not in the table belong to the form on the card.
"""

from collections.abc import Callable, Mapping

from bot.handlers.callback import Tapped
from bot.handlers.places import (
    accesslog,
    alert,
    case,
    colleagues,
    deciding,
    drafts,
    family,
    followup,
    forms,
    handover,
    home,
    imported,
    importing,
    inviting,
    joining,
    keeping,
    language,
    leaving,
    lists,
    locking,
    loose,
    meeting,
    monday,
    monthly,
    onboarding,
    privacy,
    quick,
    record,
    saved,
    voice,
)
from bot.people.permissions import Action, ever
from bot.words import NOTHING, Screen
from bot.work import Work
from db.models import Account, Card

Command = Callable[[Work, Account], None]
Draw = Callable[[Work, Account, Card], Screen]
Operation = Callable[[Work, Account, Card, Tapped], None]

COMMANDS: Mapping[str, tuple[Action, Command]] = {
    "start": (Action.USE, home.menu),
    "visit": (Action.LOG, forms.visit),
    "session": (Action.LOG, forms.session),
    "today": (Action.WEEK, lists.today),
    "week": (Action.WEEK, lists.week),
    "drafts": (Action.FILL_IN, drafts.show),
    "family": (Action.HOUSEHOLD, family.ask),
    "monday": (Action.CENTRE, monday.show),
    "hand_over": (Action.HAND_OVER, handover.begin),
    "people": (Action.PEOPLE, colleagues.show),
    "invite": (Action.PEOPLE, inviting.ask),
    "lock": (Action.LOCK, locking.ask),
    "protect": (Action.USE, onboarding.show),
    "menu": (Action.USE, home.menu),
    "language": (Action.USE, language.ask),
    "help": (Action.USE, home.help_),
    "privacy": (Action.USE, privacy.show),
    "audit": (Action.AUDIT, accesslog.ask),
    "figures": (Action.FIGURES, monthly.show),
    "case": (Action.FIGURES, case.show),
    "quick": (Action.LOG, quick.show),
    "voice": (Action.WRITE_UP, voice.show),
    "cancel": (Action.FILL_IN, forms.cancel),
    "saved": (Action.READ, saved.of_today),
    "household": (Action.LOG, forms.household),
    "neighbourhoods": (Action.LISTS, keeping.neighbourhoods),
    "import": (Action.IMPORT, importing.ask),
    "holidays": (Action.LISTS, keeping.holidays),
}

PLACES: Mapping[str, tuple[Action, Draw]] = {
    "home": (Action.USE, home.draw_menu),
    "help": (Action.USE, home.draw_help),
    "privacy": (Action.USE, privacy.draw),
    "quick": (Action.LOG, quick.draw),
    "accesses": (Action.AUDIT, accesslog.draw),
    "figures": (Action.FIGURES, monthly.draw),
    "cases": (Action.FIGURES, case.draw_list),
    "case": (Action.FIGURES, case.draw),
    "voice": (Action.WRITE_UP, voice.draw),
    "voice_message": (Action.WRITE_UP, voice.draw_message),
    "listen": (Action.WRITE_UP, voice.draw_listen),
    "loose": (Action.SORT, loose.draw),
    "loose_find": (Action.SORT, loose.draw_find),
    "form": (Action.FILL_IN, forms.draw),
    "saved": (Action.READ, saved.draw),
    "saved_today": (Action.READ, saved.draw_today),
    "record": (Action.READ, record.draw),
    "apart": (Action.APART, record.draw_apart),
    "history": (Action.READ, record.draw_history),
    "today": (Action.WEEK, lists.draw_today),
    "week": (Action.WEEK, lists.draw_week),
    "digest": (Action.WEEK, lists.draw_digest),
    "contact": (Action.FOLLOW_UP, followup.draw),
    "drafts": (Action.FILL_IN, drafts.draw),
    "find": (Action.HOUSEHOLD, family.draw_find),
    "family": (Action.HOUSEHOLD, family.draw),
    "proposal": (Action.DECIDE, deciding.draw),
    "monday": (Action.CENTRE, monday.draw),
    "monday_part": (Action.CENTRE, monday.draw_part),
    "query": (Action.READ, meeting.draw_query),
    "handover": (Action.HAND_OVER, handover.draw),
    "people": (Action.PEOPLE, colleagues.draw),
    "colleague": (Action.PEOPLE, colleagues.draw_one),
    "joining": (Action.PEOPLE, joining.draw),
    "invite": (Action.PEOPLE, inviting.draw),
    "invite_how": (Action.PEOPLE, inviting.draw_how),
    "invite_link": (Action.PEOPLE, inviting.draw_link),
    "lock": (Action.LOCK, locking.draw),
    "lock_sure": (Action.LOCK, locking.draw_sure),
    "protect": (Action.USE, onboarding.draw),
    "decided": (Action.PROPOSE, deciding.draw_decided),
    "language": (Action.USE, language.draw),
    "keyboard": (Action.USE, language.draw_keyboard),
    "alert": (Action.READ, alert.draw),
    "account": (Action.USE, alert.draw_own),
    "import": (Action.IMPORT, imported.draw),
    "import_help": (Action.IMPORT, imported.draw_help),
    "import_result": (Action.IMPORT, imported.draw_result),
    "import_template": (Action.IMPORT, imported.draw_template),
    "neighbourhoods": (Action.LISTS, keeping.draw_neighbourhoods),
    "neighbourhood": (Action.LISTS, keeping.draw_neighbourhood),
    "holidays": (Action.LISTS, keeping.draw_holidays),
    "leaving": (Action.FORGET, leaving.draw),
    "erased": (Action.USE, leaving.draw_erased),
}

WITH_WORDS = frozenset({"family", "visit", "session", "audit", "case", "lock", "invite"})
"""Commands that whom it is about may follow on the same line."""

TEXT_PLACES: Mapping[str, Callable[[Work, Account, str], None]] = {
    "find": family.typed,
    "loose_find": loose.typed,
    "accesses": accesslog.typed,
    "cases": case.typed,
    "invite": inviting.typed,
    "lock": locking.typed,
}
"""Places without a form that take words of one's own."""

OPERATIONS: Mapping[str, tuple[Action, Operation]] = {
    "language": (Action.USE, language.choose),
    "save": (Action.FILL_IN, forms.save),
    "cancel": (Action.FILL_IN, forms.tap_cancel),
    "keep": (Action.FILL_IN, forms.keep),
    "throw": (Action.FILL_IN, forms.throw),
    "resume": (Action.FILL_IN, forms.resume),
    "undo": (Action.FILL_IN, saved.undo),
    "record": (Action.READ, record.open_),
    "amend": (Action.PROPOSE, record.amend),
    "delete": (Action.PROPOSE, record.delete),
    "history": (Action.READ, record.history),
    "apart": (Action.APART, record.apart),
    "link": (Action.LINK, record.link),
    "link_to": (Action.LINK, record.link_to),
    "names": (Action.WEEK, lists.names),
    "more": (Action.WEEK, lists.more),
    "contact": (Action.FOLLOW_UP, followup.open_),
    "made": (Action.FOLLOW_UP, followup.made),
    "nobody": (Action.FOLLOW_UP, followup.nobody),
    "again": (Action.FOLLOW_UP, followup.again),
    "move": (Action.FOLLOW_UP, followup.move),
    "move_to": (Action.FOLLOW_UP, followup.move_to),
    "view": (Action.FOLLOW_UP, followup.view),
    "otherwise": (Action.FOLLOW_UP, followup.otherwise),
    "hand": (Action.FOLLOW_UP, followup.hand),
    "take": (Action.FOLLOW_UP, followup.take),
    "family": (Action.HOUSEHOLD, family.open_),
    "visit_to": (Action.LOG, family.visit_to),
    "session_with": (Action.LOG, family.session_with),
    "person": (Action.HOUSEHOLD, family.person),
    "close": (Action.PROPOSE, family.close),
    "pause": (Action.HOUSEHOLD, family.pause),
    "reopen": (Action.HOUSEHOLD, family.reopen),
    "decide": (Action.DECIDE, deciding.decide),
    "proposal": (Action.DECIDE, deciding.open_),
    "part": (Action.CENTRE, monday.part),
    "meeting": (Action.READ, meeting.mark),
    "decision": (Action.GUIDE, meeting.decide),
    "question": (Action.GUIDE, meeting.ask),
    "reply": (Action.REPLY, meeting.reply),
    "give_back": (Action.GIVE_BACK, handover.give_back),
    "colleague": (Action.PEOPLE, colleagues.open_),
    "role": (Action.PEOPLE, colleagues.role),
    "suspend": (Action.PEOPLE, colleagues.suspend),
    "restore": (Action.PEOPLE, colleagues.restore),
    "revoke": (Action.PEOPLE, colleagues.revoke),
    "admit": (Action.PEOPLE, joining.admit),
    "hand_over_of": (Action.PEOPLE, colleagues.hand_over_of),
    "invite_as": (Action.PEOPLE, inviting.as_),
    "invite_in": (Action.PEOPLE, inviting.in_),
    "lock": (Action.LOCK, locking.lock),
    "lock_too": (Action.LOCK, locking.lock_too),
    "protect": (Action.USE, onboarding.tap),
    "whose": (Action.WEEK, lists.whose),
    "import": (Action.IMPORT, importing.tap),
    "neighbourhood": (Action.LISTS, keeping.open_neighbourhood),
    "confirm": (Action.LISTS, keeping.confirm_neighbourhood),
    "rename": (Action.LISTS, keeping.edit_neighbourhood),
    "drop": (Action.LISTS, keeping.remove_neighbourhood),
    "holiday": (Action.LISTS, keeping.add_holiday),
    "loose": (Action.SORT, loose.open_),
    "loose_keep": (Action.SORT, loose.keep),
    "loose_search": (Action.SORT, loose.search),
    "loose_split": (Action.SORT, loose.split),
    "loose_discard": (Action.SORT, loose.discard),
    "loose_throw": (Action.SORT, loose.throw),
    "accesses": (Action.AUDIT, accesslog.open_),
    "figures": (Action.FIGURES, monthly.open_),
    "cases": (Action.FIGURES, case.turn),
    "case": (Action.FIGURES, case.open_),
    "voice": (Action.WRITE_UP, voice.open_),
    "listen": (Action.WRITE_UP, voice.listen),
    "write_up": (Action.WRITE_UP, voice.write_up),
    "unholiday": (Action.LISTS, keeping.remove_holiday),
    "keep_longer": (Action.FORGET, leaving.keep_longer),
}

OF_A_FORM: tuple[Action, Operation] = (Action.FILL_IN, forms.tap)
"""Every other operation."""

IN_PLACE = frozenset({"names", "more", "undo", "decide", "import", "keep_longer", "admit", "lock_too", "protect"})
"""What changes the very card it stands on; everything else leads the conversation on, below the card tapped."""


def may_see(account: Account, place: str) -> bool:
    """Whether a place is open to her now: a role may have been taken away while its card was on her screen."""
    return ever(account, PLACES[place][0])


def screen_of(work: Work, account: Account, card: Card) -> Screen:
    """What a card shows. Where its place is not open to her any more: the menu, and nothing if it was to be sent; the
    menu also where it was open for reading and is over."""
    if not may_see(account, card.place):
        is_news = card.message_id is None and card.id != account.talk_id
        return NOTHING if is_news else home.draw_menu(work, account, card)
    over = card.closes_at is not None and card.closes_at <= work.now
    draw = home.draw_menu if over else PLACES[card.place][1]
    return draw(work, account, card)
