"""Finding texts in a program and bringing catalogues up to it."""

from pathlib import Path

import polib
import pytest

from locales import update
from locales.extract import Found, extract


def program(tmp_path: Path, source: str) -> Found:
    (tmp_path / "bot").mkdir(exist_ok=True)
    (tmp_path / "bot" / "visit.py").write_text(source, encoding="utf-8")
    return extract(tmp_path)


def translated(tmp_path: Path, lang: str, msgid: str, said: str) -> Path:
    path = update.po_path(tmp_path, lang)
    po = polib.pofile(path)
    entry = po.find(msgid)
    assert entry
    entry.msgstr = said
    path.write_text(str(po), encoding="utf-8")
    return path


def write(tmp_path: Path, found: Found) -> None:
    for path, content in update.catalogues(tmp_path, found).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def test_texts_buttons_and_plurals_are_found(tmp_path: Path) -> None:
    found = program(
        tmp_path,
        "from bot.words import button, plural as many, text\n"
        'a = text("Saved for {name}.", name="Arta")\n'
        'b = [button("Save"), button("Open" if a else "Close")]\n'
        'c = many("{n} visit", "{n} visits", 3)\n',
    )

    assert list(found.messages) == [
        (None, "Saved for {name}."),
        ("button", "Save"),
        ("button", "Open"),
        ("button", "Close"),
        (None, "{n} visit"),
    ]
    assert found.messages[None, "{n} visit"].plural == "{n} visits"
    assert not found.complaints


def test_what_has_no_words_needs_no_translation(tmp_path: Path) -> None:
    found = program(tmp_path, 'from bot.words import button, text\ntext("{a}, {b}", a=1, b=2)\nbutton("✓ {a}", a=1)\n')

    assert not found.messages
    assert not found.complaints


def test_functions_of_the_same_name_are_left_alone(tmp_path: Path) -> None:
    found = program(tmp_path, 'from sqlalchemy import text\ntext("SELECT 1")\nimport re\nre.text("x")\n')

    assert not found.messages


@pytest.mark.parametrize(
    "call",
    [
        "text(name)",
        'text(f"Saved for {name}")',
        'text("Saved for {name}.")',
        'text("Saved.", name=name)',
        'text("Saved for {name.x}.", name=name)',
        'text("Saved for {name", name=name)',
        'plural("a visit", "{n} visits", 2)',
    ],
)
def test_a_call_that_cannot_work_is_complained_about(tmp_path: Path, call: str) -> None:
    found = program(tmp_path, f"from bot.words import plural, text\nname = 'Arta'\n{call}\n")

    assert len(found.complaints) == 1
    assert found.complaints[0].startswith("bot/visit.py:3: ")


def test_a_translation_stays_while_its_text_does(tmp_path: Path) -> None:
    write(tmp_path, program(tmp_path, 'from bot.words import text\ntext("Saved.")\n'))
    path = translated(tmp_path, "sr_Cyrl", "Saved.", "Сачувано.")

    write(tmp_path, program(tmp_path, 'from bot.words import text\ntext("Today")\ntext("Saved.")\n'))

    assert [(entry.msgid, entry.msgstr) for entry in polib.pofile(path)] == [("Today", ""), ("Saved.", "Сачувано.")]
    assert [entry.msgstr for entry in polib.pofile(update.po_path(tmp_path, "sr_Latn"))] == ["", "Sačuvano."]


def test_a_text_that_changed_a_little_is_kept_for_a_second_look(tmp_path: Path) -> None:
    write(tmp_path, program(tmp_path, 'from bot.words import text\ntext("The visit was saved.")\n'))
    path = translated(tmp_path, "it", "The visit was saved.", "Visita salvata.")

    write(tmp_path, program(tmp_path, 'from bot.words import text\ntext("The visit is saved.")\n'))

    entry = polib.pofile(path)[0]
    assert (entry.msgstr, entry.fuzzy) == ("Visita salvata.", True)


def test_the_files_are_the_same_when_nothing_changed(tmp_path: Path) -> None:
    found = program(tmp_path, 'from bot.words import text\ntext("Saved.")\n')
    write(tmp_path, found)

    assert not update.stale(update.catalogues(tmp_path, found))


def test_a_new_text_makes_the_catalogues_stale(tmp_path: Path) -> None:
    write(tmp_path, program(tmp_path, 'from bot.words import text\ntext("Saved.")\n'))
    found = program(tmp_path, 'from bot.words import text\ntext("Saved.")\ntext("Today")\n')

    stale = update.stale(update.catalogues(tmp_path, found))

    assert len(stale) == 5
