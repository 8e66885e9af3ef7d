"""Thirty households for practice. First names are the town's; surnames mean "example", "trial" or "made up".

Days count from the day practice begins: a last visit so many days ago, a next contact in so many days (0 is due
today, a negative number is overdue).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoHousehold:
    """A household nobody lives in."""

    name: str
    kind: str
    neighbourhood: str
    language: str
    owner: str
    phone: str | None = None
    last_visit_days_ago: int | None = None
    next_contact_in_days: int | None = None
    urgent: bool = False


def _arta(
    name: str, kind: str, where: str, seen: int | None = None, back: int | None = None, phone: str | None = None
) -> DemoHousehold:
    return DemoHousehold(name, kind, where, "sq", "Arta", phone, seen, back)


def _milica(
    name: str, kind: str, where: str, seen: int | None = None, back: int | None = None, phone: str | None = None
) -> DemoHousehold:
    language = "sr_Cyrl" if name[0] > "Ѐ" else "sr_Latn"
    return DemoHousehold(name, kind, where, language, "Milica", phone, seen, back)


HOUSEHOLDS = (
    # Due today, overdue, urgent: what the morning's digest is made of.
    _arta("Fatime Shembulli", "elderly_alone", "tavnik", 14, 0, "+383 40 000 001"),
    _arta("Gëzim Ushtrimi", "family", "ilirida", 21, 0),
    _arta("Xhevahire Trillaj", "single_parent", "shipol", 24, -3, "+383 40 000 002"),
    DemoHousehold("Hatixhe Provaku", "elderly_alone", "bair", "sq", "Arta", "+383 40 000 003", 9, -2, urgent=True),
    _arta("Rrahman Sajuari", "elderly_couple", "zhabar", 45, -10),
    _milica("Љиљана Примерковић", "elderly_alone", "suhodoll", 14, 0, "+381 60 000 001"),
    _milica("Snežana Vežbić", "single_parent", "bosniak", 15, 0),
    _milica("Драган Измишљевић", "family", "kroi", 28, -4),
    DemoHousehold("Јованка Пробић", "elderly_alone", "stanterg", "sr_Cyrl", "Milica", None, 8, 0, urgent=True),
    _milica("Amira Pokusović", "family", "bosniak", 40, -8, "+381 60 000 002"),
    # Planned for later.
    _arta("Sylejman Shembulli", "family", "tavnik", 6, 8),
    _arta("Luljeta Përralla", "single_parent", "fabrika", 2, 12, "+383 40 000 004"),
    _arta("Qamil Ushtrimi", "elderly_couple", "tuneli", 10, 20),
    _arta("Nexhmije Stërvitaj", "grandparents", "ilirida", 30, 1, "+383 40 000 005"),
    _arta("Gülşen Denemeri", "family", "roma", 5, 3),
    _milica("Slađana Maštović", "family", "stanterg", 3, 11, "+381 60 000 003"),
    _milica("Чедомир Причић", "elderly_couple", "suhodoll", 12, 2),
    _milica("Edina Vježbagić", "single_parent", "bosniak", 7, 23),
    _milica("Đulja Misalović", "grandparents", "roma", 9, 5),
    _milica("Mirsad Primjerović", "single_person", "kroi", 20, 70),
    # Seen before, nothing planned.
    _arta("Behxhet Trillaj", "single_person", "bair", 66),
    _arta("Afërdita Provaku", "family", "zhabar", 90, phone="+383 40 000 006"),
    _arta("Šućrija Denemeri", "family", "roma", 35),
    _milica("Његош Примерковић", "family", "suhodoll", 61),
    _milica("Žaklina Probić", "single_parent", "fabrika", 75, phone="+381 60 000 004"),
    # Registered and never visited.
    _arta("Zymrete Sajuari", "elderly_alone", "shipol"),
    _arta("Isak Misalović", "family", "roma"),
    _arta("Demë Përralla", "single_person", "other"),
    _milica("Fikreta Pokusović", "elderly_alone", "bosniak", phone="+381 60 000 005"),
    _milica("Милутин Вежбић", "elderly_couple", "stanterg"),
)
