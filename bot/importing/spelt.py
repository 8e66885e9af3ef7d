"""The words in which lists say things, besides the labels of the program: Latin letters without diacritics."""

from collections.abc import Mapping

HEADINGS: Mapping[str, str] = {
    "name": "name, full name, name and surname, surname and name, first name, family, head, head of "
    "household, person, emri, emer, emri dhe mbiemri, emri e mbiemri, emri mbiemri, mbiemri dhe emri, personi, "
    "perfituesi, familja, "
    "kryefamiljari, emri i kryefamiljarit, ime, ime i prezime, prezime i ime, porodica, nosilac, "
    "nosilac domacinstva, korisnik, nome, nome e cognome, cognome e nome, nominativo, famiglia, "
    "capofamiglia, nome del capofamiglia, ime nosioca domacinstva",
    "surname": "surname, last name, family name, mbiemri, mbiemer, prezime, cognome",
    "kind": "household, kind, type, type of household, lloji, lloji i familjes, tipi, vrsta, vrsta "
    "domacinstva, tip, tip domacinstva, domacinstvo, tipo, tipo di nucleo, nucleo, nucleo familiare,"
    " tipologia, ko tamo zivi",
    "neighbourhood": "neighbourhood, neighborhood, quarter, part of town, area, lagjja, lagja, lagje, "
    "lgj, mahalla, vendi, vendbanimi, naselje, mahala, kvart, deo grada, quartiere, zona, rione, localita, "
    "mesto, selo",
    "phone": "phone, phone number, telephone, tel, tel no, mobile, mobile phone, telefoni, telefon, nr i "
    "telefonit, nr tel, numri i telefonit, numri telefonit, nr telefonit, "
    "nr kontaktues, numri kontaktues, numri, celulari, mob, nr mob, broj telefona, br telefona, br tel, "
    "mobilni, telefono, cellulare, cell, n tel, numero di telefono, recapito, recapito telefonico, "
    "kontakt telefon, telefonski broj",
    "safe_to_call": "safe to call, when to call, kur te telefonohet, kur mund te telefonohet, kada zvati, kada se "
    "zove, bezbedno za poziv, quando chiamare, orario per chiamare, kad zvati",
    "consent": "consent, pelqimi, pelqim, saglasnost, pristanak, consenso, consenso privacy, privacy",
    "language": "language, gjuha, jezik, lingua",
    "year": "year of birth, born, birth year, date of birth, birthday, dob, viti i lindjes, viti lindjes, "
    "data e lindjes, datelindja, ditelindja, lindur, lindja, godina rodjenja, godiste, datum rodjenja, rodjen, "
    "rodjena, anno di nascita, data di nascita, anno nascita, data nascita, nascita, nato, nata, nato a, nato il, "
    "god rodjenja, dat rodjenja",
    "sex": "sex, gender, gjinia, pol, sesso, genere",
    "code": "code, reference, ref, file, file number, kodi, referenca, nr i dosjes, dosja, nr i familjes, "
    "sifra, kod, broj dosijea, dosije, codice, riferimento, codice famiglia, fascicolo, n fascicolo, "
    "broj kartona, br kartona, karton",
    "owner": "operator, owner, visited by, operatori, operatorja, pergjegjesi, kush viziton, viziton, vizituar nga, "
    "operater, zaduzen, zaduzeni, ko posecuje, operatore, operatrice, volontario, volontaria, referente, "
    "responsabile, operaterka, zaduzena, zaduzena osoba",
    "last_visit": "last visit, last seen, date of last visit, vizita e fundit, data e vizites se fundit, data e "
    "vizites, poslednja poseta, zadnja poseta, datum poslednje posete, datum posete, ultima visita, "
    "data ultima visita, data della visita, ultimo incontro, poslednji obilazak",
    "next_contact": "next contact, next visit, follow up, go back, kontakti i radhes, vizita e radhes, "
    "vizita e ardhshme, kontakti i ardhshem, sledeci kontakt, sledeca poseta, naredna poseta, prossimo contatto, "
    "nuovo contatto, prossima visita, prossimo incontro, prossimo appuntamento, naredni kontakt, sledeci obilazak",
    "needs": "needs, need, nevojat, nevoja, potrebe, potreba, bisogni, bisogno, bisogni rilevati, problematiche",
    "note": "note, notes, remarks, remark, comment, shenim, shenime, shenimi, shenimet, verejtje, verejtjet, koment, "
    "komente, napomena, napomene, beleska, beleske, komentar, note varie, annotazioni, osservazioni, appunti, "
    "commento",
}
"""The words that stand above columns, by field."""

KINDS: Mapping[str, str] = {
    "family": "familje, familja, familje me femije, porodica, famiglia, nucleo",
    "elderly_alone": "i moshuar vetem, e moshuar vetem, i moshuar, e moshuar, plak vetem, plake vetem, starac, "
    "starica, stara osoba, starija osoba, starija osoba sama, anziano solo, anziana sola, anziano, "
    "anziana, elderly alone, elderly",
    "elderly_couple": "cift i moshuar, cift te moshuar, cifti i moshuar, cift pleqsh, stariji par, par starih, "
    "coppia anziana, coppia di anziani, stari bracni par, stariji bracni par",
    "single_parent": "prind vetushqyes, nene vetushqyese, nene e vetme, baba vetushqyes, vejushe me femije, "
    "samohrana majka, samohrani roditelj, madre sola, padre solo, genitore solo, ragazza madre, single mother, "
    "widow with children, samohrani otac",
    "single_person": "vetem, person i vetem, samac, sam, sama, persona sola, solo, sola, alone, single, "
    "zivi sam, zivi sama",
    "grandparents": "gjyshe e gjysh, gjyshe dhe gjysh, gjysher, gjyshja me niper, baba i deda, nonni, "
    "nonni con nipoti, grandparents, baka i deda, baka i deka",
}
"""Who lives there."""

CONSENTS: Mapping[str, str] = {
    "given": "yes, po, da, si, given, dhene, e dhene, pajtohet, dato, firmato, ok, x, dao, dala",
    "refused": "no, jo, ne, refused, refuzuar, refuzoi, nuk pajtohet, odbijen, odbijeno, rifiutato, negato, "
    "odbio, odbila",
    "later": "later, me vone, kasnije, dopo, da chiedere, ?",
}
"""What a family answered."""

NEEDS: Mapping[str, str] = {
    "housing": "house, home, shtepi, shtepia, banimi, strehim, kuca, stan, smestaj, abitazione, alloggio",
    "family": "family, familja, familje, porodica, porodicni problemi, famiglia, familiari",
    "poverty": "money, poor, varferi, varferia, para, pa te ardhura, siromastvo, siromasni, novac, bez prihoda, "
    "poverta, denaro, soldi, economici, problemi economici, senza reddito",
    "employment": "work, job, unemployed, unemployment, pune, puna, papunesi, papunesia, i papune, e papune, posao, "
    "bez posla, nezaposlen, nezaposlena, lavoro, disoccupazione, disoccupato, disoccupata",
    "health": "illness, ill, medicines, shendet, shendeti, shendetesi, semundje, semure, barna, bolest, bolestan, "
    "bolesna, lekovi, zdravstveno stanje, malattia, malato, malata, farmaci, sanita",
    "disability": "disabled, aftesi te kufizuara, aftesia e kufizuar, invalid, invalidnost, invalidi, "
    "disabile, handicap",
    "elderly": "elderly, alone, old age, pleqeri, pleqeria, vetmi, vetmia, starost, samoca, anziani, anziano, anziana, "
    "solitudine",
    "education": "school, arsim, arsimi, shkolle, shkolla, shkollim, shkollimi, skola, obrazovanje, scuola",
    "papers": "papers, id card, dokumentet, leternjoftim, letra, papiri, licna karta, dokumenti, carte, permesso",
    "justice": "court, prison, drejtesi, drejtesia, burg, burgu, gjyq, gjyqi, sud, zatvor, carcere, tribunale",
    "displacement": "displaced, zhvendosja, te zhvendosur, i zhvendosur, raseljeni, raseljen, raseljena, izbeglica, "
    "izbeglice, sfollati, sfollato, sfollata, profughi",
}
"""What is missing. No word for goods such as food: those are asked for or given, and are no need by themselves."""

SEXES: Mapping[str, str] = {
    "female": "f, w, woman, femer, gruaja, grua, z, zena, zenski, zensko, donna, femmina",
    "male": "m, man, mashkull, burre, muskarac, muski, musko, uomo, maschio",
}

LANGUAGES: Mapping[str, str] = {
    "sq": "sq, al, alb, shqip, albanian, albanski, albanese, shqipe",
    "sr": "sr, srp, srpski, serbian, serbisht, serbo, sr latn, sr cyrl, bos, bosanski, boshnjakisht, bosniaco",
    "it": "it, ita, italiano, italian, italisht, italijanski",
    "en": "en, eng, english, anglisht, engleski, inglese",
}
"""The family's language."""

CALLS: Mapping[str, str] = {
    "never": "no, jo, ne, mos, kurre, nikad, mai, never",
    "any": "yes, po, da, si, always, gjithmone, uvek, sempre, uvijek, bilo kad",
}
"""Whether it is safe to call."""

NEIGHBOURHOOD = (
    *("lagjja", "lagja", "lgj", "naselje", "kvart", "quartiere", "rione", "zona"),
    *("neighbourhood", "neighborhood"),
)
"""Words that may stand before a name of a place and mean nothing."""
