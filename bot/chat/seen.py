"""What somebody had before her when she wrote: a message never answers a question that was not there yet.

After an outage several messages come at once, and by the time the second is handled the first has led to another
question. So each card remembers what it asks (`Card.asked`), and what brought that question to the phone:

- a new message: then a text with a smaller message id was with Telegram before it. No clock is needed, for the ids of
  a private chat rise with every message of either side;
- an edit of the card: then a text that Telegram dates earlier was written before it.

Both dates are Telegram's own, in whole seconds and never the bot's clock; TOLERANCE covers the rounding and a little
more. A question whose arrival Telegram has not confirmed counts as not seen: what is typed then becomes a note.
"""

import json
from datetime import datetime, timedelta

from bot.chat import cards
from bot.words import Screen
from db.models import Card

TOLERANCE = timedelta(seconds=2)


def question(card: Card, screen: Screen) -> str:
    """What a card asks, whatever line explains it and in whatever language."""
    params = {name: value for name, value in card.params.items() if name != cards.NOTICE}
    return json.dumps([card.place, params, screen.subject, screen.rev], sort_keys=True, ensure_ascii=False)


def remember(card: Card, asked: str, at: datetime | None, message_id: int | None) -> None:
    """Write down that a question has come: when, and with which new message. One that was there already is not new."""
    if card.asked != asked:
        card.asked, card.asked_at, card.asked_in = asked, at, message_id


def had_seen(card: Card, screen: Screen, message_id: int, sent_at: datetime | None) -> bool:
    """Whether what the card asks now was there when the message was written."""
    if card.asked != question(card, screen):
        return False
    if card.asked_in is not None:
        return message_id > card.asked_in
    return card.asked_at is None or sent_at is None or sent_at + TOLERANCE >= card.asked_at
