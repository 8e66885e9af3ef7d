"""The Bot API over HTTP: `/bot<token>/METHOD` and `/file/bot<token>/PATH`, as at api.telegram.org."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import BodyPartReader, web

from practice.errors import ApiError, Json
from practice.faults import Knob
from practice.methods import GET_UPDATES, canonical, perform
from practice.params import Params, Upload
from practice.telegram import Telegram

UPLOAD_LIMIT = 50 * 1024 * 1024
"""Bytes of a request of the bot."""
TELEGRAM = web.AppKey("telegram", Telegram)

routes = web.RouteTableDef()


@routes.route("*", "/bot{token}/{method}")
async def call(request: web.Request) -> web.StreamResponse:
    """One request of the bot."""
    telegram = request.app[TELEGRAM]
    telegram.knocks += 1
    if telegram.faults.is_cut:
        return _hang_up(request)
    try:
        _check_token(telegram, request)
        method = canonical(request.match_info["method"])
        params = await read_params(request)
    except ApiError as error:
        return _refusal(error)
    return await _answer(request, telegram, method, params)


@routes.get("/file/bot{token}/{path:.+}")
async def fetch(request: web.Request) -> web.StreamResponse:
    """A file that getFile told of."""
    telegram = request.app[TELEGRAM]
    if telegram.faults.is_cut:
        return _hang_up(request)
    stored = telegram.files.at_path(request.match_info["path"])
    if request.match_info["token"] != telegram.token or stored is None:
        return _refusal(ApiError(404, "Not Found"))
    return web.Response(body=stored.data, content_type="application/octet-stream")


async def read_params(request: web.Request) -> dict[str, Any]:
    """The parameters of a request: query, JSON, urlencoded or multipart."""
    values: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except ValueError as error:
            raise ApiError(400, "Bad Request: can't parse JSON object") from error
        return values | (body if isinstance(body, dict) else {})
    if request.content_type == "multipart/form-data":
        return values | await _read_parts(request)
    return values | {name: str(value) for name, value in (await request.post()).items()}


async def _read_parts(request: web.Request) -> dict[str, Any]:
    values: dict[str, Any] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        if part.filename is None:
            values[part.name] = await part.text()
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            values[part.name] = Upload(part.filename, mime, bytes(await part.read(decode=True)))
    return values


async def _answer(request: web.Request, telegram: Telegram, method: str, params: dict[str, Any]) -> web.StreamResponse:
    telegram.calls += 1
    for told in telegram.on_call:
        told(method, params)
    with _counted(request, telegram, method):
        try:
            return await _perform(request, telegram, method, params)
        except ApiError as error:
            return _refusal(error)


@contextmanager
def _counted(request: web.Request, telegram: Telegram, method: str) -> Iterator[None]:
    counted = method != GET_UPDATES
    connection = request.transport
    telegram.in_progress += counted
    if connection is not None:
        telegram.faults.connections.add(connection)
    try:
        yield
    finally:
        telegram.in_progress -= counted
        if connection is not None:
            telegram.faults.connections.discard(connection)


async def _perform(request: web.Request, telegram: Telegram, method: str, params: dict[str, Any]) -> web.StreamResponse:
    fault = telegram.faults.take(method, _chat(params)) or Knob(method, 0)
    await asyncio.sleep(fault.seconds)
    if fault.error is not None:
        raise fault.error
    if fault.drop:
        return _hang_up(request)
    result = await perform(telegram, method, Params(params))
    if fault.lose_answer or telegram.faults.is_cut:
        return _hang_up(request)
    if fault.body is not None:
        return web.Response(status=fault.status, body=fault.body, content_type="text/html")
    body = json.dumps({"ok": True, "result": result}).encode()
    return web.Response(body=body[: fault.cut_at], content_type="application/json")


def _chat(params: dict[str, Any]) -> int | None:
    chat = str(params.get("chat_id", ""))
    return int(chat) if chat.lstrip("-").isdecimal() else None


def _check_token(telegram: Telegram, request: web.Request) -> None:
    if request.match_info["token"] != telegram.token:
        raise ApiError(401, "Unauthorized")


def _refusal(error: ApiError) -> web.Response:
    answer: Json = error.answer()
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after is not None else None
    return web.json_response(answer, status=error.code, headers=headers)


def _hang_up(request: web.Request) -> web.Response:
    """Close the connection: the client sees no answer at all."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
