"""Alembic's environment: `db.migrate` hands it a connection inside a transaction, which it leaves to be committed."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import TypeDecorator

from db.models import Base


def render_item(kind: str, item: object, autogen: Any) -> str | Literal[False]:
    """Write our own column types as the plain ones below them: migrations must not change when the program does."""
    del autogen
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=render_item,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
