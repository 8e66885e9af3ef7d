"""Twenty thousand names as they are found in the neighbourhoods: Albanian, Serbian, Bosniak, Roma and Turkish."""

import random
import re
from pathlib import Path

LINES = (Path(__file__).parent / "data" / "name_parts.txt").read_text("utf-8").splitlines()
PARTS = dict(line.split(": ") for line in LINES)
WOMEN, MEN, ALBANIAN, SERBIAN = (PARTS[kind].split() for kind in ("women", "men", "albanian", "serbian"))
CYRILLIC = dict(zip("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш", strict=True))


def in_cyrillic(name: str) -> str:
    """Write a Serbian name in the other script, and leave an Albanian or Turkish one as it is."""
    if re.search("[ëçüyqxş]|sh|th|dh|gj|ll|rr", name.lower()):
        return name
    small = name.lower().replace("lj", "љ").replace("nj", "њ").replace("dž", "џ")
    return "".join(CYRILLIC.get(letter, letter) for letter in small).title()


def some_names(count: int, seed: int = 7) -> list[str]:
    """Draw `count` names, some with two surnames, an initial or in Cyrillic."""
    luck = random.Random(seed)
    names = []
    for _ in range(count):
        surnames = luck.choice((ALBANIAN, SERBIAN))
        first, last = luck.choice(WOMEN if luck.random() < 0.5 else MEN), luck.choice(surnames)
        ways = [f"{first} {last}"] * 8 + [
            f"{first} {last}-{luck.choice(surnames)}",
            f"{first} {luck.choice(MEN)[0]}. {last}",
        ]
        name = luck.choice(ways)
        names.append(in_cyrillic(name) if surnames is SERBIAN and luck.random() < 0.4 else name)
    return names
