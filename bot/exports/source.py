"""The database an export reads: as it is, while the bot may be running. Nothing is made, migrated or locked."""

from sqlalchemy import Engine

from bot.exports.files import ExportRefused
from bot.settings import Settings
from db.engine import make_reader
from db.keyfile import read_keyring
from db.migrate import schema_state


def open_source(settings: Settings) -> Engine:
    """An engine that only reads. Raises ExportRefused where there is no key or no database of today's schema."""
    file = settings.database_file
    if file and not file.exists():
        raise ExportRefused(f"There is no database at {file}: set ASCOLTO_DATA to the folder with the data.")
    try:
        reader = make_reader(settings.database_url, read_keyring(settings.key_file))
    except FileNotFoundError:
        raise ExportRefused(f"There is no key at {settings.key_file}: put your copy of it back.") from None
    current, newest = schema_state(reader)
    if current != newest:
        reader.dispose()
        raise ExportRefused("The database has another schema than this version: run `ascolto migrate` first.")
    return reader
