"""Telegram in and out. These tables are the contents: every command, every place, every button.

A command is typed or tapped; a place draws its card; a button's operation is looked up here when it is tapped.
Operations that are not in the table belong to the form on the card.
"""

from collections.abc import Callable, Mapping

from bot import people
from bot.handlers.callback import Tapped
from bot.handlers.places import (
    alert,
    deciding,
    drafts,
    family,
    followup,
    forms,
    handover,
    home,
    imported,
    importing,
    keeping,
    language,
    lists,
    loose,
    meeting,
    monday,
    quick,
    record,
    saved,
    voice,
)
from bot.words import Screen
from bot.work import Work
from db.models import Account, Card

Command = Callable[[Work, Account], None]
Draw = Callable[[Work, Account, Card], Screen]
Operation = Callable[[Work, Account, Card, Tapped], None]

COMMANDS: Mapping[str, Command] = {
    "start": home.menu,
    "visit": forms.visit,
    "session": forms.session,
    "today": lists.today,
    "week": lists.week,
    "drafts": drafts.show,
    "family": family.ask,
    "monday": monday.show,
    "hand_over": handover.begin,
    "deputies": handover.deputies,
    "menu": home.menu,
    "language": language.ask,
    "help": home.help_,
    "quick": quick.show,
    "voice": voice.show,
    "cancel": forms.cancel,
    "saved": saved.of_today,
    "household": forms.household,
    "neighbourhoods": keeping.neighbourhoods,
    "import": importing.ask,
    "holidays": keeping.holidays,
}

FAMILY_COMMANDS = frozenset(COMMANDS) - {"start", "menu", "language", "help"}
"""What only those may do who work with families: never a monitor alone."""

PLACES: Mapping[str, Draw] = {
    "home": home.draw_menu,
    "help": home.draw_help,
    "quick": quick.draw,
    "voice": voice.draw,
    "voice_message": voice.draw_message,
    "listen": voice.draw_listen,
    "loose": loose.draw,
    "loose_find": loose.draw_find,
    "form": forms.draw,
    "saved": saved.draw,
    "saved_today": saved.draw_today,
    "record": record.draw,
    "apart": record.draw_apart,
    "history": record.draw_history,
    "today": lists.draw_today,
    "week": lists.draw_week,
    "digest": lists.draw_digest,
    "contact": followup.draw,
    "drafts": drafts.draw,
    "find": family.draw_find,
    "family": family.draw,
    "proposal": deciding.draw,
    "monday": monday.draw,
    "monday_part": monday.draw_part,
    "query": meeting.draw_query,
    "handover": handover.draw,
    "deputies": handover.draw_deputies,
    "decided": deciding.draw_decided,
    "language": language.draw,
    "keyboard": language.draw_keyboard,
    "alert": alert.draw,
    "import": imported.draw,
    "import_help": imported.draw_help,
    "import_result": imported.draw_result,
    "import_template": imported.draw_template,
    "neighbourhoods": keeping.draw_neighbourhoods,
    "neighbourhood": keeping.draw_neighbourhood,
    "holidays": keeping.draw_holidays,
}

WITH_WORDS = frozenset({"family", "visit", "session"})
"""Commands that whom it is about may follow on the same line."""

TEXT_PLACES: Mapping[str, Callable[[Work, Account, str], None]] = {"find": family.typed, "loose_find": loose.typed}
"""Places without a form that take words of one's own."""

OPERATIONS: Mapping[str, Operation] = {
    "language": language.choose,
    "save": forms.save,
    "cancel": forms.tap_cancel,
    "keep": forms.keep,
    "throw": forms.throw,
    "resume": forms.resume,
    "undo": saved.undo,
    "record": record.open_,
    "amend": record.amend,
    "delete": record.delete,
    "history": record.history,
    "apart": record.apart,
    "link": record.link,
    "link_to": record.link_to,
    "names": lists.names,
    "more": lists.more,
    "contact": followup.open_,
    "made": followup.made,
    "nobody": followup.nobody,
    "again": followup.again,
    "move": followup.move,
    "move_to": followup.move_to,
    "view": followup.view,
    "otherwise": followup.otherwise,
    "hand": followup.hand,
    "take": followup.take,
    "family": family.open_,
    "visit_to": family.visit_to,
    "session_with": family.session_with,
    "person": family.person,
    "close": family.close,
    "pause": family.pause,
    "reopen": family.reopen,
    "decide": deciding.decide,
    "proposal": deciding.open_,
    "part": monday.part,
    "meeting": meeting.mark,
    "decision": meeting.decide,
    "question": meeting.ask,
    "reply": meeting.reply,
    "give_back": handover.give_back,
    "deputy": handover.deputy,
    "whose": lists.whose,
    "import": importing.tap,
    "neighbourhood": keeping.open_neighbourhood,
    "confirm": keeping.confirm_neighbourhood,
    "rename": keeping.edit_neighbourhood,
    "drop": keeping.remove_neighbourhood,
    "holiday": keeping.add_holiday,
    "loose": loose.open_,
    "loose_keep": loose.keep,
    "loose_search": loose.search,
    "loose_split": loose.split,
    "loose_discard": loose.discard,
    "loose_throw": loose.throw,
    "voice": voice.open_,
    "listen": voice.listen,
    "write_up": voice.write_up,
    "unholiday": keeping.remove_holiday,
}

OPEN_PLACES = frozenset({"home", "help", "language", "keyboard"})
"""What a monitor may see as well."""

OPEN_OPERATIONS = frozenset({"do", "language"})
"""What a monitor may tap as well; `do` stands for a command and asks again who may."""

IN_PLACE = frozenset({"names", "more", "undo", "decide", "import"})
"""What changes the very card it stands on; everything else leads the conversation on, below the card tapped."""


def may_see(account: Account, place: str) -> bool:
    """Whether a place is open to her now: a role may have been taken away while its card was on her screen."""
    return place in OPEN_PLACES or people.works_with_families(account)


def screen_of(work: Work, account: Account, card: Card) -> Screen:
    """What a card shows: the menu, where its place is not open to her any more."""
    draw = PLACES[card.place] if may_see(account, card.place) else home.draw_menu
    return draw(work, account, card)
