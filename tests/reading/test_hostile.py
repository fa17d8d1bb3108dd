"""Hostile files come to the right end in time, and their neighbours are read."""

import time
from collections import Counter
from pathlib import Path

import pytest

import corpus
from corpus.document import Document
from corpus.errors import UnreadablePaper
from corpus.reading import Limits, read_document, read_many
from synthetic.hostile import SENTENCE, WORDS, mutated, one_page, plain, stream, write_hostile
from synthetic.markup import html, jats
from tests.effort import effort

QUICK = Limits(seconds=2.5, cpu_seconds=2.0, characters=300_000)
FUZZING = effort(5.0, 600.0)  # seconds
FEWEST = effort(5, 500)  # of either end, however loaded the machine
PATIENT = Limits(seconds=20.0, cpu_seconds=10.0, characters=300_000)  # a whole paper on a busy machine
EXAMPLE = Path(corpus.__file__).parent / "example" / "papers"


def test_every_hostile_file_comes_to_its_end_and_its_neighbours_are_read(tmp_path: Path) -> None:
    found = write_hostile(tmp_path)
    (tmp_path / "neighbour.pdf").write_bytes(plain())
    names = [name for one in found for name in (one.name, "neighbour.pdf")]
    began = time.monotonic()
    results = list(read_many([tmp_path / name for name in names], limits=QUICK, workers=2))
    assert [path.name for path, _ in results] == names
    for one, (path, result) in zip(found, results[::2], strict=True):
        outcome = result.code if isinstance(result, UnreadablePaper) else "document"
        assert (path.name, outcome in one.outcomes) == (one.name, True), result
        if isinstance(result, UnreadablePaper):
            assert one.name in str(result) or "Page" in str(result)
            assert "\n" not in str(result)
    for _, neighbour in results[1::2]:
        assert isinstance(neighbour, Document)
        assert neighbour.passages[0].text == WORDS
    assert time.monotonic() - began < 30


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePaper, match=r"gone\.pdf does not exist; check the name") as caught:
        read_document(tmp_path / "gone.pdf")
    assert caught.value.code == "missing"


def test_letters_without_height_are_not_seen(tmp_path: Path) -> None:
    flat = SENTENCE.replace(b"72 700 Td", b"1 0 0 0 72 680 Tm").replace(b".25", b".99")
    (tmp_path / "flat.pdf").write_bytes(one_page(stream(SENTENCE + b" " + flat)))
    assert read_document(tmp_path / "flat.pdf", limits=QUICK).passages[0].text == WORDS


def test_mutated_papers_are_read_or_refused_and_nothing_else(tmp_path: Path) -> None:
    whole = {
        "plain.pdf": plain(), "journal.pdf": (EXAMPLE / "Okafor2021.pdf").read_bytes(),
        "full-text.xml": jats(1).data, "page.html": html(1).data,
    }  # fmt: skip
    began, seed = time.monotonic(), 0
    outcomes: Counter[str] = Counter()
    broken: list[str] = []
    while time.monotonic() - began < FUZZING or min(outcomes["read"], outcomes["refused"]) < FEWEST:
        for name, data in whole.items():
            path = tmp_path / name
            path.write_bytes(mutated(data, seed))
            try:
                outcomes["read"] += bool(read_document(path, limits=PATIENT).pages)
            except UnreadablePaper as error:
                outcomes["refused"] += 1
                broken += [f"seed {seed}: {error}"] if "broke the reader" in str(error) else []
        seed += 1
    print(dict(outcomes))
    assert broken == []
