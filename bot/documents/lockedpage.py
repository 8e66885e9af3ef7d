"""A document locked into one HTML page, which any browser opens without a network, given the words it was locked with.

AES-256-GCM under a key that PBKDF2 (SHA-256) makes of the words. The page alone tells neither whom it is about nor
what it says, but for its size.
"""

import base64
import hashlib
import html
import os
import secrets
import unicodedata
from importlib.resources import files
from string import Template

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from mnemonic import Mnemonic

from bot.documents.householdfile import Attached, Part
from bot.i18n import say
from bot.words import button, text

ROUNDS = 1_000_000
WORDS = 7
"""77 bits, before the rounds make each guess dear."""
SHORTEST = 16  # characters of words of one's own
_KINDS = {"photo": ("img", "image/jpeg"), "voice": ("audio controls", "audio/ogg")}
_NOT_KEPT = {"photo": text("A photo that is not kept."), "voice": text("A voice message that is no longer kept.")}


def new_words() -> str:
    """A passphrase nobody guesses."""
    words = Mnemonic("english").wordlist
    return " ".join(secrets.choice(words) for _ in range(WORDS))


def plain_words(typed: str) -> str:
    """A passphrase as it counts, whatever blanks stand between its words. The page does the same."""
    return " ".join(unicodedata.normalize("NFKC", typed).split())


def lock(parts: list[Part], words: str, language: str) -> str:
    """The page, to be opened with these words. Its own texts are in one of `bot.i18n.LANGUAGES`."""
    return lock_html(body(parts, language), words, language)


def lock_html(content: str, words: str, language: str) -> str:
    """The same of a document that is HTML already, as it stands inside of `<body>`."""
    salt, nonce = os.urandom(16), os.urandom(12)
    key = PBKDF2HMAC(SHA256(), 32, salt, ROUNDS).derive(plain_words(words).encode())
    sealed = AESGCM(key).encrypt(nonce, content.encode(), None)
    script = files("bot.documents").joinpath("lockedpage.js").read_text("utf-8")
    return Template(files("bot.documents").joinpath("lockedpage.html").read_text("utf-8")).substitute(
        language=language.replace("_", "-"),
        rounds=ROUNDS,
        salt=_base64(salt),
        nonce=_base64(nonce),
        sealed=_base64(sealed),
        script=script,
        digest=_base64(hashlib.sha256(script.encode()).digest()),
        **{name: html.escape(say(said, language)) for name, said in _SAID.items()},
    )


_SAID = {
    "title": text("A locked document of the listening centre"),
    "asked": text("Type the words that you were given for it."),
    "open": button("Open"),
    "wrong": text("These words do not open it. Please type them again."),
    "unable": text("This browser cannot open it. Please try another one."),
}


def body(parts: list[Part], language: str) -> str:
    """The document itself, as HTML."""
    return "\n".join(_part(part, language, "h2" if number else "h1") for number, part in enumerate(parts))


def _part(part: Part, language: str, tag: str) -> str:
    lines = [f"<p>{html.escape(say(line, language))}</p>" for line in part.said]
    lines += [_attached(each, language) for each in part.attached]
    heading = html.escape(say(part.heading, language))
    return f"<section><{tag}>{heading}</{tag}>\n" + "\n".join(lines) + "</section>"


def _attached(each: Attached, language: str) -> str:
    if each.content is None:
        return f"<p>{html.escape(say(_NOT_KEPT[each.kind], language))}</p>"
    tag, type_ = _KINDS[each.kind]
    end = "</audio>" if each.kind == "voice" else ""
    return f'<{tag} src="data:{type_};base64,{_base64(each.content)}">{end}'


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
