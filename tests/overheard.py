"""What a bystander could overhear: every message that is sent, in every suite, held against all names there are."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from db.models import Account, Person

CANARIES = frozenset({"Besnik", "Krasniqi", "Berisha", "Fatime", "Hoxha", "Drita", "Gashi", "Luan", "Pelikana"})
"""Names of the talks: nobody's any more in the database, they are still no bystander's business."""
SHORTEST = 4
"""Letters of a name that cannot be a word of a sentence by chance."""
STAND_IN = frozenset({"family", "name"})
"""What households are called in tests that number them, or look for what is done with a brace."""


class Overheard:
    """Collects what is sent: what rings on a locked phone. Made to be put into `telegram.on_call`."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.unprotected: list[str] = []

    def __call__(self, method: str, params: Mapping[str, Any]) -> None:
        """Listen to one request."""
        if not method.startswith("send"):
            return
        said = [str(params[name]) for name in ("text", "caption") if name in params]
        self.sent += [(method, words) for words in said]
        if method != "sendDocument" and str(params.get("protect_content")).lower() != "true":
            self.unprotected.append(method)

    def assert_nobody_is_named(self, engine: Engine) -> None:
        """Fail where a message was sent that names somebody, or that can be forwarded."""
        names = {word.casefold() for word in (*CANARIES, *_words(_names(engine)))} - STAND_IN
        told = [(method, said) for method, said in self.sent if not names.isdisjoint(_words([said.casefold()]))]

        assert not told, f"sent in the open: {told}"
        assert not self.unprotected, f"sent unprotected: {self.unprotected}"


def _names(engine: Engine) -> Iterator[str]:
    with Session(engine) as db:
        for names in (select(Person.name), select(Account.name)):
            yield from (name for name in db.scalars(names) if name)


def _words(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from (word for word in re.findall(r"[^\W\d_]+", text) if len(word) >= SHORTEST)
