"""A made-up thesis is read page by page, and its tables are found."""

from pathlib import Path

from corpus.reading.limits import Limits
from corpus.reading.reader import parse
from synthetic.thesis import NAMES, TABLE_EVERY, thesis


def test_a_thesis_has_its_pages_and_a_matrix_on_every_tenth(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(thesis(2 * TABLE_EVERY))
    read = parse(path, limits=Limits())
    assert [page.number for page in read.pages] == list(range(1, 21))
    assert [(table.page, table.label) for table in read.tables] == [(10, "Table 1"), (20, "Table 2")]
    values = [c.text for row in read.tables[0].cells for c in row if c.text.lstrip("-").startswith(".")]
    assert len(values) == len(NAMES) * (len(NAMES) - 1) // 2
    assert sum("r(213) = ." in passage.text for passage in read.passages) > 0


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert thesis(3, seed=4) == thesis(3, seed=4) != thesis(3, seed=5)
