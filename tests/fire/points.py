"""Named points at which the bot kills itself, planted from outside: the product knows nothing of them.

`FIRE_POINT=in the transaction:3` lets the process end with SIGKILL when it comes there for the third time. A process
that is started as `python -m bot run` gets them through `hook/sitecustomize.py`, a forked one through the nursery.
"""

import functools
import os
import pkgutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

AT_WORK = (
    "before the transaction",
    "in the transaction",
    "before the commit",
    "after the transaction",
    "before the send",
    "after the send",
    "before the edit",
    "after the edit",
    "before the deletion",
    "after the deletion",
    "before the next poll",
)

BACKING_UP = (
    "before the copy",
    "before a look into the copy",
    "after the copy",
    "in the encryption",
    "after the encryption",
    "before the backup's name",
    "after the backup's name",
)
BRINGING_BACK = (
    "before the unpacking",
    "after the unpacking",
    "before a look into what came back",
    "before it is migrated",
    "after it is migrated",
    "before it takes its place",
    "after it takes its place",
    "before tables are dropped",
    "after tables are dropped",
    "after a program of the server",
)


def plant(said: str) -> None:
    """Plant the point that `said` names, as `name:count`."""
    name, _, count = said.rpartition(":")
    _PLANT[name](_Fuse(int(count)))


class _Fuse:
    """Burns down by one each time, then ends the process as a power failure would."""

    def __init__(self, count: int) -> None:
        self._left = count

    def burn(self) -> None:
        self._left -= 1
        if self._left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


def _before(owner: Any, name: str, fuse: _Fuse) -> None:
    whole: Callable[..., Any] = getattr(owner, name)

    @functools.wraps(whole)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        fuse.burn()
        return whole(*args, **kwargs)

    setattr(owner, name, wrapped)


def _after(owner: Any, name: str, fuse: _Fuse) -> None:
    whole: Callable[..., Any] = getattr(owner, name)

    @functools.wraps(whole)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        result = whole(*args, **kwargs)
        fuse.burn()
        return result

    setattr(owner, name, wrapped)


def _before_transaction(fuse: _Fuse) -> None:
    from bot.desk import Desk

    _before(Desk, "_transact", fuse)


def _after_transaction(fuse: _Fuse) -> None:
    from bot.desk import Desk

    _after(Desk, "_transact", fuse)


def _in_transaction(fuse: _Fuse) -> None:
    """Half of what a transaction writes is written."""
    from sqlalchemy import event
    from sqlalchemy.orm import Session

    event.listen(Session, "after_flush", lambda session, context: fuse.burn())


def _before_commit(fuse: _Fuse) -> None:
    """All that a transaction writes is written; it is not committed."""
    from sqlalchemy.engine.default import DefaultDialect

    _before(DefaultDialect, "do_commit", fuse)


def _while_migrating(fuse: _Fuse) -> None:
    """Some statements of a migration are done."""
    from sqlalchemy import event

    from db import migrate

    whole = migrate._upgrade

    def wrapped(connection: Any) -> None:
        event.listen(connection, "after_cursor_execute", lambda *_: fuse.burn())
        whole(connection)

    migrate._upgrade = wrapped


def _while_importing(fuse: _Fuse) -> None:
    """Some statements of an import are done."""
    from sqlalchemy import event

    from bot.importing import loading

    whole = loading._with_codes

    def wrapped(work: Any, arrivals: Any) -> Any:
        event.listen(work.db.connection(), "after_cursor_execute", lambda *_: fuse.burn())
        return whole(work, arrivals)

    loading._with_codes = wrapped


def _while_rotating(fuse: _Fuse) -> None:
    """Some statements of a change of the key are done."""
    from sqlalchemy import Engine, event

    _from_the_new_key_on(lambda: event.listen(Engine, "after_cursor_execute", lambda *_: fuse.burn()))


def _while_writing_the_key(fuse: _Fuse) -> None:
    """Some steps with the key file are done: six for the new key, six when the old one goes."""
    _from_the_new_key_on(lambda: _around(fuse, (os, "fsync"), (Path, "replace")))


def _while_compacting(fuse: _Fuse) -> None:
    """Some steps with the database's files are done."""
    from db import compact, rotation

    files = ((rotation, "compact"), (compact, "_sqlite"), (compact, "_postgresql"))
    _from_the_new_key_on(lambda: _around(fuse, *files))


def _from_the_new_key_on(plant_it: Callable[[], None]) -> None:
    from db import rotation

    whole = rotation.begin

    def wrapped(path: Path, data: Path) -> Any:
        plant_it()
        return whole(path, data)

    rotation.begin = wrapped


def _around(fuse: _Fuse, *steps: tuple[Any, str]) -> None:
    for owner, name in steps:
        _before(owner, name, fuse)
        _after(owner, name, fuse)


def _while_erasing(fuse: _Fuse) -> None:
    """Some statements of an erasure are done."""
    from sqlalchemy import event

    from bot.keeping import oblivion

    whole = oblivion._forget

    def wrapped(work: Any, belongs: Any, called: Any) -> None:
        event.listen(work.db.connection(), "after_cursor_execute", lambda *_: fuse.burn())
        whole(work, belongs, called)

    oblivion._forget = wrapped


def _around_compacting(fuse: _Fuse) -> None:
    """The database is about to be written anew, or has just been."""
    from db import compact

    for name in ("_sqlite", "_postgresql"):
        _before(compact, name, fuse)
        _after(compact, name, fuse)


def _at_call(method: str, *, after: bool) -> Callable[[_Fuse], None]:
    def plant_it(fuse: _Fuse) -> None:
        from bot.handlers.transport import AiohttpRequest

        whole = AiohttpRequest.do_request

        async def wrapped(self: AiohttpRequest, url: str, *args: Any, **kwargs: Any) -> Any:
            meant = url.endswith(f"/{method}")
            if meant and not after:
                fuse.burn()
            answer = await whole(self, url, *args, **kwargs)
            if meant and after:
                fuse.burn()
            return answer

        AiohttpRequest.do_request = wrapped  # type: ignore[method-assign]  # this is what planting means

    return plant_it


def _at(owner: str, name: str, *, after: bool = False) -> Callable[[_Fuse], None]:
    """Before or after a function of a module, or a method of a class in one."""

    def plant_it(fuse: _Fuse) -> None:
        (_after if after else _before)(pkgutil.resolve_name(owner), name, fuse)

    return plant_it


_PLANT: dict[str, Callable[[_Fuse], None]] = {
    "before the transaction": _before_transaction,
    "in the transaction": _in_transaction,
    "before the commit": _before_commit,
    "after the transaction": _after_transaction,
    "before the send": _at_call("sendMessage", after=False),
    "after the send": _at_call("sendMessage", after=True),
    "before the edit": _at_call("editMessageText", after=False),
    "after the edit": _at_call("editMessageText", after=True),
    "before the deletion": _at_call("deleteMessages", after=False),
    "after the deletion": _at_call("deleteMessages", after=True),
    "before the next poll": _at_call("getUpdates", after=False),
    "while migrating": _while_migrating,
    "while importing": _while_importing,
    "before the list of the erased": _at("bot.keeping.erasing", "_append"),
    "after the list of the erased": _at("bot.keeping.erasing", "_append", after=True),
    "while erasing": _while_erasing,
    "around compacting": _around_compacting,
    "while rotating": _while_rotating,
    "while writing the key": _while_writing_the_key,
    "while compacting": _while_compacting,
    "before the copy": _at("db.copies", "copy"),
    "before a look into the copy": _at("db.soundness", "look"),
    "after the copy": _at("db.copies", "copy", after=True),
    "in the encryption": _at("bot.backups.container:_Source", "read"),
    "after the encryption": _at("bot.backups.container", "write", after=True),
    "before the backup's name": _at("bot.backups.folders", "keep"),
    "after the backup's name": _at("bot.backups.folders", "keep", after=True),
    "before the unpacking": _at("bot.backups.container", "unpack"),
    "after the unpacking": _at("bot.backups.container", "unpack", after=True),
    "before a look into what came back": _at("bot.backups.restoring", "_look"),
    "before it is migrated": _at("bot.backups.restoring", "upgrade"),
    "after it is migrated": _at("bot.backups.restoring", "upgrade", after=True),
    "before it takes its place": _at("bot.backups.restoring", "_take_place"),
    "after it takes its place": _at("bot.backups.restoring", "_take_place", after=True),
    "before tables are dropped": _at("bot.backups.restoring", "_drop_tables"),
    "after tables are dropped": _at("bot.backups.restoring", "_drop_tables", after=True),
    "after a program of the server": _at("db.copies", "run", after=True),
}
