"""An invite made in the chat: name, role, language, then a link to pass on. Whoever follows it is confirmed first."""

from bot.chat import cards
from bot.conversations.answers import read_words
from bot.conversations.buttons import pairs
from bot.handlers.callback import Tapped
from bot.handlers.places.colleagues import ROLES
from bot.handlers.places.home import MENU, command
from bot.i18n import LANGUAGES, OWN_NAMES
from bot.people import people
from bot.words import Button, Line, Screen, button, raw, text
from bot.work import Work
from db.models import Account, Card, Fact

PLACE, HOW, LINK = "invite", "invite_how", "invite_link"
HEAD = Line(text("Invite somebody"), bold=True)


def ask(work: Work, account: Account) -> None:
    """`/invite`: first the name."""
    cards.show(work, account, PLACE)


def draw(work: Work, account: Account, card: Card) -> Screen:
    """The name is typed."""
    return Screen((HEAD, Line(text("Type the name by which colleagues call them."))), ((command("menu", MENU),),))


def typed(work: Work, account: Account, words: str) -> None:
    """The name; then the role. Raises Refused."""
    name = read_words(" ".join(words.split()), people.LONGEST_NAME)
    cards.show(work, account, HOW, {"name": name})


def draw_how(work: Work, account: Account, card: Card) -> Screen:
    """The role, then the language."""
    name = Line(raw(card.params["name"]), private=True)
    again = (command("invite", button("◂ Another name")), command("menu", MENU))
    if "role" not in card.params:
        rows = [(Button(label, "invite_as", role),) for role, label in ROLES.items()]
        return Screen((HEAD, name, Line(text("Which role?"))), (*rows, again))
    languages = [Button(raw(OWN_NAMES[lang]), "invite_in", lang) for lang in LANGUAGES]
    return Screen((HEAD, name, Line(text("In which language?"))), (*pairs(languages), again))


def as_(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """A role was chosen."""
    talk = cards.talk(work, account)
    if talk.place == HOW and tapped.arg in ROLES:
        cards.show(work, account, HOW, {"name": talk.params["name"], "role": tapped.arg})
    else:
        ask(work, account)


def in_(work: Work, account: Account, card: Card, tapped: Tapped) -> None:
    """A language was chosen: make the invite."""
    talk = cards.talk(work, account)
    ready = talk.place == HOW and "role" in talk.params
    if not ready or tapped.arg not in LANGUAGES:
        ask(work, account)
        return
    code = people.invite(work, talk.params["name"], talk.params["role"], tapped.arg, account)
    cards.show(work, account, LINK, {"name": talk.params["name"], "code": code})


def draw_link(work: Work, account: Account, card: Card) -> Screen:
    """The link, to be copied and passed on in a way one trusts."""
    below = (command("people", button("People")), command("menu", MENU))
    link = link_of(work, card.params["code"])
    lines = (
        HEAD,
        Line(raw(card.params["name"]), private=True),
        Line(text("Pass this link on in a way you trust. It works once, for 24 hours; then you confirm who came.")),
        Line(raw(link), private=True),
    )
    return Screen(lines, ((Button(button("Copy the link"), "", copies=link),), below))


def link_of(work: Work, code: str) -> str:
    """What to follow."""
    bot = work.db.get(Fact, "bot")
    return f"https://t.me/{bot.value}?start={code}" if bot else f"/start {code}"
