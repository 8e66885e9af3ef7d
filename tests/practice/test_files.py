"""Files up and down, and what else people send."""

import aiogram
import pytest
from aiogram.types import BufferedInputFile
from telegram import Bot, Update
from telegram.error import InvalidToken

from practice.person import Person
from tests.practice.conftest import Refused


async def newest(bot: Bot) -> Update:
    """The update that came last."""
    (update,) = await bot.get_updates(offset=-1)
    return update


async def test_a_voice_note_is_fetched_with_the_bytes_that_were_spoken(bot: Bot, arta: Person) -> None:
    arta.send_voice(b"OggS two seconds")

    message = (await newest(bot)).message
    assert message is not None
    assert message.voice is not None
    assert message.voice.mime_type == "audio/ogg"
    file = await message.voice.get_file()
    assert bytes(await file.download_as_bytearray()) == b"OggS two seconds"


async def test_aiogram_fetches_a_document_too(second: aiogram.Bot, arta: Person) -> None:
    arta.send_document(b"a;b", "list.csv", "text/csv", caption="for you")
    (update,) = await second.get_updates()
    assert update.message is not None
    assert update.message.document is not None

    fetched = await second.download(update.message.document)

    assert fetched is not None
    assert fetched.read() == b"a;b"
    assert update.message.caption == "for you"


async def test_a_photo_comes_in_sizes_with_a_caption(bot: Bot, arta: Person) -> None:
    arta.send_photo(b"\xff\xd8\xff roof", caption="the roof")

    message = (await newest(bot)).message
    assert message is not None
    assert message.photo[-1].file_size == 8
    assert message.caption == "the roof"


async def test_a_document_goes_up_and_again_by_its_id(bot: Bot, arta: Person) -> None:
    sent = await bot.send_document(arta.id, b"household,visits", filename="visits.csv", caption="March")
    assert sent.document is not None

    again = await bot.send_document(arta.id, sent.document.file_id)

    assert again.document == sent.document
    assert arta.heard[0].body["document"]["file_name"] == "visits.csv"
    assert arta.heard[0].text == "March"


async def test_aiogram_sends_a_voice_note_and_a_photo(second: aiogram.Bot, arta: Person) -> None:
    await second.send_voice(arta.id, BufferedInputFile(b"OggS", "v.ogg"))
    await second.send_photo(arta.id, BufferedInputFile(b"\x89PNG", "p.png"), caption="a map")

    assert [message.kind for message in arta.heard] == ["voice", "photo"]


async def test_a_photo_must_be_a_picture_and_a_file_id_of_its_kind(bot: Bot, arta: Person, refused: Refused) -> None:
    voice = arta.send_voice()

    with refused("Image_process_failed"):
        await bot.send_photo(arta.id, b"no picture")
    with refused("Can't use file of type voice as photo"):
        await bot.send_photo(arta.id, voice.body["voice"]["file_id"])
    with refused("Wrong file_id or the file is temporarily unavailable"):
        await bot.get_file("nothing")


async def test_files_are_behind_the_token(base: str, arta: Person, bot: Bot) -> None:
    arta.send_voice()
    message = (await newest(bot)).message
    assert message is not None
    assert message.voice is not None
    file = await message.voice.get_file()
    assert file.file_path is not None

    with pytest.raises(InvalidToken):
        await bot.request.retrieve(file.file_path.replace(bot.token, "1:wrong"))


async def test_the_library_understands_whatever_people_send(bot: Bot, arta: Person) -> None:
    arta.send_location(42.89, 20.86)
    arta.send_sticker()
    arta.send_dice()
    arta.send_poll()
    arta.forward("from elsewhere")
    arta.reply(arta.messages[0].message_id, "to that")

    messages = [update.message for update in await bot.get_updates()]

    location, sticker, dice, poll, forward, reply = messages
    assert location is not None
    assert location.location is not None
    assert sticker is not None
    assert sticker.sticker is not None
    assert dice is not None
    assert dice.dice is not None
    assert poll is not None
    assert poll.poll is not None
    assert forward is not None
    assert forward.forward_origin is not None
    assert reply is not None
    assert reply.reply_to_message is not None


async def test_a_text_too_long_for_one_message_comes_in_two(bot: Bot, arta: Person) -> None:
    arta.say("a" * 5000)

    lengths = [len(update.message.text or "") for update in await bot.get_updates() if update.message]

    assert lengths == [4096, 904]
