"""Logs: one line an event on stderr, ids only. What a library has to say beyond that is cut: it may hold names."""

import logging
import sys
import threading
from traceback import walk_tb
from types import TracebackType

FIELDS = ("update", "account", "card", "media", "where", "why", "bot")


OURS = ("bot", "db", "practice", "__main__")


class OneLine(logging.Formatter):
    """`time level event key=value …`. Our own events bring ids; of others only who spoke and how loud."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, without arguments, traceback or anything typed by a person."""
        at = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        own = record.name.split(".")[0] == "ascolto"
        said = str(record.msg) if own else f"{record.name} said something"
        extra = [f"{name}={getattr(record, name)}" for name in FIELDS if own and hasattr(record, name)]
        return " ".join([at, record.levelname, said, *extra, *_raised(record)]).replace("\n", " ")


def set_up() -> None:
    """Log to stderr: our own events from INFO on, libraries only from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("ascolto").setLevel(logging.INFO)
    logging.raiseExceptions = False  # what cannot be logged would be printed with its arguments
    logging.captureWarnings(True)
    sys.excepthook = _last_words
    sys.unraisablehook = lambda gone: _last_words(gone.exc_type, gone.exc_value, gone.exc_traceback)
    threading.excepthook = lambda gone: _last_words(gone.exc_type, gone.exc_value, gone.exc_traceback)


def _raised(record: logging.LogRecord) -> list[str]:
    if not record.exc_info or record.exc_info[0] is None:
        return []
    return [f"why={record.exc_info[0].__name__}", f"where={_where(record.exc_info[2])}"]


def where(error: BaseException) -> str:
    """Module and line of a mistake: never its words, which may hold a name."""
    return _where(error.__traceback__)


def _where(trace: TracebackType | None) -> str:
    """The last line of ours; where a library never came through one, its own last line."""
    lines = [(str(frame.f_globals.get("__name__")), number) for frame, number in walk_tb(trace)]
    ours = [(name, number) for name, number in lines if name.split(".")[0] in OURS]
    return "{}:{}".format(*(ours or lines or [("unknown", 0)])[-1])


def _last_words(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """What nobody has caught, without its words."""
    del error
    logging.getLogger("ascolto").error("unexpected", extra={"why": kind.__name__, "where": _where(trace)})
