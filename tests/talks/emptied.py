"""What stands in a chat that the bot empties."""

from datetime import timedelta

from tests.talk import Centre, Phone

NAME = "Fatime Berisha"
WELCOME = ("The four buttons below the chat are always there.", "Protect this phone")
MINUTES = timedelta(minutes=11)


async def arrives(centre: Centre, name: str = "Arta", role: str = "operator") -> Phone:
    """Somebody who has been there for a day: what she was welcomed with has gone."""
    phone = await centre.joins(name, role=role)
    await centre.waits(MINUTES)
    return phone


def chat(phone: Phone) -> list[str]:
    """What stands in the chat now, of either side, but for what she was welcomed with."""
    return [said for message in phone.person.messages if not (said := str(message.text)).startswith(WELCOME)]
