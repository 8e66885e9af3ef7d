"""`python -m locales.update`: bring the catalogues up to the program. `--check` only says whether they are.

Writes the template, keeps the translations that still fit, adds empty entries for new texts, and writes Serbian in
Latin anew. An entry near a text that has gone is filled in and marked fuzzy: somebody should look.
"""

import argparse
import sys
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

import polib

from locales.extract import Found, Message, extract
from locales.serbian import to_latin

ROOT = Path(__file__).resolve().parent.parent
EDITED = ("sq", "sr_Cyrl", "it")
GENERATED = "sr_Latn"
PAGE_WORDS = Path("practice/static/words/sr_Cyrl.js")
"""What the page of practice says in Serbian: edited in Cyrillic as well."""
PLURAL_FORMS = {
    "sq": "nplurals=2; plural=(n != 1);",
    "it": "nplurals=2; plural=(n != 1);",
    "sr_Cyrl": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
}
PLURAL_FORMS[GENERATED] = PLURAL_FORMS["sr_Cyrl"]


def po_path(root: Path, lang: str) -> Path:
    """Where the catalogue of a language is."""
    return root / "locales" / lang / "LC_MESSAGES" / "ascolto.po"


def template(found: Found) -> polib.POFile:
    """The texts of the program as a template: no dates and no line numbers, so it changes only with a text."""
    pot = _empty({"Content-Type": "text/plain; charset=UTF-8"})
    pot.extend(_entry(message) for message in found.messages.values())
    return pot


def merged(pot: polib.POFile, old: Iterable[polib.POEntry], lang: str) -> polib.POFile:
    """The catalogue of a language with exactly the entries of the template."""
    po = _empty(_metadata(lang))
    known = {(entry.msgctxt, entry.msgid): entry for entry in old if not entry.obsolete}
    current = {(entry.msgctxt, entry.msgid) for entry in pot}
    gone = {entry.msgid: entry for key, entry in known.items() if key not in current}
    for source in pot:
        entry = _copy(source)
        same = known.get((source.msgctxt, source.msgid))
        _fill(entry, same or _nearest(source, gone), lang, fuzzy=same is None)
        po.append(entry)
    return po


def latin(cyrillic: polib.POFile) -> polib.POFile:
    """The Serbian catalogue in Latin."""
    po = _empty(_metadata(GENERATED), "Written by `make messages` from sr_Cyrl: edit that one.")
    for source in cyrillic:
        entry = _copy(source)
        entry.msgstr = to_latin(source.msgstr)
        entry.msgstr_plural = {form: to_latin(said) for form, said in source.msgstr_plural.items()}
        entry.flags, entry.tcomment = list(source.flags), source.tcomment
        po.append(entry)
    return po


def catalogues(root: Path, found: Found) -> dict[Path, str]:
    """What every file of the catalogues ought to hold."""
    pot = template(found)
    wanted = {root / "locales" / "ascolto.pot": str(pot)}
    for lang in EDITED:
        path = po_path(root, lang)
        po = merged(pot, polib.pofile(path) if path.exists() else (), lang)
        wanted[path] = str(po)
        if lang == "sr_Cyrl":
            wanted[po_path(root, GENERATED)] = str(latin(po))
    if (words := root / PAGE_WORDS).exists():
        wanted[words.with_name(f"{GENERATED}.js")] = to_latin(words.read_text("utf-8"))
    return {path: content.rstrip("\n") + "\n" for path, content in wanted.items()}


def stale(wanted: dict[Path, str]) -> list[Path]:
    """The files that hold something else."""
    return [path for path, content in wanted.items() if not path.exists() or path.read_text("utf-8") != content]


def main(arguments: list[str] | None = None) -> int:
    """Write what is stale; with --check, exit with 1 if anything is."""
    parser = argparse.ArgumentParser(prog="python -m locales.update", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail if anything is stale")
    check = parser.parse_args(arguments).check
    found = extract(ROOT)
    wanted = catalogues(ROOT, found)
    outdated = stale(wanted)
    for path in () if check else outdated:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], "utf-8")
    done = "stale" if check else "written"
    report = [*found.complaints, *(f"{done}: {path.relative_to(ROOT)}" for path in outdated)]
    sys.stdout.writelines(f"{line}\n" for line in report)
    return 1 if found.complaints or (check and outdated) else 0


def _empty(metadata: dict[str, str], header: str = "") -> polib.POFile:
    po = polib.POFile(wrapwidth=110)
    po.metadata, po.header = metadata, header
    return po


def _metadata(lang: str) -> dict[str, str]:
    return {
        "Language": lang,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS[lang],
    }


def _entry(message: Message) -> polib.POEntry:
    occurrences = [(name, "") for name in message.files]
    entry = polib.POEntry(msgid=message.msgid, msgctxt=message.context, occurrences=occurrences)
    if message.plural:
        entry.msgid_plural, entry.msgstr_plural = message.plural, {0: "", 1: ""}
    return entry


def _copy(source: polib.POEntry) -> polib.POEntry:
    return polib.POEntry(
        msgid=source.msgid, msgctxt=source.msgctxt, msgid_plural=source.msgid_plural, occurrences=source.occurrences
    )


def _nearest(source: polib.POEntry, gone: dict[str, polib.POEntry]) -> polib.POEntry | None:
    near = [gone[msgid] for msgid in get_close_matches(source.msgid, gone, n=3, cutoff=0.85)]
    return next((entry for entry in near if entry.msgctxt == source.msgctxt), None)


def _fill(entry: polib.POEntry, old: polib.POEntry | None, lang: str, *, fuzzy: bool) -> None:
    forms = 3 if lang.startswith("sr") else 2
    if entry.msgid_plural:
        said = old.msgstr_plural if old else {}
        entry.msgstr_plural = {form: said.get(form, "") for form in range(forms)}
    elif old:
        entry.msgstr = old.msgstr
    if old:
        entry.tcomment = old.tcomment
        entry.flags = ["fuzzy"] if fuzzy or old.fuzzy else []


if __name__ == "__main__":
    sys.exit(main())
