"""What those get who may not use the bot: strangers one neutral line that says nothing of what this bot is for; who has
an account that is not open, what is kept."""

import telegram

from bot.handlers import drawn
from bot.handlers.places import privacy
from bot.handlers.transport import RawBot
from bot.i18n import LANGUAGES, say
from bot.words import Text, text

NEUTRAL = text("This bot is private. It keeps nothing about people it does not know.")
WAITING = text("Thank you. Somebody will confirm that it is you.")


async def say_neutral(bot: telegram.Bot, chat_id: int, line: Text) -> None:
    """Say it in all languages at once: nothing is known of a stranger."""
    said = dict.fromkeys(say(line, lang) for lang in LANGUAGES)
    await bot.send_message(chat_id, " · ".join(said), protect_content=True)


async def say_privacy(bot: RawBot, chat_id: int, lang: str) -> None:
    """What is kept, where, how long, who sees it: in one language."""
    said = drawn.words(privacy.LINES, lang)
    await bot.call("sendMessage", chat_id=chat_id, text=said.text, entities=said.entities, protect_content=True)
