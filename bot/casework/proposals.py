"""Changes that wait for the coordinator's tap: closing a file, correcting a colleague's record, deleting one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from bot.audit import auditing
from bot.audit.auditing import Deed
from bot.casework import households, movedalong, visits
from bot.casework.movedalong import Moved
from bot.chat import cards
from bot.people import people, permissions
from bot.people.permissions import Action, may
from bot.work import Work
from db.models import Account, Contact, Household, Proposal

ACCEPTED = "accepted"
REFUSED = "refused"


def propose(
    work: Work,
    account: Account,
    kind: str,
    content: Mapping[str, Any],
    *,
    household: Household | None = None,
    contact: Contact | None = None,
    reason: str = "",
) -> Proposal | None:
    """Ask the coordinators for a change; one who coordinates herself needs nobody's tap: then None is returned.

    Raises NotOpen.
    """
    permissions.insist(account, Action.PROPOSE, own=contact is None or contact.author_id == account.id)
    proposal = Proposal(
        kind=kind,
        account_id=account.id,
        household_id=household.id if household else None,
        contact_id=contact.id if contact else None,
        content=dict(content),
        reason=reason or None,
        at=work.now,
    )
    work.db.add(proposal)
    work.db.flush()
    if may(account, Action.DECIDE):
        decide(work, account, proposal, accepted=True)
        return None
    for coordinator in people.coordinators(work):
        cards.push(work, coordinator, "proposal", {"proposal": proposal.id}, waking=True)
    return proposal


def waiting(work: Work) -> list[Proposal]:
    """Those nobody has decided yet, the oldest first."""
    return list(work.db.scalars(select(Proposal).where(Proposal.decision.is_(None)).order_by(Proposal.id)))


def decide(work: Work, account: Account, proposal: Proposal, *, accepted: bool) -> Sequence[Moved]:
    """Let the change happen, or not; whoever asked is told. Deciding twice changes nothing.

    Returns what moved along with a record that was corrected or deleted. Raises NotOpen.
    """
    permissions.insist(account, Action.DECIDE, own=proposal.account_id == account.id)
    if proposal.decision is not None:
        return ()
    proposal.decision = ACCEPTED if accepted else REFUSED
    proposal.decided_by, proposal.decided_at = account.id, work.now
    contact = work.db.get(Contact, proposal.contact_id) if proposal.contact_id else None
    before = movedalong.before(work, contact, proposal.content.get("answers", {}))
    if accepted:
        APPLY[proposal.kind](work, proposal)
    elif proposal.kind == "amend":
        proposal.content = {}  # what was refused is kept nowhere
    moved = movedalong.since(work, contact, before)
    auditing.note(work, account, Deed.ACCEPTED if accepted else Deed.REFUSED, "proposal", proposal.id)
    if proposal.account_id != account.id:
        asked = work.db.get_one(Account, proposal.account_id)
        cards.push(work, asked, "decided", {"proposal": proposal.id, **movedalong.kept(moved)}, waking=True)
    return moved


def _close(work: Work, proposal: Proposal) -> None:
    household = work.db.get_one(Household, proposal.household_id)
    by = work.db.get_one(Account, proposal.account_id)
    households.close(work, by, household, proposal.content["reason"], agreed=proposal.content["agreed"] == "yes")


def _amend(work: Work, proposal: Proposal) -> None:
    contact = work.db.get_one(Contact, proposal.contact_id)
    by = work.db.get_one(Account, proposal.account_id)
    if contact.void_at is None:
        visits.correct(work, by, contact, {**proposal.content["answers"], "why": proposal.reason or ""})


def _delete(work: Work, proposal: Proposal) -> None:
    contact = work.db.get_one(Contact, proposal.contact_id)
    if contact.void_at is None:
        visits.take_back(work, work.db.get_one(Account, proposal.account_id), contact)


APPLY: Mapping[str, Callable[[Work, Proposal], None]] = {"close": _close, "amend": _amend, "delete": _delete}
"""What each kind of proposal does once it is accepted."""
