"""Encryption at rest: the key file, the cipher and the column types that use it.

A stored field is one byte of key id, twelve of nonce, then AES-256-GCM's ciphertext and tag: 29 bytes longer than the
plain one. Each column has a subkey of its own (HKDF of its name), and the name is authenticated too, so that a value
moved to another column does not open.

The key reaches the column types through their engine: `bind_keyring` writes it on the engine's dialect, which is the
one thing that SQLAlchemy hands to a type. So two engines in one process may hold different keys, and there is no
global one.
"""

import json
import os
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Column, Dialect, Engine, LargeBinary, TypeDecorator, event
from sqlalchemy.schema import SchemaItem
from sqlalchemy.sql import operators

KEY_BYTES = 32
_NONCE_BYTES = 12
_HEAD_BYTES = 1 + _NONCE_BYTES
_ATTRIBUTE = "ascolto_keyring"
_NULL_TESTS = (operators.is_, operators.is_not)


class DecryptError(Exception):
    """A stored field that does not open: another key, or bytes that were changed. Names the column, never content."""


class KeyMissing(DecryptError):
    """A stored field that was written with a key that is not there."""


class Keyring:
    """The keys by their ids (1–255). The first one encrypts, all of them decrypt."""

    def __init__(self, keys: dict[int, bytes]) -> None:
        """Take at least one key of 32 bytes."""
        if not keys or any(len(key) != KEY_BYTES or not 0 < id_ < 256 for id_, key in keys.items()):
            raise ValueError("a keyring needs keys of 32 bytes with ids from 1 to 255")
        self._keys = dict(keys)
        self._ciphers: dict[tuple[int, str], AESGCM] = {}
        self.active = next(iter(keys))

    @property
    def keys(self) -> dict[int, bytes]:
        """The keys by their ids, the active one first: for the key file and the recovery sheet alone."""
        return dict(self._keys)

    def __repr__(self) -> str:
        return f"<Keyring {', '.join(map(str, self._keys))}>"

    def encrypt(self, plain: bytes, place: str) -> bytes:
        """Encrypt for `place`, a `table.column`."""
        nonce = os.urandom(_NONCE_BYTES)
        return bytes([self.active]) + nonce + self._cipher(self.active, place).encrypt(nonce, plain, place.encode())

    def decrypt(self, stored: bytes, place: str) -> bytes:
        """Return what `encrypt` was given. Raises DecryptError."""
        if not stored or stored[0] not in self._keys:
            raise KeyMissing(f"{place} was written with a key that is not in the key file")
        try:
            cipher = self._cipher(stored[0], place)
            return cipher.decrypt(stored[1:_HEAD_BYTES], stored[_HEAD_BYTES:], place.encode())
        except (InvalidTag, ValueError):
            raise DecryptError(f"{place} does not open: another key, or changed bytes") from None

    def derive(self, id_: int, purpose: str) -> bytes:
        """Return the 32 bytes that follow from a key for one purpose: a `table.column`, or one without a dot."""
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"ascolto/1/{purpose}".encode()).derive(self._keys[id_])

    def _cipher(self, id_: int, place: str) -> AESGCM:
        found = self._ciphers.get((id_, place))
        if found is None:
            found = self._ciphers[id_, place] = AESGCM(self.derive(id_, place))
        return found


def bind_keyring(engine: Engine, keyring: Keyring) -> None:
    """Let the encrypted columns read and written through `engine` use `keyring`."""
    setattr(engine.dialect, _ATTRIBUTE, keyring)


def keyring_of(engine: Engine) -> Keyring:
    """Return the keyring that was bound to `engine`."""
    return _keyring(engine.dialect)


def _keyring(dialect: Dialect) -> Keyring:
    keyring = getattr(dialect, _ATTRIBUTE, None)
    if not isinstance(keyring, Keyring):
        raise TypeError("this engine has no keyring: make it with db.engine")
    return keyring


class _NotComparable(LargeBinary.Comparator[Any]):
    """Two encryptions of one text differ, so comparing or ordering in SQL would quietly find nothing."""

    def operate(self, op: Any, *other: Any, **kwargs: Any) -> Any:
        if op not in _NULL_TESTS:
            raise TypeError("an encrypted column can only be tested with is_(None): decrypt and compare in Python")
        return super().operate(op, *other, **kwargs)


class Encrypted(TypeDecorator[Any]):
    """A column whose content is encrypted. It learns its `table.column` when the column joins its table."""

    impl = LargeBinary
    cache_ok = True
    comparator_factory = _NotComparable

    def __init__(self, place: str | None = None) -> None:
        """Take the `table.column` only where there is no table to learn it from."""
        super().__init__()
        self.place = place

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Encrypt a value on its way in; None stays NULL."""
        return None if value is None else _keyring(dialect).encrypt(self.encode(value), self._place())

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Decrypt a value on its way out. Raises DecryptError."""
        return None if value is None else self.decode(_keyring(dialect).decrypt(bytes(value), self._place()))

    def encode(self, value: Any) -> bytes:
        """Return the bytes of a value."""
        return bytes(value)

    def decode(self, plain: bytes) -> Any:
        """Return the value of bytes."""
        return plain

    def _place(self) -> str:
        if self.place is None:
            raise TypeError("an encrypted type needs the table.column it belongs to")
        return self.place


class EncryptedBytes(Encrypted):
    """Bytes."""

    cache_ok = True


class EncryptedText(Encrypted):
    """A text. Lone surrogates are no text and refused with ValueError."""

    cache_ok = True

    def encode(self, value: Any) -> bytes:
        """Return the bytes of a text."""
        try:
            return cast(str, value).encode()
        except UnicodeEncodeError:
            raise ValueError("half a character (a lone surrogate) cannot be stored") from None

    def decode(self, plain: bytes) -> str:
        """Return the text."""
        return plain.decode()


class EncryptedJSON(Encrypted):
    """What JSON can hold. A change inside a stored value is not noticed: assign a new one."""

    cache_ok = True

    def encode(self, value: Any) -> bytes:
        """Return compact JSON with sorted keys."""
        return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()

    def decode(self, plain: bytes) -> Any:
        """Return the value."""
        return json.loads(plain)


@event.listens_for(Column, "after_parent_attach")
def _name_place(column: Column[Any], table: SchemaItem) -> None:
    """Give each encrypted column a type of its own, named after it: a type object may have been shared or copied."""
    if isinstance(column.type, Encrypted):
        column.type = type(column.type)(f"{getattr(table, 'name', '')}.{column.name}")
