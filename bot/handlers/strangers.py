"""The one neutral line a stranger gets: it says nothing of what this bot is for."""

import telegram

from bot.i18n import LANGUAGES, say
from bot.words import text

NEUTRAL = text("This bot is private.")


async def say_neutral(bot: telegram.Bot, chat_id: int) -> None:
    """Say it in all languages at once: nothing is known of a stranger."""
    said = dict.fromkeys(say(NEUTRAL, lang) for lang in LANGUAGES)
    await bot.send_message(chat_id, " · ".join(said), protect_content=True)
