"""Backups: encrypted copies of the database, and the way back from one of them."""

from bot.backups.making import BackupFailed, Made, keep_ledger, make, open_source, sweep
from bot.backups.restoring import RestoreRefused, refuse_unfinished, restore

__all__ = [
    "BackupFailed",
    "Made",
    "RestoreRefused",
    "keep_ledger",
    "make",
    "open_source",
    "refuse_unfinished",
    "restore",
    "sweep",
]
