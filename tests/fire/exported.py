"""Records as an export writes them, and whether they are of one moment."""

from typing import Any

Records = dict[str, list[dict[str, Any]]]


def torn(records: Records) -> list[str]:
    """What refers to something that is not in the same export, though both were written in one transaction."""
    contacts = logged(records)
    references = {each["reference"] for each in contacts}
    saved = {entry["record"] for entry in records["audit"] if entry["action"] == "saved"}
    drafts = {draft["id"]: draft["status"] for draft in records.get("draft", [])}
    return [
        *(f"follow-up {each['id']}" for each in records.get("follow_up", []) if each["set_by"] not in references),
        *(f"audit of {id_}" for id_ in saved - {each["id"] for each in contacts}),
        *(f"{each['reference']} of an open draft" for each in contacts if drafts[each["draft"]] == "open"),
    ]


def logged(records: Records) -> list[dict[str, Any]]:
    """The visits and sessions of an export."""
    return [*records.get("visit", []), *records.get("session", [])]
