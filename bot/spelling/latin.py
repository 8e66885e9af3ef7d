"""What was typed in either script, as small Latin letters: for comparing, never for showing or storing."""

import unicodedata

CYRILLIC = str.maketrans(
    dict(zip("абвгдђежзијклмнопрстћуфхцчш", "abvgdđežzijklmnoprstćufhcčš", strict=True))
    | {"љ": "lj", "њ": "nj", "џ": "dž", "ќ": "ć", "ѓ": "đ", "ѕ": "dz", "ı": "i", "ǆ": "dz", "ǉ": "lj", "ǌ": "nj"}
)


def latin(text: str) -> str:
    """Give `text` in small letters, Serbian Cyrillic as Latin, without diacritics: `Џемаил Љушић` → `dzemail ljusic`.

    đ stays, as it has no plain letter of its own (people type d or dj).
    """
    small = unicodedata.normalize("NFC", text).lower().translate(CYRILLIC)
    return "".join(letter for letter in unicodedata.normalize("NFD", small) if not unicodedata.combining(letter))
