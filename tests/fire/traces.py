"""Looking for words in files as a thief would: as they are, in capitals, in wide characters, escaped, in digits, in
base64."""

import base64
import json
import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

Files = Iterable[tuple[str, bytes]]


def traces(files: Files, secrets: Iterable[str]) -> list[tuple[str, str]]:
    """In which file which of the secrets stands."""
    looked_for = {form.lower(): secret for secret in secrets for form in _forms(secret)}
    with tempfile.TemporaryDirectory() as folder:
        names = _spread(files, Path(folder))
        found = list(_grep(looked_for, Path(folder)))
    return sorted({(names[number], looked_for.get(hit, repr(hit))) for number, hit in found})


def _forms(secret: str) -> Iterator[bytes]:
    """How it could stand in a file from which zeros were taken, so that wide Latin letters are narrow ones."""
    raw = secret.encode()
    each = (
        *(said.encode() for said in (secret, secret.lower(), secret.upper())),
        *(secret.encode(wide).replace(b"\0", b"") for wide in ("utf-16-le", "utf-16-be")),
        json.dumps(secret)[1:-1].encode(),
        raw.hex().encode(),
        *_base64(raw),
    )
    yield from (form for form in each if b"\n" not in form)


def _base64(raw: bytes) -> Iterator[bytes]:
    """The letters that depend on it alone, wherever it begins among groups of three."""
    for before in range(3):
        coded = base64.b64encode(bytes(before) + raw)
        yield coded[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6]


def _spread(files: Files, folder: Path) -> Mapping[str, str]:
    """Write the files as `grep` will see them; returns their names by those that they have here."""
    names = {}
    for number, (name, content) in enumerate(files):
        (folder / str(number)).write_bytes(content + b"\n" + content.replace(b"\0", b""))
        names[str(number)] = name
    return names


def _grep(patterns: Iterable[bytes], folder: Path) -> Iterator[tuple[str, bytes]]:
    """In which file what stands, in small letters: one look for all patterns, however many."""
    with tempfile.NamedTemporaryFile() as listed:
        listed.write(b"\n".join(sorted(patterns)) + b"\n")
        listed.flush()
        command = ["grep", "-raioF", "-f", listed.name, "."]
        env = {"LC_ALL": "C", "PATH": os.environ["PATH"]}
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr.decode()
    for line in set(done.stdout.splitlines()):
        number, _, hit = line.removeprefix(b"./").partition(b":")
        yield number.decode(), hit.lower()
