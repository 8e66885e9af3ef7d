"""The words in which people say days: Albanian, Serbian, Italian and English in one list, for people mix them.

Each word stands without diacritics and in Latin letters, and maps to what it may be: letters of the grammar in
`bot.conversations.dates` with a value each. `mar` is Tuesday and March, `pet` Friday and five, `ago` August and past.
"""

from collections import defaultdict
from collections.abc import Mapping

Meaning = tuple[str, int]

LEXICON: defaultdict[str, list[Meaning]] = defaultdict(list)
"""Words, and phrases of up to four words, with all that they may mean."""


def _mean(kind: str, said: Mapping[int, str] | str) -> None:
    """Add words: by value, or all with the value 1; several in a text are separated by commas."""
    for value, words in ({1: said} if isinstance(said, str) else said).items():
        for word in words.split(","):
            if (kind, value) not in LEXICON[word.strip()]:
                LEXICON[word.strip()].append((kind, value))


def _forms(stems: str, endings: str) -> str:
    return ",".join(stem.strip() + ending.strip() for stem in stems.split(",") for ending in endings.split(","))


def _numbered(words: str, first: int = 1) -> dict[int, str]:
    """Number what stands between bars: months, days of the month, tens."""
    return {number: said.strip() for number, said in enumerate(words.split("|"), first)}


_mean("D", {
    -3: "nakjuce, naksinoc",
    -2: "pardje, para dje, paradje, parmbreme, parmbrame, prekjuce, prekjucer, preksinoc, l altro ieri, altro ieri, "
        "laltro ieri, l altroieri, altroieri, ieri l altro, ierilaltro, avantieri, avanti ieri, avant ieri, "
        "day before yesterday",
    -1: "dje, mbreme, mbrame, juce, jucer, sinoc, ieri, iersera, yesterday",
    0: "sot, sod, sonte, danas, jutros, veceras, oggi, stamattina, stamani, stamane, stasera, questa mattina,"
       "questo pomeriggio, questa sera, today, tonight",
    1: "neser, nesr, nesra, sutra, domani, domattina, domansera, tomorrow, tomorow, tommorow, tmrw",
    2: "pasneser, pas neser, mbasneser, mbas neser, masneser, mas neser, prekosutra, preko sutra, preksutra,"
       "dopodomani, dopo domani, posdomani, domani l altro, domanlaltro, day after tomorrow, overmorrow",
    3: "nakosutra, naksutra",
})  # fmt: skip

_mean("W", {
    0: "hene, henen, hane, hanen, e hena, e hana, ponedeljak, ponedjeljak, lunedi, monday, pon, lun",
    1: "marte, marten, e marta, utorak, martedi, tuesday, uto, tue",
    2: "merkure, merkuren, merkur, e merkura, merkura, sreda, sredu, srijeda, srijedu, mercoledi, wednesday, sre, sri",
    3: "enjte, enjten, ejte, ejten, e enjtja, enjtja, cetvrtak, giovedi, thursday, cet, gio, thu",
    4: "premte, premten, e premtja, premtja, petak, venerdi, friday, ven, fri",
    5: "shtune, shtunen, shtun, e shtuna, shtuna, subota, subotu, sabato, saturday",
    6: "diel, diele, dielen, dielle, diellen, djele, djelen, e diela, diela, domenica, sunday",
})  # fmt: skip
_mean("K", {
    0: "ponedeljka, ponedjeljka", 1: "utorka", 2: "srede, srijede", 3: "cetvrtka", 4: "petka", 5: "subote",
})  # fmt: skip
_mean("S", {6: "nedelja, nedelju, nedjelja, nedjelju"})
_mean("w", {
    0: "hen, mon", 1: "mar", 2: "mer, wed", 3: "enj", 4: "pre, pet", 5: "sht, sub, sab, sat", 6: "die, ned, dom, sun",
})  # fmt: skip

_ALBANIAN = "janar | shkurt | mars | prill | maj | qershor | korrik | gusht | shtator | tetor | nentor | dhjetor"
_mean("M", {month: _forms(name, ",i,it,ut") for month, name in _numbered(_ALBANIAN).items()})
_mean("M", _numbered(
    "jan, januar, januara | shk, feb, februar, februara | mar, mart, marta | pri, apr, april, aprila | maja"
    "| qer, jun, juni, juna | kor, korr, jul, juli, jula | gus, gush, avg, avgust, avgusta, august, augusta"
    "| sht, sep, sept, septembar, septembra | tet, okt, oktobar, oktobra"
    "| nen, nandor, nandorit, nov, novembar, novembra | dhj, dhetor, dhetorit, dec, decembar, decembra"
))  # fmt: skip
_mean("M", _numbered(
    "gen, gennaio | febbraio | marzo | aprile | mag, maggio | giu, giugno | lug, luglio | ago, agosto"
    "| set, settembre | ott, ottobre | novembre | dic, dicembre"
))  # fmt: skip
_mean("E", _numbered(
    "jan, january | feb, february | mar, march | apr, april | may | jun, june | jul, july | aug, august"
    "| sep, sept, september | oct, october | nov, november | dec, december"
))  # fmt: skip

_mean("j", "jednu, jednog, un, una, one, a, an")
_mean("N", _numbered(
    "nje, nji, jedan, jedna, uno | dy, dva, dve, dvije, due, two | tre, tri, three"
    "| kater, kat, cetiri, cetri, quattro, four | pese, pes, pet, cinque, five | gjashte, gjasht, sest, sei, six"
    "| shtate, shtat, sedam, sette, seven | tete, tet, osam, otto, eight | nente, nant, nand, nande, devet, nove, nine"
    "| dhjete, dhete, dhet, deset, dieci, ten"
    "| njembedhjete, jedanaest, undici, eleven | dymbedhjete, dvanaest, dodici, twelve"
    "| trembedhjete, trinaest, tredici, thirteen | katermbedhjete, cetrnaest, quattordici, fourteen"
    "| pesembedhjete, petnaest, quindici, fifteen | gjashtembedhjete, sesnaest, sedici, sixteen"
    "| shtatembedhjete, sedamnaest, diciassette, seventeen | tetembedhjete, osamnaest, diciotto, eighteen"
    "| nentembedhjete, devetnaest, diciannove, nineteen"
))  # fmt: skip
_SERBIAN_ONES = "jedan | dva | tri | cetiri | pet | sest | sedam | osam | devet"
_SERBIAN_TENS = "dvadeset | trideset | cetrdeset | pedeset | sezdeset"
for _joint, _tens, _ones in (
    (
        " e ",
        "njezet | tridhjete | dyzet | pesedhjete | gjashtedhjete",
        "nje | dy | tre | kater | pese | gjashte | shtate | tete | nente",
    ),
    (" ", _SERBIAN_TENS, _SERBIAN_ONES),
    (" i ", _SERBIAN_TENS, _SERBIAN_ONES),
    (
        "",
        "venti | trenta | quaranta | cinquanta | sessanta",
        "uno | due | tre | quattro | cinque | sei | sette | otto | nove",
    ),
    (
        " ",
        "twenty | thirty | forty | fifty | sixty",
        "one | two | three | four | five | six | seven | eight | nine",
    ),
):
    for _ten, _first in _numbered(_tens, 2).items():
        _mean("N", {_ten * 10: _first})
        for _one, _last in _numbered(_ones).items():
            _short = _first[:-1] if not _joint and _last[0] in "uo" else _first  # ventuno, ventotto
            _mean("N", {_ten * 10 + _one: _short + _joint + _last})
_mean("N", {90: "nentedhjete, devedeset, novanta, ninety"})
_ORDINALS = _numbered(
    "prv | drug | trec | cetvrt | pet | sest | sedm | osm | devet | deset | jedanaest | dvanaest | trinaest | cetrnaest"
    "| petnaest | sesnaest | sedamnaest | osamnaest | devetnaest | dvadeset | dvadeset prv | dvadeset drug"
    "| dvadeset trec | dvadeset cetvrt | dvadeset pet | dvadeset sest | dvadeset sedm | dvadeset osm | dvadeset devet"
    "| trideset | trideset prv"
)
_mean("O", {day: _forms(stem, "i, og, oga, eg, ega") for day, stem in _ORDINALS.items()})
_mean("O", _numbered(
    "first, primo | second | third | fourth | fifth | sixth | seventh | eighth | ninth | tenth | eleventh | twelfth"
    "| thirteenth | fourteenth | fifteenth | sixteenth | seventeenth | eighteenth | nineteenth | twentieth"
    "| twenty first | twenty second | twenty third | twenty fourth | twenty fifth | twenty sixth | twenty seventh"
    "| twenty eighth | twenty ninth | thirtieth | thirty first"
))  # fmt: skip

_mean("U", {
    0: "dite, diten, ditesh, ditet, diteve, ditve, dit, dan, dana, giorno, giorni, gg, day, days",
    1: "jave, javen, javesh, javeve, javet, javes, jav, javve, nedelje, nedjelje, sedmice, sedmicu,"
       "tjedna, settimana, settimane, sett, week, weeks",
    2: "muaj, muaji, muajin, muajsh, muajve, muajit, mesec, meseca, meseci, mjesec, mjeseca, mjeseci,"
       "mese, mesi, month, months",
    3: "vit, viti, vitin, vitesh, vjet, vjetesh, vite, godine, anno, anni, year, years",
})  # fmt: skip
_mean("q", {  # "për 3 ditë" is in three days, "per 3 giorni" is for three days
    0: "dite, ditesh, dit", 1: "jave, javesh, jav, javve", 2: "muaj, muajsh", 3: "vit, vite, vjet, vitesh",
})  # fmt: skip
_mean("G", {1: "nedelja, nedelju, nedjelja, nedjelju, sedmica, sedmicu", 3: "godina, godinu"})
_mean("V", {
    1: "nedelju dana, nedjelju dana, sedmicu dana, sedmicu, tjedan dana",
    2: "mesec, mesec dana, mjesec, mjesec dana", 3: "godinu, godinu dana",
})  # fmt: skip

_ADJECTIVE = "i, a, u, e, eg, ega, em, oj, og, oga, om"
_mean("F", "pas, mbas, mas, za, kroz, nakon, posle, poslije, tra, fra, dopo, in, after")
_mean("H", "per")
_mean("Z", "za, per, for")
_mean("B", "para, pre, prije")
_mean("A", "fa, ago, me pare, ma pare, me perpara, perpara, me heret, ma heret, ranije, earlier")
_mean("R", "from now, from today, da oggi, od danas, nga sot, nga sodi")
_mean(
    "X",
    "ardhshme, ardhshem, ardhme, tjeter, tjetren, prossimo, prossima, next,"
    + _forms("sledec, sljedec, iduc, naredn", _ADJECTIVE),
)
_mean("C", "qe vjen, qe po vjen, qi vjen, qi po vjen, che viene, coming, entrante")
_mean("L", "kaluar, kalume, shkuar, shkume, qe kaloi, qe shkoi, qi kaloi, qi shkoi,"
      "scorso, scorsa, passato, passata, last, past,"
      + _forms("prosl, minul, protekl", _ADJECTIVE))  # fmt: skip
_mean("T", "kete, ket, questo, questa, this, ovaj, ova, ovu, ove, ovog, ovoga")
_mean("P", "paradite, para dite, pasdite, pas dite, mbasdite, paradreke, para dreke, pasdreke, pas dreke, mbasdreke")
_mean("P", "ne mengjes, ne mesdite, ne dreke, ne mbremje, ne mbramje, n mengjes, n dreke, n mbremje, n mbramje")
_mean("P", "ujutru, ujutro, pre podne, prepodne, prije podne, prijepodne, u podne, popodne, po podne")
_mean("P", "poslepodne, posle podne, poslijepodne, poslije podne, uvece, navece, uvecer, navecer, predvece")
_mean("P", "mattina, di mattina, pomeriggio, nel pomeriggio, sera, di sera, morning, afternoon, evening")
_mean("P", "in the morning, in the afternoon, in the evening")

_mean("e", "te, t, e, i, se")
_mean("l", "il, la, lo, l, le, di, del, dello, della, nella, the, of")
_mean("u", "u, me, ne, on, dana, diten, dita, dan, giorno, dt, data, date, daten, datum")
_mean("m", "il, the")
_mean("y", "viti, vitit, te vitit, i vitit, anno, dell anno, godina")
_mean("g", "godine, god, g")
