"""The age key of backups: what every program that knows age understands, and it follows from the key file alone."""

import io

import pyrage
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from pyrage import x25519

from db.agekey import _bech32, _in_fives, encode, identities, recipient
from db.crypto import Keyring

OLD, NEW = bytes(range(32)), bytes(range(1, 33))


def test_an_identity_is_written_as_age_writes_it() -> None:
    """The identity of age's own test vectors."""
    secret = bytes.fromhex("36dcec3f5f24739a0c8b36cbb4ffa25729a94a51d41fb205a37419fe7f5adb2a")

    assert encode(secret) == "AGE-SECRET-KEY-1XMWWC06LY3EE5RYTXM9MFLAZ2U56JJJ36S0MYPDRWSVLUL66MV4QX3S7F6"


@given(st.binary(min_size=32, max_size=32))
def test_its_recipient_is_the_public_key_of_these_bytes(secret: bytes) -> None:
    public = X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()

    identity = x25519.Identity.from_str(encode(secret))

    assert str(identity.to_public()) == _bech32("age", list(_in_fives(public)))


def test_the_same_key_gives_the_same_recipient_and_another_key_another_one() -> None:
    recipients = [str(recipient(Keyring({7: key}))) for key in (OLD, OLD, NEW)]

    assert recipients[0] == recipients[1] != recipients[2]


def test_what_was_encrypted_before_a_new_key_came_is_opened_by_the_older_one() -> None:
    before, after = Keyring({7: OLD}), Keyring({8: NEW, 7: OLD})
    encrypted = pyrage.encrypt(b"Arta", [recipient(before)])

    assert pyrage.decrypt(encrypted, identities(after)) == b"Arta"
    assert str(recipient(after)) != str(recipient(before))


def test_no_column_has_the_key_of_the_backups() -> None:
    keyring = Keyring({7: OLD})
    encrypted = io.BytesIO(pyrage.encrypt(b"Arta", [recipient(keyring)]))

    assert keyring.derive(7, "backup") != keyring.derive(7, "persons.name")
    assert pyrage.decrypt(encrypted.read(), identities(keyring)) == b"Arta"
