"""Words that must not occur in a translation, and why: a mistake of language, of tone, or of tact."""

import re

FORBIDDEN = {
    "sounds like surveillance": r"praćenj\w*|përcjellj\w*",
    "a session is no hearing": r"saslušanj\w*|seanc\w*|udienz\w*",
    "a partner is a spouse": r"partner\w*",
    "a licensed title": r"punonjës\w* social\w*|socijaln\w+ radni\w+|assistent\w* social\w*",
    "misspelt": r"anullo\w*",
    "not said in Kosovo": r"bashki(?:a|së|ve|të)?|kartë\w* (?:e )?identiteti\w*|dremitj\w*",
    "names a country": r"[kc]oss?ov\w*|srbij\w*|serbi(?:a|së|në)|albani[ae]|albanij\w*|shqipëri\w*",
}
"""Reason → pattern of whole words in Latin; Serbian in Cyrillic is read in Latin."""

FAMILIAR = {
    "sq": r"yt|jote|tënd\w*|zgjidh|shkruaj|kliko",
    "sr_Latn": r"tvoj\w*|tebe|tebi|izaberi|upiši|unesi|napiši|pošalji",
    "it": r"tuo|tua|tuoi|tue|hai|puoi|vuoi|devi|scegli|inserisci|scrivi|premi|tocca",
}
"""Forms that address the reader as a friend. Not asked of buttons, which are short imperatives."""

IJEKAVIAN = (
    r"\w*(?:vrijem|vremj|posjet|nedjelj|mjesec|mjest|smješt|djec|dijet|djet|uvijek|lijek|cijel|riječ|izvješ|izvještaj"
    r"|gdje|ovdje|ondje|negdje|promjen|izmjen|izmijen|primjer|primjed|sljede|slijed|posljed|obavijest|obavješ|podsjet"
    r"|sjeć|zahtjev|savjet|razumj|htje|vidje|dvije|bilješ|bijel|rješ|riješ|unijet|unijel|vjer|čovjek|ljepš|svijet"
    r"|svjed|tijel|djel|dijel|ocijen|ocjen|procjen|procijen|vrijed|prijenos|prijevod|odijel|povijest|cijen|susjed"
    r"|prijedlog|dospije|uspje|željez|poslije|griješ|sjedišt|mjer)\w*|prije"
)
"""Stems that betray the other half of the language: vrijeme, posjeta. Here it is vreme, poseta."""


def forbidden(latin: str) -> list[str]:
    """The reasons why a translation may not stay as it is."""
    return [f"{reason}: {found}" for reason, pattern in FORBIDDEN.items() if (found := _find(pattern, latin))]


def familiar(latin: str, lang: str) -> str | None:
    """A word that is too familiar."""
    return _find(FAMILIAR.get("sr_Latn" if lang.startswith("sr") else lang, "(?!)"), latin)


def ijekavian(latin: str) -> str | None:
    """A Serbian word in its ijekavian form."""
    return _find(IJEKAVIAN, latin)


def _find(pattern: str, latin: str) -> str | None:
    found = re.search(rf"\b(?:{pattern})\b", latin, re.IGNORECASE)
    return found[0] if found else None
