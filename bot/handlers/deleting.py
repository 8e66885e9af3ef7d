"""Messages are deleted, a hundred with one call; what Telegram refuses keeps none of the others."""

from telegram.error import BadRequest

from bot.forgetting import Forget
from bot.handlers.transport import RawBot


async def delete(bot: RawBot, job: Forget) -> tuple[list[int], list[int]]:
    """Delete what can be; the ids that are gone, and those that stay. Raises what is to be tried again."""
    gone: list[int] = []
    left: list[int] = []
    waiting = [list(job.ids)]
    while waiting:
        ids = waiting.pop()
        try:
            await bot.call("deleteMessages", chat_id=job.chat_id, message_ids=ids)
        except BadRequest:
            if job.old or len(ids) == 1:
                left += ids
            else:
                half = len(ids) // 2
                waiting += [ids[half:], ids[:half]]
        else:
            gone += ids
    return gone, left
