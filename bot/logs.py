"""Logs: one line an event on stderr, ids only. What a library has to say beyond that is cut: it may hold names."""

import logging
import sys
import threading
from types import TracebackType

FIELDS = ("update", "account", "media", "where", "why", "bot")


class OneLine(logging.Formatter):
    """`time level event key=value …`. Our own events bring ids; of others only who spoke and how loud."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, without arguments, traceback or anything typed by a person."""
        at = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        own = record.name.split(".")[0] == "ascolto"
        said = str(record.msg) if own else f"{record.name} said something"
        extra = [f"{name}={getattr(record, name)}" for name in FIELDS if own and hasattr(record, name)]
        why = [f"why={record.exc_info[0].__name__}"] if record.exc_info and record.exc_info[0] else []
        return " ".join([at, record.levelname, said, *extra, *why]).replace("\n", " ")


def set_up(level: int = logging.INFO) -> None:
    """Log to stderr: our own events from `level` on, libraries only from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("ascolto").setLevel(level)
    logging.captureWarnings(True)
    sys.excepthook = _last_words
    sys.unraisablehook = lambda gone: _last_words(gone.exc_type, gone.exc_value, gone.exc_traceback)
    threading.excepthook = lambda gone: _last_words(gone.exc_type, gone.exc_value, gone.exc_traceback)


def where(error: BaseException) -> str:
    """File and line of a mistake: never its words, which may hold a name."""
    return _where(error.__traceback__)


def _where(trace: TracebackType | None) -> str:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else "unknown"


def _last_words(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """What nobody has caught, without its words."""
    del error
    logging.getLogger("ascolto").error("unexpected", extra={"why": kind.__name__, "where": _where(trace)})
