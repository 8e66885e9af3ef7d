"""The age key of backups, which follows from the key file: whoever has the recovery sheet can open a backup.

An age identity is 32 bytes in Bech32 (BIP 173) under `AGE-SECRET-KEY-`; its recipient is the public key that belongs
to it. Both are what every program that knows age understands.
"""

from collections.abc import Iterator, Sequence

from pyrage import x25519

from db.crypto import Keyring

INFO = "backup"
_PREFIX = "age-secret-key-"
_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def recipient(keyring: Keyring) -> x25519.Recipient:
    """To whom a backup is encrypted: the key that is active."""
    return _identity(keyring, keyring.active).to_public()


def identities(keyring: Keyring) -> list[x25519.Identity]:
    """Who opens a backup: any of the keys, for an older one may have been active then."""
    return [_identity(keyring, id_) for id_ in keyring.keys]


def _identity(keyring: Keyring, id_: int) -> x25519.Identity:
    return x25519.Identity.from_str(encode(keyring.derive(id_, INFO)))


def encode(secret: bytes) -> str:
    """The identity of 32 bytes, as age writes it."""
    groups = list(_in_fives(secret))
    return _bech32(_PREFIX, groups).upper()


def _in_fives(octets: bytes) -> Iterator[int]:
    """The bits of `octets`, five at a time; the last group is filled up with zeros."""
    bits = "".join(f"{octet:08b}" for octet in octets)
    for start in range(0, len(bits), 5):
        yield int(bits[start : start + 5].ljust(5, "0"), 2)


def _bech32(prefix: str, groups: Sequence[int]) -> str:
    spread = [*(ord(letter) >> 5 for letter in prefix), 0, *(ord(letter) & 31 for letter in prefix)]
    rest = _polymod([*spread, *groups, *[0] * 6]) ^ 1
    checksum = [(rest >> 5 * (5 - place)) & 31 for place in range(6)]
    return f"{prefix}1{''.join(_ALPHABET[group] for group in (*groups, *checksum))}"


def _polymod(values: Sequence[int]) -> int:
    rest = 1
    for value in values:
        top = rest >> 25
        rest = (rest & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATORS):
            rest ^= generator if top >> place & 1 else 0
    return rest
