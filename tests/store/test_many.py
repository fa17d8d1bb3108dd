"""Many people at once: no item is given out twice, no decision is lost, and the record is one chain."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from corpus.store import Store
from tests.effort import effort
from tests.store.evidence import candidate, document, scored

ROOT = Path(__file__).parents[2]
PEOPLE = effort(4, 16)
ITEMS = effort(40, 1600)
A_REPORT = 20  # results of each paper

TAKE_AND_DECIDE = """
import sys
from pathlib import Path
from corpus.store import Store
from review.decisions import decide
with Store.open(Path(sys.argv[1])) as store:
    for row in store.rows():
        if store.claim(row.id, sys.argv[2]):
            print(row.id, decide(store, row.id, "reject", who=sys.argv[2], kind="cited").seq, flush=True)
"""


def filled(root: Path, database: str) -> None:
    with Store.create(root, database=database) as store:
        for number in range(ITEMS // A_REPORT):
            found = [candidate(f".{10 + row}", f"Variable {row}", "CES-D", row) for row in range(A_REPORT)]
            store.add(document(f"paper {number}"), scored(*found), [], name=f"paper{number}.pdf", rules="1")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_many_people_take_and_decide_each_item_once(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    filled(tmp_path, request.getfixturevalue("database") if kind == "postgresql" else "")
    people = [
        subprocess.Popen(
            [sys.executable, "-c", TAKE_AND_DECIDE, str(tmp_path), f"person {number}"],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for number in range(PEOPLE)
    ]  # fmt: skip
    done = [person.communicate() for person in people]
    assert [(person.returncode, errors) for person, (_, errors) in zip(people, done, strict=True)] == [(0, "")] * PEOPLE
    told = Counter(line.split()[0] for lines, _ in done for line in lines.splitlines())
    with Store.open(tmp_path) as store:
        assert told == Counter(row.id for row in store.rows())
        assert told == Counter(event.id for event in store.events())
        assert store.verify() == sum(told.values()) == ITEMS
