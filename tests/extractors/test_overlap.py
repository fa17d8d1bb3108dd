"""Reports that may tell of the same people."""

import pytest

from extractors import extract
from extractors.characteristics import characteristics
from extractors.overlap import Facts, facts, overlapping, overlaps, surname
from extractors.sample_sizes import sample_sizes
from tests.papers import paper

NO_CORRELATIONS: frozenset[tuple[tuple[str, str], float]] = frozenset()


def report(
    name: str,
    *authors: str,
    n: int = 0,
    age: float = 0.0,
    correlations: frozenset[tuple[tuple[str, str], float]] = NO_CORRELATIONS,
    panel: str = "",
) -> Facts:
    return Facts(
        name,
        frozenset(map(surname, authors)),
        frozenset({n} if n else ()),
        frozenset({age} if age else ()),
        correlations,
        frozenset({panel} if panel else ()),
    )


def test_a_shared_author_with_equal_n_and_age_is_flagged() -> None:
    flag = overlapping(report("A", "Ås, K.", n=214, age=34.2), report("B", "K. Ås", "Lee, B.", n=214, age=34.21))
    assert flag is not None
    assert (flag.code, flag.severity) == ("overlapping_sample", "soft")
    assert dict(flag.numbers) == {"n": 214.0, "mean_age": 34.2}
    assert flag.message == "A and B share as, n = 214 and mean age 34.2."


def test_other_people_of_the_same_author_are_not_flagged() -> None:
    one = report("A", "Lee, B.", n=214, age=34.2)
    assert overlapping(one, report("B", "Lee, B.", n=214, age=36.0)) is None
    assert overlapping(one, report("C", "Lee, B.", n=215, age=34.2)) is None
    assert overlapping(one, report("D", "Kim, B.", n=214, age=34.2)) is None


def test_three_equal_correlations_are_flagged_and_two_are_not() -> None:
    equal = [(("a", "b"), 0.31), (("a", "c"), -0.12), (("b", "c"), 0.44)]
    three = report("A", correlations=frozenset(equal))
    assert overlapping(three, report("B", correlations=frozenset(equal[:2]))) is None
    flag = overlapping(three, report("C", correlations=frozenset([*equal, (("c", "d"), 0.2)])))
    assert flag is not None
    assert dict(flag.numbers) == {"equal_correlations": 3.0}


def test_one_named_panel_is_flagged() -> None:
    found = overlaps([report("A", panel="SOEP"), report("B", panel="SOEP"), report("C", panel="HILDA")])
    assert [(one, other) for one, other, _ in found] == [("A", "B")]


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Smith, Jane A.", "smith"),
        ("Jane A. Smith", "smith"),
        ("Smith JA", "smith"),
        ("J. van der Meer", "van der meer"),
        ("van der Meer, J.", "van der meer"),
        ("Müller", "muller"),
        ("", ""),
    ],
)
def test_a_surname_is_found_however_it_is_written(author: str, expected: str) -> None:
    assert surname(author) == expected


def test_facts_are_gathered_from_what_was_read() -> None:
    document = paper(
        "A total of 214 nurses (mean age = 41.2 years, SD = 9.0) took part. "
        "We used data from the Health and Ageing Panel (HAP) of adults. "
        "Trust correlated with vigour (r = .31, p < .01)."
    )
    told = facts(
        "A",
        ["Lee, B."],
        samples=sample_sizes(document),
        found=characteristics(document),
        candidates=extract(document),
    )
    assert told.authors == {"lee"}
    assert 214 in told.sizes
    assert told.mean_ages == {41.2}
    assert told.panels == {"HAP"}
    assert {r for _, r in told.correlations} == {0.31}
