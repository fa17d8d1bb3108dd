import json
from pathlib import Path

import pytest

from corpus.errors import StookError
from corpus.store import Store
from flows.beginnings import is_laid_out, lay_out_example
from flows.demonstrate import EXAMPLE, MARK, lay_out, recorded, remember, unchanged


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example, laid out and marked as done."""
    place = tmp_path / "demo"
    lay_out(place)
    (place / "store").mkdir()
    remember(place, 7)
    return place


def test_an_untouched_demo_is_recognised(folder: Path) -> None:
    assert unchanged(folder, 7)


@pytest.mark.parametrize(
    "touched", ["review.toml", "papers/Okafor2021.pdf", "reports/0001/analysis.json", "papers/new.pdf"]
)
def test_a_touched_file_makes_the_demo_run_again(folder: Path, touched: str) -> None:
    path = folder / touched
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"touched")
    assert not unchanged(folder, 7)


def test_a_decision_makes_the_demo_run_again(folder: Path) -> None:
    assert not unchanged(folder, 8)


def test_other_code_makes_the_demo_run_again(folder: Path) -> None:
    mark = json.loads((folder / MARK).read_text(encoding="utf-8"))
    (folder / MARK).write_text(json.dumps({**mark, "code": "older"}), encoding="utf-8")
    assert not unchanged(folder, 7)


def test_a_damaged_mark_counts_as_none(folder: Path) -> None:
    (folder / MARK).write_text("{", encoding="utf-8")
    assert not unchanged(folder, 7)


def test_what_a_person_changed_in_the_demo_stays(folder: Path) -> None:
    (folder / "review.toml").write_text("[review]\ntitle = 'Mine'\n", encoding="utf-8")
    lay_out(folder)
    assert "Mine" in (folder / "review.toml").read_text(encoding="utf-8")


def test_an_untouched_demo_follows_the_bundled_example(folder: Path) -> None:
    (folder / "review.toml").write_text("[review]\ntitle = 'An older example'\n", encoding="utf-8")
    remember(folder, 7)
    lay_out(folder)
    assert (folder / "review.toml").read_bytes() == (EXAMPLE / "review.toml").read_bytes()


def test_a_review_of_somebodys_own_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "review.toml").write_text("[review]\ntitle = 'Mine'\n", encoding="utf-8")
    with pytest.raises(StookError, match="a review of its own"):
        lay_out(tmp_path)
    assert not (tmp_path / "papers").exists()


def test_recorded_decisions_are_marked_as_the_examples() -> None:
    assert {json.loads(line)["who"] for line in recorded()} == {"example author"}


def test_the_example_of_the_start_page_is_what_the_demo_makes(review: Path) -> None:
    assert not is_laid_out(review)
    heard: list[str] = []
    lay_out_example(review, heard.append)
    assert heard[0].startswith("reading paper 1 of ")
    assert heard[-1] == "pooling"
    assert is_laid_out(review)
    with Store.open(review) as store:
        assert unchanged(review, store.generation())
        assert store.events()
