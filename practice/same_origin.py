"""Only practice's own page may drive practice: not another site that is open in the same browser."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
_PAGE = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' data: blob:; "
    "style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"
)


@web.middleware
async def same_origin(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse other sites' requests, also those that reach this computer under a foreign name."""
    if urlsplit(f"//{request.host}").hostname not in _LOCAL:
        return web.json_response({"ok": False, "error": "this address only works on this computer"}, status=403)
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        return web.json_response({"ok": False, "error": "only practice's own page may do that"}, status=403)
    return await handler(request)


async def protect(_request: web.Request, response: web.StreamResponse) -> None:
    """Let nothing foreign run in the page, nor the page in a foreign frame."""
    response.headers.setdefault("Content-Security-Policy", _PAGE)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Cache-Control", "no-cache")
