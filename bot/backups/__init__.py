"""Backups: encrypted copies of the database, and the way back from one of them."""

from bot.backups.making import BackupFailed, Made, make, open_source, sweep

__all__ = ["BackupFailed", "Made", "make", "open_source", "sweep"]
