"""What the tests of the pages look at: three of the example's papers, and a protocol of two questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from corpus.evidence import Flag, Scored
from corpus.store import Store
from flows.ingest import ReadPaper

EXAMPLE = Path(__file__).parent.parent.parent / "corpus" / "example" / "papers"
PAPERS = [EXAMPLE / f"{name}.pdf" for name in ("Achterberg2016", "Okafor2021", "Moreau2023")]
PROTOCOL = """
[review]
title = "Help seeking"
[constructs.symptoms]
label = "Depressive symptoms"
high = "more symptoms"
terms = ["depressive symptoms", "psychological distress", "loneliness", "beck depression inventory"]
reverse_terms = ["social support"]
[constructs.seeking]
label = "Help seeking"
high = "more often"
terms = ["help seeking", "use of the groups", "support channels", "support communities"]
[constructs.stigma]
label = "Self-stigma"
high = "more"
terms = ["self-stigma", "empowerment"]
[[questions]]
id = "symptoms"
label = "Symptoms and help seeking"
x = "symptoms"
y = "seeking"
[[questions]]
id = "stigma"
label = "Stigma and symptoms"
x = "stigma"
y = "symptoms"
"""


DOUBTED = Flag("sign_conflict", "hard", "Ink like a minus stands left of it; no character explains it.")


def fill(store: Store, papers: Sequence[ReadPaper]) -> None:
    """Store what was read; the sign of the second paper's first correlation in running text is in doubt."""
    for index, paper in enumerate(papers):
        assert paper.document is not None, paper.message
        scored = list(paper.scored)
        if index == 1:
            where = next(i for i, one in enumerate(scored) if _is_easy(one) and one.candidate.where == "text")
            scored[where] = replace(scored[where], candidate=replace(scored[where].candidate, flags=(DOUBTED,)))
        store.add_file(paper.path)
        store.add(paper.document, scored, paper.samples, name=paper.path.name, rules="1", told=paper.told)


def _is_easy(one: Scored) -> bool:
    candidate = one.candidate
    return one.kind == "correlation" and bool(candidate.n and candidate.x and candidate.y)
