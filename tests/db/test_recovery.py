"""The key in words: whatever a person does to the writing of them, they come back, and a slip is told by its place."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mnemonic import Mnemonic

from db.crypto import KEY_BYTES, Keyring
from db.recovery import WORDS, OtherKey, WordsError, compare, key_of, words_in, words_of

RINGS = st.builds(
    lambda id_, key: Keyring({id_: key}), st.integers(1, 255), st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES)
)
RING = Keyring({7: bytes(range(KEY_BYTES))})
SHEET = words_of(RING)


def typed(text: str) -> Keyring:
    return key_of(words_in(text))


@given(RINGS)
def test_a_key_and_its_number_come_back_from_their_words(ring: Keyring) -> None:
    assert typed(" ".join(words_of(ring))).keys == ring.keys


@given(RINGS, st.data())
def test_the_writing_does_not_matter(ring: Keyring, data: st.DataObject) -> None:
    ways = st.sampled_from((str, str.upper, str.title, lambda word: word[:4], lambda word: word[:5].upper()))
    before = st.sampled_from(("", "3. ", "12)", "7\t", "- ", " 1:"))
    after = st.sampled_from((" ", "\n", "\r\n", ", ", ";\t", " \u00a0"))

    text = "".join(data.draw(before) + data.draw(ways)(word) + data.draw(after) for word in words_of(ring))

    assert typed(text).keys == ring.keys


@given(st.integers(0, WORDS - 1), st.sampled_from([*SHEET, "zoo", "abandon", "river"]))
def test_another_word_in_any_place_never_passes_for_the_key(place: int, word: str) -> None:
    words = [*SHEET[:place], word, *SHEET[place + 1 :]]

    if word == SHEET[place]:
        compare(words, RING)
    else:
        with pytest.raises(WordsError, match=rf"^Word {place + 1} is wrong for the key in use"):
            compare(words, RING)


@given(st.integers(0, WORDS - 1), st.integers(0, WORDS - 1))
def test_two_words_that_changed_places_never_pass_for_the_key(one: int, other: int) -> None:
    words = list(SHEET)
    words[one], words[other] = words[other], words[one]

    if words == list(SHEET):
        compare(words, RING)
    else:
        with pytest.raises(WordsError, match=r"^Words \d+ and \d+ are wrong for"):
            compare(words, RING)


@given(st.text())
def test_any_text_is_a_key_or_refused_in_one_sentence_that_repeats_none_of_it(text: str) -> None:
    with pytest.raises(WordsError) as refused:
        typed(text)

    assert re.fullmatch(r"[^\n]+\.", str(refused.value))
    assert not any(word in str(refused.value) for word in text.split() if len(word) > 12)


def test_a_slip_is_told_by_its_place() -> None:
    with pytest.raises(WordsError, match=r"^Word 7 is not of the list: compare the first four letters"):
        typed(" ".join([*SHEET[:6], "kitchn", *SHEET[7:]]))


def test_several_slips_are_told_together() -> None:
    with pytest.raises(WordsError, match=r"^Words 1, 7 and 25 are not of the list"):
        typed(" ".join(["xxxx", *SHEET[1:6], "kitchn", *SHEET[7:24], "ab"]))


@pytest.mark.parametrize("count", [0, 1, 24, 26])
def test_too_few_or_too_many_are_counted(count: int) -> None:
    with pytest.raises(WordsError, match=rf"^The sheet has 25 words, and these are {count}"):
        typed(" ".join((*SHEET, "zoo")[:count]))


def test_a_wrong_checksum_is_told_where_the_key_is_not_there_to_compare() -> None:
    with pytest.raises(WordsError, match="one is not that of the sheet, or two changed places"):
        typed(" ".join(["zoo", *SHEET[1:]]))


def test_of_all_last_words_one_in_eight_fits_each_with_another_number() -> None:
    rings, refused = [], set()

    for word in Mnemonic("english").wordlist:
        try:
            rings.append(key_of([*SHEET[:-1], word]))
        except WordsError as error:
            refused.add(str(error))

    assert [ring.active for ring in rings] == list(range(1, 256))
    assert refused == {"The words before fit together, but word 25 does not: compare it with the sheet."}


def test_the_words_of_another_key_are_said_to_be_that() -> None:
    with pytest.raises(OtherKey, match="another key, not the one in use"):
        compare(words_of(Keyring({7: bytes(KEY_BYTES)})), RING)


def test_the_same_key_under_another_number_is_not_the_key() -> None:
    with pytest.raises(WordsError, match=r"^Word 25 is wrong for the key in use"):
        compare(words_of(Keyring({8: bytes(range(KEY_BYTES))})), RING)


def test_the_first_24_words_are_those_of_every_other_program() -> None:
    zeros = words_of(Keyring({1: bytes(KEY_BYTES)}))

    assert zeros[:24] == (*["abandon"] * 23, "art")  # the vector of BIP-39 for 256 bits of zero
