"""One child a paper: limits, deaths, a lost server, and systems without forks."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import BrokenRule, DamagedPaper, LimitExceeded, UnreadablePaper
from corpus.reading import Limits, child, read_document, read_document_then, read_many
from synthetic.hostile import WORDS, flate_bomb, many_pages, nested_forms, plain
from tests.reading.drawn import Sheet, document

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "ein Ordner mit Lücken" / "Prüfung.pdf"
    path.parent.mkdir()
    path.write_bytes(plain())
    return path


def test_a_paper_is_read_in_a_child(paper: Path) -> None:
    document = read_document(paper)
    assert document.passages[0].text == WORDS
    assert len(document.digest) == 64


def test_too_many_pages_are_refused_with_both_numbers(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(many_pages(1))
    with pytest.raises(LimitExceeded, match=r"5000 pages, more than the limit of 10; split it"):
        read_document(path, limits=Limits(pages=10))


def test_memory_is_limited(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pdf"
    path.write_bytes(flate_bomb(1))
    with pytest.raises(UnreadablePaper):
        read_document(path, limits=Limits(memory=400 * 2**20, seconds=10))


def test_time_is_limited_and_the_next_paper_is_read(tmp_path: Path, paper: Path) -> None:
    path = tmp_path / "bomb.pdf"
    path.write_bytes(flate_bomb(1))
    with pytest.raises(LimitExceeded, match=r"bomb\.pdf took more than 0\.3 s"):
        read_document(path, limits=Limits(seconds=0.3))
    assert read_document(paper).pages


def test_processor_time_is_limited(tmp_path: Path) -> None:
    path = tmp_path / "forms.pdf"
    path.write_bytes(nested_forms(1))
    with pytest.raises(LimitExceeded, match=r"1 s of processor time"):
        read_document(path, limits=Limits(cpu_seconds=1, seconds=300))  # a loaded machine gives no second soon


def test_a_lost_server_is_one_failure_and_is_started_again(paper: Path) -> None:
    server = child.Server()
    try:
        assert server.read(paper, Limits()).pages
        assert server._process is not None
        server._process.kill()
        server._process.wait()
        assert server.read(paper, Limits()).pages
    finally:
        server.close()


def test_a_server_that_ends_during_a_paper_is_that_papers_failure(paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "SERVE", "import socket, os; socket.socket(fileno={fd}).sendall(b'+'); os._exit(0)")
    server = child.Server()
    with pytest.raises(LimitExceeded, match="the reading process was lost"):
        server.read(paper, Limits())


def test_a_parser_that_dies_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    assert "broke the PDF parser (SIGABRT)" in str(child._death(path, 6, Limits()))
    assert "broke the PDF parser (exit status 3)" in str(child._death(path, 3 << 8, Limits()))


def test_what_a_child_says_is_raised_here(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.4 nothing")
    with pytest.raises(DamagedPaper, match=r"a\.pdf cannot be parsed"):
        child._answer(child.answer(path, Limits()), path)


def test_memory_that_runs_out_in_a_child_is_a_limit(paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from corpus.reading import reader

    def no_memory(path: Path, *, limits: Limits) -> None:
        raise MemoryError

    monkeypatch.setattr(reader, "parse", no_memory)
    with pytest.raises(LimitExceeded, match="needs more than 2048 MiB"):
        child._answer(child.answer(paper, Limits()), paper)


def test_a_fault_of_the_reader_is_that_papers_failure(paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from corpus.reading import reader

    def fault(path: Path, *, limits: Limits) -> None:
        raise KeyError("x")

    monkeypatch.setattr(reader, "parse", fault)
    with pytest.raises(DamagedPaper, match=r"broke the reader \(KeyError: 'x'\)"):
        child._answer(child.answer(paper, Limits()), paper)


def test_many_papers_come_in_the_order_asked_for(tmp_path: Path) -> None:
    for k in range(7):
        (tmp_path / f"{k}.pdf").write_bytes(plain() if k != 3 else b"")
    found = list(read_many([tmp_path / f"{k}.pdf" for k in range(7)], workers=2))
    assert [path.stem for path, _ in found] == list("0123456")
    assert [isinstance(result, UnreadablePaper) for _, result in found] == [k == 3 for k in range(7)]


def test_the_shared_server_can_be_stopped_and_comes_back(paper: Path) -> None:
    child.stop()
    child.stop()
    assert read_document(paper).pages


WITHOUT_RESOURCE = """
import sys
sys.modules["resource"] = None
from corpus.reading import Limits, child, read_document
assert not child.forking()
print(read_document(sys.argv[1]).passages[0].text)
child.GRACE = 0.0
child.ONCE = sys.argv[2]
try:
    read_document(sys.argv[1], limits=Limits(seconds=0.5))
except Exception as error:
    print(type(error).__name__, error)
"""


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("import time; time.sleep(9)", "took more than 0.5 s"),
        ("raise SystemExit(7)", "broke the PDF parser (exit status 7)"),
    ],
)
def test_without_resource_a_watchdog_guards_a_fresh_interpreter(paper: Path, program: str, message: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_RESOURCE, str(paper), program],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    first, second = done.stdout.splitlines()
    assert first == WORDS
    assert second.startswith("LimitExceeded")
    assert message in second


def test_a_fresh_interpreter_reads_where_forks_are_missing(paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "resource", None)
    assert read_document(paper).passages[0].text == WORDS
    monkeypatch.setattr(child, "ONCE", "raise SystemExit(7)")
    with pytest.raises(LimitExceeded, match=r"exit status 7"):
        read_document(paper)
    monkeypatch.setattr(child, "GRACE", 0.0)
    monkeypatch.setattr(child, "ONCE", "import time; time.sleep(9)")
    with pytest.raises(LimitExceeded, match=r"took more than 0.2 s"):
        read_document(paper, limits=Limits(seconds=0.2))


def test_words_of_a_page_set_on_its_side_come_with_their_places_on_the_page(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.canvas.translate(100, 72)
        sheet.canvas.rotate(90)
        sheet.canvas.drawString(0, 0, "Running text that is set on its side")

    drawn = document(tmp_path / "a.pdf", draw)
    (line,) = drawn.pages[0].lines
    first, last = line.words[0].box, line.words[-1].box
    assert line.text == "Running text that is set on its side"
    assert drawn.pages[0].height - 73 < first.bottom < drawn.pages[0].height - 71
    assert last.bottom < first.top
    assert line.box.x0 < 100 < line.box.x1 < 110
    assert drawn.passages[0].words == line.words
    assert read_document(tmp_path / "a.pdf") == drawn


LONG_TIME = "tests.reading.afterwards:for_ever"


def test_a_function_is_called_on_the_document_in_the_same_child(paper: Path) -> None:
    document, words = read_document_then(paper, "tests.reading.afterwards:count")
    assert document == read_document(paper)
    assert words == len(WORDS.split())


def test_a_rule_that_takes_for_ever_is_that_papers_failure(paper: Path) -> None:
    with pytest.raises(LimitExceeded, match=r"took more than 2 s"):
        read_document_then(paper, LONG_TIME, limits=Limits(seconds=2))
    assert read_document(paper).pages


@pytest.mark.parametrize(
    ("name", "reason"),
    [("breaks", "ValueError: no such scale. Please report it."), ("missing", "AttributeError: module")],
)
def test_a_rule_that_fails_is_named_with_its_reason(paper: Path, name: str, reason: str) -> None:
    with pytest.raises(BrokenRule, match=re.escape(reason)):
        read_document_then(paper, f"tests.reading.afterwards:{name}")


def test_an_error_of_ours_after_reading_keeps_its_code(paper: Path) -> None:
    with pytest.raises(LimitExceeded, match="needs more than 2048 MiB"):
        child._answer(child.answer(paper, Limits(), "tests.reading.afterwards:greedy"), paper)
    with pytest.raises(DamagedPaper, match="the third table"):
        child._answer(child.answer(paper, Limits(), "tests.reading.afterwards:refuses"), paper)
