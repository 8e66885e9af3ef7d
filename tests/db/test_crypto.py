"""Encryption: what goes in comes out, and nothing else opens it."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Engine, LargeBinary, MetaData, Table, create_engine, func, select, text
from sqlalchemy.orm import Session, aliased

from db.crypto import DecryptError, EncryptedText, Keyring, bind_keyring
from tests.db.rows import Family, write

ARTA, MILICA = Keyring({7: b"a" * 32}), Keyring({7: b"m" * 32})


@given(st.binary())
def test_what_was_encrypted_is_decrypted(plain: bytes) -> None:
    stored = ARTA.encrypt(plain, "people.name")

    assert ARTA.decrypt(stored, "people.name") == plain
    assert len(stored) == len(plain) + 29
    assert stored[0] == ARTA.active


def test_one_text_is_never_encrypted_twice_alike() -> None:
    stored = {ARTA.encrypt(b"Arta", "people.name") for _ in range(50)}

    assert len(stored) == 50


def test_a_value_moved_to_another_column_does_not_open() -> None:
    stored = ARTA.encrypt(b"Arta", "people.name")

    with pytest.raises(DecryptError):
        ARTA.decrypt(stored, "people.phone")


@pytest.mark.parametrize("at", range(33))
def test_a_flipped_bit_anywhere_is_noticed_and_content_is_not_told(at: int) -> None:
    stored = bytearray(ARTA.encrypt(b"Arta", "people.name"))
    stored[at] ^= 1

    with pytest.raises(DecryptError, match=r"^people\.name ") as refused:
        ARTA.decrypt(bytes(stored), "people.name")

    assert "Arta" not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("stored", [b"", b"\x07", b"\x07" + b"n" * 12, b"\x07" + b"n" * 27])
def test_bytes_that_are_too_short_are_refused(stored: bytes) -> None:
    with pytest.raises(DecryptError):
        ARTA.decrypt(stored, "people.name")


def test_another_key_of_the_same_id_does_not_open() -> None:
    stored = ARTA.encrypt(b"Arta", "people.name")

    with pytest.raises(DecryptError):
        MILICA.decrypt(stored, "people.name")


def test_an_older_key_still_opens_what_it_wrote() -> None:
    stored = ARTA.encrypt(b"Arta", "people.name")
    newer = Keyring({8: b"n" * 32, 7: b"a" * 32})

    assert newer.decrypt(stored, "people.name") == b"Arta"
    assert newer.encrypt(b"Arta", "people.name")[0] == 8


@pytest.mark.parametrize("keys", [{}, {0: b"a" * 32}, {256: b"a" * 32}, {1: b"a" * 31}])
def test_a_keyring_refuses_what_is_no_key(keys: dict[int, bytes]) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Keyring(keys)


def test_a_keyring_does_not_show_its_keys() -> None:
    assert repr(ARTA) == "<Keyring 7>"


def test_a_row_comes_back_as_it_was(engine: Engine) -> None:
    facts = {"needs": ["food", "heating"], "note": "Ђорђе – çka?\0", "none": None}

    write(engine, Family(name="Arta \u202eКосово 🏠\0", facts=facts, photo=b"\xff\0"), Family())

    with Session(engine) as session:
        arta, empty = session.scalars(select(Family).order_by(Family.id))
        assert (arta.name, arta.facts, arta.photo) == ("Arta \u202eКосово 🏠\0", facts, b"\xff\0")
        assert (empty.name, empty.facts, empty.photo) == (None, None, None)


def test_the_stored_bytes_show_nothing(engine: Engine) -> None:
    write(engine, Family(name="Arta Krasniqi", facts={"need": "violence"}, photo=b"a photo"))

    with engine.connect() as connection:
        row = connection.execute(text("SELECT name, facts, photo FROM test_families")).one()
        stored = b"".join(bytes(field) for field in row)

    assert all(word not in stored for word in (b"Arta", b"Krasniqi", b"need", b"violence", b"photo"))


def test_an_alias_a_label_and_a_union_are_decrypted_too(engine: Engine) -> None:
    write(engine, Family(name="Arta"))

    with Session(engine) as session:
        assert session.scalar(select(aliased(Family).name)) == "Arta"
        assert session.execute(select(Family.name.label("n")).union_all(select(Family.name))).all() == [("Arta",)] * 2
        assert session.scalar(select(func.count(Family.name)).where(Family.name.is_not(None))) == 1


@pytest.mark.parametrize(
    "compare", [lambda c: c == "Arta", lambda c: c.in_(["Arta"]), lambda c: c.like("A%"), lambda c: c.desc()]
)
def test_comparing_or_ordering_an_encrypted_column_is_refused(compare: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError, match="decrypt and compare in Python"):
        compare(Family.name)


def test_a_wrong_key_is_told_without_content(engine: Engine, database_url: str) -> None:
    write(engine, Family(name="Arta"))
    other = create_engine(database_url)
    bind_keyring(other, MILICA)

    with Session(other) as session, pytest.raises(DecryptError, match=r"^test_families\.name ") as refused:
        session.scalars(select(Family)).all()

    assert "Arta" not in str(refused.value)
    other.dispose()


def test_an_engine_without_a_key_is_refused(database_url: str) -> None:
    engine = create_engine(database_url)

    with pytest.raises(Exception, match="no keyring"):
        write(engine, Family(name="Arta"))

    engine.dispose()


def test_half_a_character_is_refused_without_being_told(engine: Engine) -> None:
    with pytest.raises(Exception, match="half a character") as refused:
        write(engine, Family(name="Arta \ud83c"))

    assert "Arta" not in str(refused.value)


def test_columns_that_share_a_type_object_have_each_their_own_place() -> None:
    shared = EncryptedText()

    table = Table("people", MetaData(), Column("name", shared), Column("phone", shared), Column("age", LargeBinary))

    assert [vars(column.type).get("place") for column in table.c] == ["people.name", "people.phone", None]
    assert shared.place is None
