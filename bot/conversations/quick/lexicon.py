"""What people write in a quick line besides the labels of the catalogues: other cases, short forms, everyday words.

As in `dates_lexicon` without diacritics and in Latin letters; Albanian, Serbian, Italian and English in one list.
"""

from collections.abc import Mapping

FORMS: Mapping[str, str] = {
    "visit": "vizite, vizita, viziten, viziten ne shtepi, poseta, posetu, posjeta, posjetu, kucna poseta, visita,"
    "visita domiciliare, visita fatta, visita effettuata, visit, home visit, visited, kucnu posetu",
    "session": "bisede, biseda, biseden, bisede degjimi, razgovor, razgovora, colloquio, colloquio di ascolto, session,"
    "listening session",
}
NOTE = "shenim, shenimi, shenimin, shenime, beleska, belesku, biljeska, biljesku, napomena, nota, note, appunto,"
NOTE += "appunti, annotazione, napomenu"
URGENT = "urgjent, urgjente, urgjence, urgjentisht, hitno, hitan, hitna, urgente, urgent"
ANONYMOUS = "anonim, anonime, anonimisht, anonimno, anonimna, anonimo, anonima, anonimato, in anonimato, anonymous,"
ANONYMOUS += "anonimna osoba"

OUTCOMES: Mapping[str, str] = {
    "nobody_home": "askush, askush ne shtepi, askush s ishte, nuk ishte askush, nuk ishte kush, kerkush, "
    "kerkush ne shtepi, s ka njeri, ska njeri, nuk ka njeri, s kishte njeri, skishte njeri, nuk kishte njeri, "
    "nuk ishte ne shtepi, nuk ishin ne shtepi, nikoga, nikog, nema nikoga, nema nikog, nikoga kod kuce, "
    "nikog kod kuce, nije bilo nikoga, nije bilo nikog, niko, niko kod kuce, nisu kod kuce, nessuno, "
    "nessuno in casa, nessuno a casa, non c era nessuno, non era in casa, non erano in casa, non era a casa, "
    "non erano a casa, nessuno ha aperto, non ha aperto, non hanno aperto, assente, assenti, nobody, "
    "nobody home, nobody at home, no one home, noone home, not home, not at home, not in,"
    "nikoga nije bilo, nikog nije bilo, niko nije bio kod kuce, nisu bili kod kuce",
    "postponed": "u shty, shtyre, e shtyre, shtyhet, odlozeno, odlozena, odgodjeno, pomereno, rinviata, rinviato,"
    "rimandata, rimandato, postponed, put off, odgodeno, pomerena",
    "refused": "refuzuar, u refuzua, refuzoi, refuzuan, refuzim, odbijeno, odbijena, odbio, odbila, odbili,"
    "rifiutata, rifiutato, rifiuto, ha rifiutato, hanno rifiutato, refused, turned away, odbijen",
    "done": "u krye, e kryer, kryer, obavljena, obavljeno, effettuata, fatta, made",
}

KINDS: Mapping[str, str] = {
    "simple": "i thjeshte, thjeshte, jednostavan, obican, semplice, simple, simple listening",
    "plan": "plan, progetto",
}

STATES: Mapping[str, str] = {
    "still": "ende, vazhdon, njejte, e njejte, i njejte, i dalje, dalje, jos, ancora, come prima, uguale, still, "
    "still there, jos uvek, isto",
    "better": "me mire, ma mire, mire, bolje, meglio, migliorato, migliorata, better",
    "solved": "u zgjidh, zgjidhur, e zgjidhur, i zgjidhur, reseno, rijeseno, risolto, risolta, solved, resena",
}

NO_NEXT = "pa kontakt, pa kontakt tjeter, bez kontakta, bez novog kontakta, nessun contatto, nessun nuovo contatto,"
NO_NEXT += "no contact, no further contact, no next contact, bez sledeceg kontakta"

_ALBANIAN = "dhe edhe ne te i e a u me pa per nje nga prej"
_SERBIAN = "i u na do sa oko za iz od kod ta te je su"
_ITALIAN = "ed e il lo la le gli l un una di d del della dell a al alla in nel nella per con da dal dalla"
_ENGLISH = "and the a an at on in of to by with for"
SMALL = frozenset(f"{_ALBANIAN} {_SERBIAN} {_ITALIAN} {_ENGLISH}".split())
"""Words that say nothing by themselves: a label is the same with and without them."""

UNITS: Mapping[str, str] = {
    "day": "d, g, dt, dd, gg, dite, diten, ditesh, ditet, dit, dan, dana, giorno, giorni, day, days",
    "week": "w, j, n, s, t, jave, javesh, javet, jav, nedelja, nedelje, nedelju, ned, sedmica, sedmice, sedmicu,"
    "tjedan, settimana, settimane, sett, week, weeks, wk, nedjelja, nedjelje, nedjelju",
    "month": "m, muaj, muaji, muajsh, mesec, meseca, meseci, mjesec, mjeseca, mjeseci, mese, mesi, month, months, mes",
}
"""What may follow the number of `+2w`."""


def words(said: str) -> list[str]:
    """The words or phrases of an entry."""
    return [word.strip() for word in said.split(",") if word.strip()]
