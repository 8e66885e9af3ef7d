"""The tables. Every column says what it gives away: *plain*, *tells* something of a family, or *identifies* somebody.

The last two are encrypted; coded answers stay plain so that SQL can count them. A date is a local date, an instant is
aware UTC. What can be computed (the state of a follow-up, of a need) has no column.
"""

from db.models.account import Account, Invite
from db.models.audit import Audit, SealKey
from db.models.base import Base
from db.models.chat import Card, Message, Update
from db.models.contact import Confidential, Contact, ContactIntervention, ContactNeed, ContactRequest, ContactResource
from db.models.correction import Amendment, Proposal, Query
from db.models.draft import Draft
from db.models.followup import FollowUp, Handover, Move
from db.models.house import Counter, Erasure, Fact
from db.models.household import Household, Person
from db.models.note import LooseNote, Media, Note
from db.models.town import Holiday, Neighbourhood

__all__ = [
    "Account",
    "Amendment",
    "Audit",
    "Base",
    "Card",
    "Confidential",
    "Contact",
    "ContactIntervention",
    "ContactNeed",
    "ContactRequest",
    "ContactResource",
    "Counter",
    "Draft",
    "Erasure",
    "Fact",
    "FollowUp",
    "Handover",
    "Holiday",
    "Household",
    "Invite",
    "LooseNote",
    "Media",
    "Message",
    "Move",
    "Neighbourhood",
    "Note",
    "Person",
    "Proposal",
    "Query",
    "SealKey",
    "Update",
]
