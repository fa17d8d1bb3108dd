"""The reader compared with a team's own coding, on papers whose results are known."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.sheets import EXAMPLE, write
from corpus.store import Store
from review.validated import Field, Validated, as_data, keep_apart, kept_apart, validate
from tests.review.reviews import MATRIX, WHO, add, candidate, protocol


@pytest.fixture
def store() -> Iterator[Store]:
    """Two papers of 212 people: four results, and two."""
    with Store.in_memory() as made:
        add(made, *MATRIX)
        add(made, candidate("-.22", "Empowerment", "Group use", 5, 0), candidate(".9", "A", "B", 6, 0), name="kim2020")
        yield made


def compared(store: Store, folder: Path, *lines: str, complete: bool = False) -> Validated:
    path = folder / "team.csv"
    path.write_text("\n".join(("study,ri,ni,x,y,page", *lines)), encoding="utf-8")
    return validate(store, path, protocol(), complete=complete)


def field(done: Validated, name: str) -> Field:
    return next(one for one in done.fields if one.name == name)


def counts(done: Validated, name: str) -> tuple[int, int, int, int]:
    one = field(done, name)
    return one.recall.hits, one.recall.total, one.precision.hits, one.precision.total


ROWS = (
    "berg2019,.31,212,CES-D,Group use,1",  # right
    "berg2019,-.12,212,CES-D,Age,1",  # another sign
    "berg2019,.45,300,Empowerment,Group use,1",  # another n
    "kim2020,-.27,212,Empowerment,Group use,1",  # another r
    "kim2020,.66,212,Income,Sleep,1",  # missed
)


def test_each_field_counts_what_the_reader_has_right(store: Store, tmp_path: Path) -> None:
    done = compared(store, tmp_path, *ROWS)
    assert (done.reports, done.rows, done.answers) == (2, 5, 4)
    assert counts(done, "found on its page") == (2, 5, 2, 4)
    assert counts(done, "r") == (2, 5, 2, 4)
    assert counts(done, "sign") == (2, 3, 2, 3)
    assert counts(done, "n") == (2, 5, 2, 4)
    assert counts(done, "pair") == (2, 5, 2, 4)
    assert [(one.line, one.told) for one in done.missed] == [
        (3, "p. 1: r = .12, Age × CES-D"), (5, "p. 1: r = -.22, Empowerment × Group use"),
        (6, "the reader saw no such number there"),
    ]  # fmt: skip


def test_a_complete_sheet_makes_every_further_answer_wrong(store: Store, tmp_path: Path) -> None:
    done = compared(store, tmp_path, *ROWS, complete=True)
    assert counts(done, "r") == (2, 5, 2, 6)
    assert done.by_report == {"R1": (2, 3), "R2": (0, 2)}


def test_the_interval_is_over_reports(store: Store, tmp_path: Path) -> None:
    share = field(compared(store, tmp_path, *ROWS), "r").recall
    assert (share.value, share.low, share.high) == (0.4, 0.0, pytest.approx(2 / 3))
    alone = field(compared(store, tmp_path, ROWS[0]), "r").recall
    assert (alone.value, alone.low, alone.high) == (1.0, pytest.approx(0.025), 1.0)


def test_what_a_sheet_does_not_say_is_not_compared(store: Store, tmp_path: Path) -> None:
    done = compared(
        store, tmp_path, "berg2019,.31,,CES-D,Group use,", "nobody 1900,.2,30,a,b,1", "berg2019,.2,30,A,B,500"
    )
    assert counts(done, "n") == (0, 1, 0, 0)
    assert counts(done, "page") == (0, 0, 0, 0)
    assert as_data(done)["fields"]["page"]["recall"] == {
        "hits": 0, "total": 0, "value": None, "low": None, "high": None,
    }  # fmt: skip
    assert done.unplaced == ("line 3 nobody 1900: no such report here",)


def test_reports_that_validated_the_reader_are_kept_apart_once(store: Store, tmp_path: Path) -> None:
    done = compared(store, tmp_path, *ROWS)
    made = keep_apart(store, done, tmp_path / "team.csv", who=WHO)
    assert made is not None
    assert kept_apart(store) == {"R1", "R2"}
    assert keep_apart(store, done, tmp_path / "team.csv", who=WHO) is None


def test_gold_is_written_as_a_sheet(tmp_path: Path) -> None:
    count = write(EXAMPLE / "gold", tmp_path / "gold.csv")
    lines = (tmp_path / "gold.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == count + 1
    assert lines[0] == "study,report,doi,year,x,y,ri,ni,page,group"
