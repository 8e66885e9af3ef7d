"""The text or caption of a request, with its entities."""

from practice.errors import Json, bad_request
from practice.html_mode import parse_html
from practice.params import Params
from practice.texts import formatted


def text_of(params: Params) -> Json:
    """`text` and `entities` of a message; refused when nothing visible is left."""
    given = params.text("text")
    if not given:
        raise bad_request("message text is empty")
    text, entities = _read(given, params, "entities")
    if not text:
        raise bad_request("text must be non-empty")
    return {"text": text, "entities": entities} if entities else {"text": text}


def caption_of(params: Params) -> Json:
    """`caption` and `caption_entities` of a file; {} for none."""
    text, entities = _read(params.text("caption") or "", params, "caption_entities")
    if not text:
        return {}
    return {"caption": text, "caption_entities": entities} if entities else {"caption": text}


def _read(text: str, params: Params, field: str) -> tuple[str, list[Json]]:
    mode = (params.text("parse_mode") or "").lower()
    if not mode:
        return formatted(text, params.structure(field, field))
    if mode != "html":
        raise bad_request("unsupported parse_mode")
    return formatted(*parse_html(text))
