"""python-telegram-bot's requests over aiohttp: a fifth of the CPU of its usual transport (see docs/performance.md)."""

import asyncio
import json
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import telegram
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT = 10.0  # s
READ = 20.0  # s
CALLS = 64
Timeout = Any  # s, None, or the library's own "not given"


class RawBot(telegram.Bot):
    """The library's bot, which can also hand over what Telegram answers as it came: one malformed update spoils no
    batch, and an answer of which one field is wanted is not made into forty objects first."""

    async def raw_updates(self, asked: dict[str, Any], read_timeout: float) -> Any:
        """What getUpdates answers, unparsed. `read_timeout` in seconds."""
        return await self._post("getUpdates", asked, read_timeout=read_timeout)

    async def call(self, method: str, **asked: Any) -> Any:
        """What a method of the Bot API answers, unparsed; None among its parameters is left out. Raises
        TelegramError."""
        return await self._post(method, asked)


class AiohttpRequest(BaseRequest):
    """One pool of connections, kept alive. At most `size` calls are under way; the others wait for their turn."""

    def __init__(self, size: int = CALLS) -> None:
        self._size = size
        self._client: aiohttp.ClientSession | None = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as an object. One that was cut short, or is not Telegram's, counts as a fault of the network."""
        try:
            answer = json.loads(payload)
        except ValueError:
            answer = None
        if not isinstance(answer, dict) or not ({"result", "error_code"} & answer.keys()):
            raise NetworkError("not an answer of Telegram")
        return answer

    @property
    def read_timeout(self) -> float | None:
        """Seconds an answer may take where a call says nothing else."""
        return READ

    async def initialize(self) -> None:
        """Open the pool."""
        if self._client is None or self._client.closed:
            connector = aiohttp.TCPConnector(limit=self._size)
            self._client = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._client is not None:
            await self._client.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Timeout = BaseRequest.DEFAULT_NONE,
        write_timeout: Timeout = BaseRequest.DEFAULT_NONE,
        connect_timeout: Timeout = BaseRequest.DEFAULT_NONE,
        pool_timeout: Timeout = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one request; the status and the body that came back. Raises NetworkError, without the address in it."""
        if self._client is None:
            raise RuntimeError("the transport is not initialised")
        read = READ if isinstance(read_timeout, DefaultValue) else read_timeout
        timeout = aiohttp.ClientTimeout(sock_connect=CONNECT, sock_read=read)
        try:
            body, proxy = _body(request_data), _proxy_for(url)
            async with self._client.request(method, url, data=body, timeout=timeout, proxy=proxy) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError, asyncio.IncompleteReadError) as error:
            raise NetworkError(type(error).__name__) from None


def _proxy_for(url: str) -> str | None:
    """The way to an address that the environment names (HTTPS_PROXY, NO_PROXY): read once, for aiohttp itself looks
    for it at every call, in another thread."""
    parts = urlsplit(url)
    return _proxy(parts.scheme, parts.hostname or "")


@cache
def _proxy(scheme: str, host: str) -> str | None:
    return None if proxy_bypass(host) else getproxies().get(scheme)


def _body(request_data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    if request_data is None:
        return None
    if not request_data.contains_files:
        return request_data.json_parameters
    form = aiohttp.FormData(request_data.json_parameters)
    for name, (filename, content, mime) in (request_data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form
