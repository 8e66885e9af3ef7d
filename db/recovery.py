"""A key as words that a person can copy by hand, type again, and be told where the slip is.

The first 24 words are those of BIP-39: the key's 256 bits and a checksum of 8. The 25th, of the same list of 2048,
holds the key's id in 8 bits, because without its id a key opens nothing, and 3 bits of a checksum over both.
"""

import re
from collections.abc import Sequence
from functools import cache
from hashlib import sha256

from mnemonic import Mnemonic

from db.crypto import Keyring
from db.refusal import Refusal

WORDS = 25
BEGINNING = 4
"""So many letters tell a word from all others."""
FEW = 5
"""So many wrong words are slips; more are another key."""
_LETTERS = re.compile(r"[^\W\d_]+")
_CHECK_BITS = 3


class WordsError(Refusal):
    """Words that are not what was asked for: one sentence that says where to look, and repeats none of them."""


class OtherKey(Refusal):
    """Words that are a key, but not the one in use."""


def words_of(keyring: Keyring) -> tuple[str, ...]:
    """The words of the active key."""
    id_, key = keyring.active, keyring.keys[keyring.active]
    last = _mnemonic().wordlist[id_ << _CHECK_BITS | _check(id_, key)]
    return (*_mnemonic().to_mnemonic(key).split(), last)


def words_in(typed: str) -> list[str | None]:
    """The words of what was typed, None for each that is not of the list. Capitals, numbers, signs and line breaks do
    not matter, and four letters are enough."""
    return [_found(word) for word in _LETTERS.findall(typed.lower())]


def key_of(words: Sequence[str | None]) -> Keyring:
    """The key that the words are. Raises WordsError."""
    if len(words) != WORDS:
        raise WordsError(f"The sheet has {WORDS} words, and these are {len(words)}: type all of them, in their order.")
    if strange := [number for number, word in enumerate(words, 1) if word is None]:
        raise WordsError(f"{_said(strange)} not of the list: compare the first four letters with the sheet.")
    known = [word for word in words if word is not None]
    try:
        key = bytes(_mnemonic().to_entropy(known[:-1]))
    except ValueError:
        raise WordsError(
            "Each word is of the list, but they are no key: one is not that of the sheet, or two changed places."
        ) from None
    id_, check = divmod(_mnemonic().wordlist.index(known[-1]), 1 << _CHECK_BITS)
    if id_ == 0 or check != _check(id_, key):
        raise WordsError(f"The words before fit together, but word {WORDS} does not: compare it with the sheet.")
    return Keyring({id_: key})


def compare(words: Sequence[str | None], keyring: Keyring) -> None:
    """Raise WordsError unless these are the words of the active key; where few are wrong, it says which."""
    right = words_of(keyring)
    wrong = [number for number, pair in enumerate(zip(words, right, strict=False), 1) if pair[0] != pair[1]]
    if len(words) == WORDS and None not in words and 0 < len(wrong) <= FEW:
        raise WordsError(f"{_said(wrong)} wrong for the key in use: compare with the sheet.")
    if key_of(words).keys != {keyring.active: keyring.keys[keyring.active]}:
        raise OtherKey("These words are another key, not the one in use: is it the sheet of an older key?")


def _found(word: str) -> str | None:
    if word in _mnemonic().wordlist:
        return word
    found = [one for one in _mnemonic().wordlist if one.startswith(word)] if len(word) >= BEGINNING else []
    return found[0] if found else None


def _said(numbers: Sequence[int]) -> str:
    *before, last = map(str, numbers)
    return f"Words {', '.join(before)} and {last} are" if before else f"Word {last} is"


def _check(id_: int, key: bytes) -> int:
    return int(sha256(b"ascolto-key-1" + bytes([id_]) + key).digest()[0] >> 8 - _CHECK_BITS)


@cache
def _mnemonic() -> Mnemonic:
    return Mnemonic("english")
