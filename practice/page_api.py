"""The page's own API: what people do with their phones, and the clock, the network and the bot's process."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from aiohttp import web

from practice.bot_api import TELEGRAM
from practice.errors import Json
from practice.events import Events
from practice.page import person_view
from practice.person import Person

ZONE = ZoneInfo("Europe/Belgrade")
MORNING = time(9)
"""Local time at which a day begins to which the clock is moved."""


class BotProcess(Protocol):
    """Whoever can start and kill the bot."""

    on_change: list[Callable[[], None]]
    """Called when it starts or ends."""

    @property
    def state(self) -> str:
        """In one word: preparing, running, ended (by itself) or stopped."""

    async def start(self) -> None:
        """Start it unless it runs or may not be started yet."""

    async def kill(self) -> None:
        """End it at once, as a power failure would."""


EVENTS = web.AppKey("events", Events)
BOT = web.AppKey("bot", BotProcess)
routes = web.RouteTableDef()


@routes.get("/api/state")
async def state(request: web.Request) -> web.Response:
    """Everything the page shows."""
    telegram = request.app[TELEGRAM]
    bot = request.app.get(BOT)
    return web.json_response(
        {
            "people": [person_view(person) for person in telegram.people.values()],
            "clock": {"now": telegram.clock.now().isoformat()},
            "network": {"cut": telegram.faults.is_cut},
            "bot": {"state": "stopped" if bot is None else bot.state, "username": telegram.bot.username},
        }
    )


@routes.get("/api/events")
async def events(request: web.Request) -> web.StreamResponse:
    """What happens from now on."""
    return await request.app[EVENTS].stream(request)


@routes.post("/api/people/{id}/{does}")
async def act(request: web.Request) -> web.Response:
    """A person does something with her phone."""
    action = _ACTIONS.get(request.match_info["does"])
    person = next((each for each in _people(request) if request.match_info["id"] in (each.key, str(each.id))), None)
    if action is None or person is None:
        return _error(404, "no such person or action")
    return await _done(lambda: action(person, request))


@routes.post("/api/clock")
async def move_clock(request: web.Request) -> web.Response:
    """Move the clock on, to a day or an instant, or back to the real time."""
    return await _done(lambda: _move_clock(request))


@routes.post("/api/network")
async def network(request: web.Request) -> web.Response:
    """Cut the bot off, or restore its network."""
    asked = await _json(request)
    request.app[TELEGRAM].faults.cut_network(bool(asked.get("cut")))
    return web.json_response({"ok": True})


@routes.post("/api/bot")
async def bot_process(request: web.Request) -> web.Response:
    """Kill, start or restart the bot."""
    bot = request.app.get(BOT)
    if bot is None:
        return _error(409, "the bot is not run from here")
    does = (await _json(request)).get("do")
    if does not in ("kill", "start", "restart"):
        return _error(400, "do: kill, start or restart")
    if does != "start":
        await bot.kill()
    if does != "kill":
        await bot.start()
    return web.json_response({"ok": True})


async def _say(person: Person, request: web.Request) -> None:
    person.say(str((await _json(request))["text"]))


async def _tap(person: Person, request: web.Request) -> None:
    asked = await _json(request)
    person.tap(int(asked["message_id"]), str(asked["callback_data"]))


async def _edit(person: Person, request: web.Request) -> None:
    asked = await _json(request)
    person.edit(int(asked["message_id"]), str(asked["text"]))


async def _file(person: Person, request: web.Request) -> None:
    name, caption = request.query.get("name", ""), request.query.get("caption", "")
    mime = "" if request.content_type == "application/octet-stream" else request.content_type
    person.send_file(request.query["kind"], await request.read(), name, mime, caption)


async def _location(person: Person, request: web.Request) -> None:
    asked = await _json(request)
    person.send_location(float(asked["latitude"]), float(asked["longitude"]))


def _simply(does: Callable[[Person], Any]) -> Callable[[Person, web.Request], Awaitable[None]]:
    async def action(person: Person, _request: web.Request) -> None:
        does(person)

    return action


_ACTIONS: dict[str, Callable[[Person, web.Request], Awaitable[None]]] = {
    "say": _say,
    "tap": _tap,
    "edit": _edit,
    "file": _file,
    "location": _location,
    "sticker": _simply(Person.send_sticker),
    "poll": _simply(Person.send_poll),
    "dice": _simply(Person.send_dice),
    "forward": _simply(Person.forward),
    "block": _simply(Person.block),
    "unblock": _simply(Person.unblock),
}


async def _move_clock(request: web.Request) -> None:
    clock = request.app[TELEGRAM].clock
    asked = await _json(request)
    if asked.get("reset"):
        clock.reset()
    elif "forward" in asked:
        clock.forward(timedelta(seconds=float(asked["forward"])))
    else:
        clock.move_to(_instant(str(asked["to"])))


def _instant(written: str) -> datetime:
    """A local day (its morning), a local date and time, or an instant with its zone."""
    if len(written) == len("2026-03-25"):
        return datetime.combine(date.fromisoformat(written), MORNING, ZONE)
    moment = datetime.fromisoformat(written)
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZONE)).astimezone(UTC)


def _people(request: web.Request) -> list[Person]:
    return list(request.app[TELEGRAM].people.values())


async def _json(request: web.Request) -> Json:
    asked = json.loads(await request.read() or b"{}")
    if not isinstance(asked, dict):
        raise TypeError("an object is expected")
    return asked


async def _done(does: Callable[[], Awaitable[None]]) -> web.Response:
    try:
        await does()
    except (KeyError, ValueError, TypeError, OverflowError) as error:
        return _error(400, f"{type(error).__name__}: {error}")
    return web.json_response({"ok": True})


def _error(status: int, reason: str) -> web.Response:
    return web.json_response({"ok": False, "error": reason}, status=status)
