"""who may do what, what is remembered of it, and for how long anything is kept"""

import sqlalchemy as sa
from alembic import op

from db.columns import UtcDateTime
from db.crypto import EncryptedBytes
from db.sealing import FIELDS, digest

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""
    with op.batch_alter_table('accounts') as batch:
        batch.add_column(sa.Column('suspended_at', sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column('locked_until', sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column('seen_as', sa.LargeBinary(), nullable=True))
        batch.add_column(sa.Column('passcode_at', sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column('two_step_at', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('invites') as batch:
        batch.add_column(sa.Column('by_id', sa.Integer(), nullable=True))
        batch.create_foreign_key('fk_invites_by_id', 'accounts', ['by_id'], ['id'])
    seal_the_audit()
    let_the_chats_forget()
    forget_what_is_over()


def let_the_chats_forget() -> None:
    """Give every message the moment from which on it is to be gone; what is there already goes at once."""
    with op.batch_alter_table('cards') as batch:
        batch.add_column(sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column('closes_at', sa.DateTime(timezone=True), nullable=True))
        batch.create_index('ix_cards_closes_at', ['closes_at'])
    with op.batch_alter_table('messages') as batch:
        batch.add_column(sa.Column('due_at', sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column('left_at', sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE messages SET due_at = sent_at")
    with op.batch_alter_table('messages') as batch:
        batch.alter_column('due_at', existing_type=sa.DateTime(timezone=True), nullable=False)
    waiting, left = sa.text('deleted_at IS NULL AND left_at IS NULL'), sa.text('left_at IS NOT NULL')
    op.create_index('ix_messages_due', 'messages', ['due_at'], sqlite_where=waiting, postgresql_where=waiting)
    op.create_index('ix_messages_of_account', 'messages', ['account_id', 'due_at'], sqlite_where=waiting, postgresql_where=waiting)
    op.create_index('ix_messages_left', 'messages', ['left_at'], sqlite_where=left, postgresql_where=left)


def seal_the_audit() -> None:
    """Give the audit its chain; what was written before is stamped here, as it is found."""
    op.create_table('seal_keys',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seal_keys'))
    )
    op.add_column('audit', sa.Column('stamp', sa.LargeBinary(), nullable=True))
    op.add_column('audit', sa.Column('sealed_no', sa.Integer(), nullable=True))
    op.add_column('audit', sa.Column('seal', sa.String(), nullable=True))
    op.create_index('ix_audit_sealed_no', 'audit', ['sealed_no'], unique=True)
    unsealed = sa.text('sealed_no IS NULL')
    op.create_index('ix_audit_unsealed', 'audit', ['id'], sqlite_where=unsealed, postgresql_where=unsealed)
    op.create_index('ix_audit_object', 'audit', ['kind', 'object_id'])
    stamped = sa.column('stamp', EncryptedBytes('audit.stamp'))
    audit = sa.table('audit', sa.column('id'), sa.column('at', UtcDateTime()), *map(sa.column, FIELDS[1:]), stamped)
    lines = op.get_bind().execute(sa.select(audit.c.id, *(audit.c[name] for name in FIELDS))).mappings().all()
    for line in lines:
        op.execute(audit.update().where(audit.c.id == line['id']).values(stamp=digest(dict(line))))


def forget_what_is_over() -> None:
    """Say of households and contacts whether they are forgotten, and keep the references of those that were erased."""
    with op.batch_alter_table('households') as batch:
        batch.add_column(sa.Column('forget_on', sa.Date(), nullable=True))
        batch.add_column(sa.Column('kept_until', sa.Date(), nullable=True))
        batch.add_column(sa.Column('forgotten_at', sa.DateTime(timezone=True), nullable=True))
        batch.create_index('ix_households_forgotten_at', ['forgotten_at'])
    with op.batch_alter_table('contacts') as batch:
        batch.add_column(sa.Column('forgotten_at', sa.DateTime(timezone=True), nullable=True))
        batch.create_index('ix_contacts_forgotten_at', ['forgotten_at'])
    op.create_table(
        'erasures',
        sa.Column('code', sa.String(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('code', name='pk_erasures'),
    )
