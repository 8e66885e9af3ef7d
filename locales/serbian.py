"""Serbian has one catalogue, in Cyrillic: this writes it in Latin.

Only this direction is safe: `ињекција` and `коњ` both have n+j in Latin, and placeholders, commands and brand names
are Latin already and pass untouched.
"""

import re

_PAIRS = """
а=a б=b в=v г=g д=d ђ=đ е=e ж=ž з=z и=i ј=j к=k л=l љ=lj м=m н=n њ=nj
о=o п=p р=r с=s т=t ћ=ć у=u ф=f х=h ц=c ч=č џ=dž ш=š
"""
_LATIN = dict(pair.split("=") for pair in _PAIRS.split())
_LATIN |= {cyrillic.upper(): latin.capitalize() for cyrillic, latin in _LATIN.items()}
_TWO_LETTERS = re.compile("[ЉЊЏ]")


def to_latin(cyrillic: str) -> str:
    """Serbian Cyrillic in Serbian Latin; everything that is not Cyrillic stays as it is."""
    capitals = _TWO_LETTERS.sub(_in_capitals, cyrillic)
    return "".join(_LATIN.get(letter, letter) for letter in capitals)


def _in_capitals(found: re.Match[str]) -> str:
    """Њ is Nj at the head of a word, NJ in a word of capitals: the neighbours tell which."""
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    in_capitals = after.isupper() or (before.isupper() and not after.islower())
    return _LATIN[found[0]].upper() if in_capitals else found[0]
