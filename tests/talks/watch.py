"""What every talk must keep to, whatever it is about: checked on each request of the bot and on each card."""

import json
import re
from collections.abc import Iterator, Mapping
from gettext import NullTranslations
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.handlers import drawn, screen_of
from bot.i18n import LANGUAGES, SOURCE, say
from bot.i18n.catalogues import catalogue
from bot.words import BUTTON, Screen, Text
from bot.work import Work
from db.models import Account, Card, Confidential, Contact, Draft, FollowUp, Household, LooseNote, Note, Person

DATA = re.compile(r"v1\|\d+\|\d+\|[a-z_]+\|[A-Za-z0-9_.:-]*")
"""Callback data as the bot writes it: codes and numbers."""
DESTRUCTIVE = frozenset({"cancel", "throw"})
SHORTEST_SECRET = 5
WIDEST_LABEL = 24


class Watch:
    """Collects what is wrong with requests; made to be put into `telegram.on_call`."""

    def __init__(self) -> None:
        self.broken: list[str] = []
        self.sent: list[str] = []
        self.data: set[str] = set()

    def __call__(self, method: str, params: Mapping[str, Any]) -> None:
        """Look at one request."""
        if method in ("sendMessage", "sendVoice"):
            said = str(params.get("text", params.get("caption", "")))
            self.sent.append(said)
            self._hold(str(params.get("protect_content")).lower() == "true", "sent unprotected", said)
        markup = params.get("reply_markup")
        markup = json.loads(markup) if isinstance(markup, str) else markup or {}
        rows = [[_read(b) for b in row if "copy_text" not in b] for row in markup.get("inline_keyboard", [])]
        for row in rows:
            calendar = any(op in ("month", "day") for op, _ in row)
            self._hold(len(row) <= 2 or calendar, "more than two columns", row)
        for place, (op, _) in enumerate(button for row in rows for button in row):
            last = place == sum(map(len, rows)) - 1
            self._hold(last or op not in DESTRUCTIVE, "a destructive button is not the last", rows)
        for _, data in (button for row in rows for button in row):
            self._hold(bool(DATA.fullmatch(data)) and len(data.encode()) <= 64, "callback data", data)
            self.data.add(data)

    def _hold(self, held: bool, what: str, where: object) -> None:
        if not held:
            self.broken.append(f"{what}: {where!r}")

    def assert_kept(self, secrets: set[str]) -> None:
        """Fail where a request was wrong, or a message was sent that holds a secret."""
        told = [(secret, said) for said in self.sent for secret in secrets if secret.casefold() in said.casefold()]
        told += [(secret, data) for data in self.data for secret in secrets if secret.casefold() in data.casefold()]

        assert not self.broken, "\n".join(self.broken)
        assert not told, f"sent in the open: {told}"


def _read(button: Mapping[str, Any]) -> tuple[str, str]:
    data = button["callback_data"]
    return data.split("|")[3], data


def secrets(db: Session) -> set[str]:
    """Everything the database holds that tells or identifies, as it was typed."""
    found: set[str | None] = set(db.scalars(select(Person.name)))
    found.update(db.scalars(select(Household.phone)))
    found.update(db.scalars(select(Note.words)))
    found.update(db.scalars(select(LooseNote.words)))
    found.update(db.scalars(select(FollowUp.line)))
    found.update(db.scalars(select(Contact.code_word)))
    found.update(entry["note"] for entry in db.scalars(select(Confidential.content)))
    for content in db.scalars(select(Draft.content)):
        found.update(_typed(content.get("answers", {})))
    return {words for words in found if words and len(words) >= SHORTEST_SECRET}


def _typed(answers: Mapping[str, Any]) -> Iterator[str]:
    for name in ("name", "phone", "reason", "confidential_note", "code_word", "plan"):
        yield answers.get(name, "")
    for note in answers.get("note", ()):
        yield note.get("words", "")


# --- what can be said -----------------------------------------------------------------------------------------------


class Missing(NullTranslations):
    """Stands behind a catalogue and writes down what is not in it."""

    def __init__(self, lang: str, found: set[tuple[str, str]]) -> None:
        super().__init__()
        self._lang = lang
        self._found = found

    def gettext(self, message: str) -> str:
        """A text that was not translated."""
        if re.search(r"[^\W\d_]", re.sub(r"{\w+}", "", message)):  # some are nothing but placeholders
            self._found.add((self._lang, message))
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """A plural that was not translated."""
        return self.gettext(msgid1)

    def pgettext(self, context: str, message: str) -> str:
        """A label that was not translated."""
        return self.gettext(message)


def listen_for_missing() -> set[tuple[str, str]]:
    """From now on, what the bot says in English for want of a translation: language and text."""
    found: set[tuple[str, str]] = set()
    for lang in LANGUAGES:
        if lang != SOURCE:
            catalogue(lang).add_fallback(Missing(lang, found))
    return found


def draw_everywhere(work: Work) -> list[str]:
    """Draw what everybody has before her in all languages; what is wrong with it."""
    shown = or_(Card.id == Account.talk_id, Card.place.in_(("digest", "alert", "saved")))
    query = select(Account, Card).join(Card, Card.account_id == Account.id).where(shown)
    wrong = []
    for account, card in work.db.execute(query).all():
        screen = screen_of(work, account, card)
        for lang in LANGUAGES:
            wrong += _said(screen, lang)
    return wrong


def _said(screen: Screen, lang: str) -> list[str]:
    wrong = [f"nothing to read: {screen}"] if not drawn.words(screen.lines, lang).text else []
    for label in (button.label for row in screen.rows for button in row):
        said = say(label, lang)
        if not said or (_is_plain(label) and len(said) > WIDEST_LABEL):
            wrong.append(f"{lang}: label {said!r}")
    return wrong


def _is_plain(label: Text) -> bool:
    return label.context == BUTTON and not label.params
