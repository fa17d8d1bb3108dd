"""Hostile files come to the right end in time, and their neighbours are read."""

import time
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.errors import UnreadablePaper
from corpus.reading import Limits, read_document, read_many
from synthetic.hostile import WORDS, mutated, plain, write_hostile
from tests.effort import effort

QUICK = Limits(seconds=2.5, cpu_seconds=2.0, characters=300_000)
FUZZING = effort(5.0, 600.0)  # seconds
FEWEST = effort(5, 500)  # of either end, however loaded the machine


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


def test_mutated_papers_are_read_or_refused_and_nothing_else(tmp_path: Path) -> None:
    began, seed, read, whole = time.monotonic(), 0, 0, plain()
    refused: list[str] = []
    while time.monotonic() - began < FUZZING:
        path = tmp_path / "mutated.pdf"
        path.write_bytes(mutated(whole, seed))
        try:
            read += bool(read_document(path, limits=QUICK).pages)
        except UnreadablePaper as error:
            refused.append(f"seed {seed}: {error}")
        seed += 1
    assert read > FEWEST
    assert len(refused) > FEWEST
    assert not [reason for reason in refused if "broke the reader" in reason]
