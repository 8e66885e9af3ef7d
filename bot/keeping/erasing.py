"""A household erased on request, and the list of those that were: applied again to whatever backup is restored.

The list holds references alone. It stands in the database, for newer backups, and in a file beside it, for older ones.
The file is written first: whatever happens then, nobody who was erased comes back.
"""

import json
import os
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from bot.audit import auditing
from bot.audit.auditing import Deed
from bot.keeping import oblivion
from bot.work import Work
from db.models import Counter, Erasure, Fact, Household
from db.refusal import Refusal

LEDGER = "erased.jsonl"
"""The file in ASCOLTO_DATA: one reference and instant a line."""
REDRAWN = "cards redrawn"
"""The fact that tells a bot that is running: cards were changed beside it."""
_CODE = re.compile(r"F-([0-9]{4,6})")

Ledger = dict[str, datetime]
"""When each reference was erased."""


class ErasingRefused(Refusal):
    """What cannot be erased: one sentence."""


def find(work: Work, code: str) -> Household | None:
    """The household of a reference, be it closed or taken back. None: it was erased before. Raises ErasingRefused."""
    household = work.db.scalars(select(Household).where(Household.code == code)).first()
    if household is None and work.db.get(Erasure, code) is None:
        raise ErasingRefused(f"No household is called {code}: write the reference as it stands on its card, F-0012.")
    return household


def write_down(work: Work, data: Path, code: str) -> None:
    """Put a reference on the list, in the file: before anything is erased."""
    if code not in _read(data):
        _append(data, {code: work.now})


def erase(work: Work, household: Household) -> None:
    """Erase a household that is on the list; what is left of it is codes and months."""
    code = household.code
    if work.db.get(Erasure, code) is None:
        work.db.add(Erasure(code=code, at=work.now))
    auditing.note(work, None, Deed.ERASED, "household", household.id)
    oblivion.forget(work, [household])
    _tell(work)


def apply_ledger(work: Work, data: Path) -> Sequence[str]:
    """Erase again whoever a restored backup brings back: everybody on the list, in the file or the database.

    Returns their references. A household that got the same reference after the backup was restored is another one.
    """
    ledger = {erasure.code: erasure.at for erasure in work.db.scalars(select(Erasure))} | _read(data)
    _never_again(work, ledger)
    query = select(Household).where(Household.code.in_(ledger))
    back = [household for household in work.db.scalars(query) if household.created_at <= ledger[household.code]]
    codes = [household.code for household in back]
    for household in back:
        erase(work, household)
    known = set(work.db.scalars(select(Erasure.code)))
    work.db.add_all(Erasure(code=code, at=at) for code, at in ledger.items() if code not in known)
    _append(data, {code: at for code, at in ledger.items() if code not in _read(data)})
    return codes


def take_over(data: Path, elsewhere: Path) -> None:
    """Put on the list in ASCOLTO_DATA what a list in another folder has: the one beside a backup."""
    known = _read(data)
    _append(data, {code: at for code, at in _read(elsewhere).items() if code not in known})


def _never_again(work: Work, ledger: Ledger) -> None:
    """Let no new household get a reference that is on the list."""
    numbers = [int(match[1]) for code in ledger if (match := _CODE.fullmatch(code))]
    counter = work.db.get(Counter, "F")
    if counter is not None:
        counter.value = max([counter.value, *numbers])
    elif numbers:
        work.db.add(Counter(name="F", value=max(numbers)))
    work.db.flush()


def _tell(work: Work) -> None:
    """Let a bot that is running draw what has changed: see `bot.app`."""
    fact = work.db.get(Fact, REDRAWN) or Fact(name=REDRAWN)
    fact.value = work.now.isoformat()
    work.db.add(fact)


# --- the file -------------------------------------------------------------------------------------------------------


def _read(data: Path) -> Ledger:
    """What the file says. A last line that a power failure cut short counts for nothing."""
    try:
        lines = (data / LEDGER).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    return dict(entry for line in lines if (entry := _entry(line)) is not None)


def _entry(line: str) -> tuple[str, datetime] | None:
    try:
        entry = json.loads(line)
        return str(entry["code"]), datetime.fromisoformat(entry["at"])
    except (ValueError, KeyError, TypeError):
        return None


def _append(data: Path, entries: Ledger) -> None:
    """Add lines and wait until they are on the disk."""
    if not entries:
        return
    descriptor = os.open(data / LEDGER, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "ab") as file:
        if _cut_short(data / LEDGER):
            file.write(b"\n")
        for code, at in entries.items():
            file.write(json.dumps({"code": code, "at": at.isoformat()}).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _cut_short(path: Path) -> bool:
    content = path.read_bytes()
    return bool(content) and not content.endswith(b"\n")
