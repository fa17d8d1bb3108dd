"""Numbers as journals print them, and running text with its gold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from synthetic.printing import (
    Style,
    ascii_number,
    count,
    number,
    p_clause,
    p_value,
    result,
    signed,
    star_legend,
    stars,
)  # fmt: skip
from synthetic.prose import Writer, plain
from synthetic.references import cited_works
from synthetic.specs import TEXTS, PaperSpec, read_spec

APA = Style()
ZERO = Style(zero=True, minus="–", exact=False)


@pytest.fixture(scope="module")
def spec() -> PaperSpec:
    return read_spec(TEXTS / "Tanaka2022.toml")


def test_a_coefficient_has_the_journals_minus_and_zero() -> None:
    assert number(-0.344, APA) == "−.34"
    assert number(-0.344, ZERO) == "–0.34"
    assert ascii_number(-0.344, ZERO) == "-0.34"
    assert number(0.1466, replace(APA, decimals=3)) == ".147"


def test_zero_has_no_sign() -> None:
    assert number(-0.0004, APA) == ".00"
    assert signed(-0.001, APA) == "0.00"


def test_p_is_exact_or_a_bound() -> None:
    assert p_value(0.00004, APA) == ("<", ".001")
    assert p_value(0.0421, APA) == ("=", ".042")
    assert [p_value(p, ZERO) for p in (0.0001, 0.004, 0.03, 0.2)] == [
        ("<", "0.001"), ("<", "0.01"), ("<", "0.05"), (">", "0.05"),
    ]  # fmt: skip
    assert p_clause(0.03, replace(APA, exact=False)) == "_p_ < .05"


def test_stars_follow_the_levels_that_the_journal_knows() -> None:
    assert [stars(p, APA) for p in (0.2, 0.04, 0.009, 0.0001)] == ["", "*", "**", "***"]
    assert stars(0.0001, replace(APA, stars=2)) == "**"
    assert star_legend(replace(APA, stars=2)) == "*_p_ < .05. **_p_ < .01."
    assert star_legend(replace(APA, raised=True)).startswith("^*^_p_ < .05.")


@pytest.mark.parametrize(
    ("stat", "text"),
    [
        ("df", "_r_(98) = −.25, _p_ = .012"),
        ("plain", "_r_ = −.25, _p_ = .012"),
        ("n", "_r_ = −.25, _n_ = 100, _p_ = .012"),
        ("ci", "_r_(98) = −.25, 95% CI [−.43, −.06], _p_ = .012"),
        ("list", "_r_ = −.25"),
    ],
)
def test_a_result_is_worded_in_five_ways(stat: str, text: str) -> None:
    assert result(-0.25, 100, Style(stat=stat)) == text  # type: ignore[arg-type]


def test_people_are_counted_with_a_comma() -> None:
    assert count(1204) == "1,204"


def test_a_text_remembers_what_it_printed(spec: PaperSpec) -> None:
    writer = Writer(spec)
    text = writer.fill("Distress and use were related, {r dep osg | distress | use | sample=women}; _n_ = {n men}.")
    assert plain(text) == "Distress and use were related, r(246) = .16, p = .011; n = 193."
    first, second = writer.mentions
    assert (first.gold["x"], first.gold["y"], first.gold["r_printed"]) == ("distress", "use", ".16")
    assert (first.gold["n"], first.gold["p"], first.gold["group"]) == (248, ".011", "Women")
    assert second.gold == {"label": "Men", "n": 193, "role": "subgroup"}
    assert first.evidence == "Distress and use were related, r(246) = .16, p = .011"


def test_blocks_are_headings_paragraphs_and_tables(spec: PaperSpec) -> None:
    blocks = Writer(spec).blocks("# Results\n\nOne\nline.\n\n{table main}\n\n## More\n\n{bank closing 1}")
    assert [b.kind for b in blocks] == ["h1", "p", "table", "h2", "p"]
    assert blocks[1].text == "One line."
    assert blocks[2].text == "main"


def test_only_cited_works_are_listed() -> None:
    works = cited_works("As shown (Ibarra, 2011), and by Lund and Ferreira (2008).")
    assert [work.split(",")[0] for work in works] == ["Ibarra", "Lund"]
