"""A process that says all it can and makes mistakes with what people typed in its hands, planted from outside.

Every logger and every warning speaks at DEBUG, and a text that begins with the name of a mistake brings it about.
"""

import asyncio
import functools
import logging
import threading
import warnings
from collections.abc import Callable
from typing import Any

from sqlalchemy import text

from bot.work import Work
from db.models import Contact, Neighbourhood


def plant() -> None:
    """Plant all of it, before the process begins."""
    from bot import logs
    from bot.app import App
    from bot.handlers import dispatch, importer, jobs, poller
    from practice.person import Person

    _after(logs, "set_up", _everything_speaks)
    _before(dispatch, "handle", lambda work, incoming, *_: _fail(work, incoming.words))
    _before(App, "_perform", lambda *_: _fail_afterwards())
    _before(jobs, "_job", _cannot_draw())
    _before(importer, "check", lambda table, *_: _raise(table))
    _before(poller.Poller, "take", lambda _, raw, *__: _raise(raw) if "'ending" in str(raw) else None)
    _before(poller, "_say_why", lambda error, *_: logging.getLogger("library").error("failed: %s", error))
    _before(Person, "say", _cannot_be_said)


# --- at DEBUG -------------------------------------------------------------------------------------------------------


def _everything_speaks() -> None:
    warnings.simplefilter("always")
    logging.root.setLevel(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        logging.getLogger(name).setLevel(logging.DEBUG)


# --- mistakes -------------------------------------------------------------------------------------------------------

_afterwards: list[str] = []
"""Texts that a task of its own is to fail with."""


def _fail(work: Work, words: str) -> None:
    """Fail as the text says; any other text is left alone."""
    mistake = _MISTAKES.get(words.partition(" ")[0])
    if mistake is not None:
        mistake(work, words)


def _doubled(work: Work, words: str) -> None:
    """PostgreSQL repeats a value that must not stand there twice."""
    work.db.add_all(Neighbourhood(code=words, name_sq=words, name_sr=words, name_it=words) for _ in range(2))
    work.db.flush()


def _missing(work: Work, words: str) -> None:
    """PostgreSQL repeats the whole row that lacks something."""
    work.db.add(Contact(reference=words, type="home_visit", code_word=words, answers={"note": words}))
    work.db.flush()


def _statement(work: Work, words: str) -> None:
    """A statement that no database understands."""
    work.db.execute(text("SELECT nothing FROM nowhere WHERE words = :words"), {"words": words})


def _conversion(work: Work, words: str) -> None:
    """PostgreSQL repeats what it cannot convert; SQLite takes anything for a number."""
    work.db.execute(text("SELECT CAST(:words AS integer)"), {"words": words})
    _raise(words)


def _beside(work: Work, words: str) -> None:
    """Whoever can complain does: a thread, an object that is thrown away, a warning, a library, a broken log line."""
    thread = threading.Thread(target=_raise, args=(words,), name=words)
    thread.start()
    thread.join()
    _Fragile(words)
    warnings.warn(words, stacklevel=1)
    logging.getLogger("library").critical("%s", words, exc_info=ValueError(words), stack_info=True)
    logging.getLogger("ascolto").debug("broken %s %d", words)
    _afterwards.append(words)


def _cannot_be_said(_: object, words: str) -> None:
    if words.startswith("practice"):
        raise RuntimeError(words)


def _raise(words: object) -> None:
    raise ValueError(f"{words}") from KeyError(words)


class _Fragile:
    def __init__(self, words: str) -> None:
        self.words = words

    def __del__(self) -> None:
        _raise(self.words)


_MISTAKES: dict[str, Callable[[Work, str], None]] = {
    "doubled": _doubled,
    "missing": _missing,
    "statement": _statement,
    "conversion": _conversion,
    "beside": _beside,
    "handler": lambda _, words: _raise(words),
}


def _fail_afterwards() -> None:
    """In the task that nobody waits for, and in a callback of the loop."""
    while _afterwards:
        words = _afterwards.pop()
        asyncio.get_running_loop().call_soon(_raise, words)
        asyncio.get_running_loop().call_exception_handler({"message": words, "words": words})
        _raise(words)


def _cannot_draw() -> Callable[..., None]:
    """A card with a draft on it cannot be drawn, once."""
    drawn: set[int] = set()

    def act(work: Work, account: Any, card: Any, *_: Any) -> None:
        if card.params and card.id not in drawn:
            drawn.add(card.id)
            _raise((account.name, card.params))

    return act


# --- planting -------------------------------------------------------------------------------------------------------


def _before(owner: Any, name: str, act: Callable[..., None]) -> None:
    whole: Callable[..., Any] = getattr(owner, name)

    @functools.wraps(whole)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        act(*args)
        return whole(*args, **kwargs)

    @functools.wraps(whole)
    async def wrapped_task(*args: Any, **kwargs: Any) -> Any:
        act(*args)
        return await whole(*args, **kwargs)

    setattr(owner, name, wrapped_task if asyncio.iscoroutinefunction(whole) else wrapped)


def _after(owner: Any, name: str, act: Callable[[], None]) -> None:
    whole: Callable[..., Any] = getattr(owner, name)

    @functools.wraps(whole)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        result = whole(*args, **kwargs)
        act()
        return result

    setattr(owner, name, wrapped)
