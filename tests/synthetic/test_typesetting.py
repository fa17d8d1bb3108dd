"""Tables as grids, sources as pages, and where things stand on them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from synthetic.gold import table_page
from synthetic.grids import make_grid
from synthetic.papers import make
from synthetic.places import Places, read_pages, squeeze
from synthetic.specs import TEXTS, PaperSpec, read_spec
from synthetic.standard_fonts import markup
from synthetic.studies import correlation
from synthetic.typesetting import literal, pdf


def spec(name: str) -> PaperSpec:
    return read_spec(TEXTS / f"{name}.toml")


def test_women_stand_above_the_diagonal_and_men_below() -> None:
    paper = spec("Tanaka2022")
    grid = make_grid(paper, paper.tables[0])
    assert (grid.body[0][2].text, grid.body[1][1].text) == (".16", ".12")
    groups = {(g["row"][:4], g["col"][:4]): g["group"] for g in grid.correlations}
    assert groups["Psyc", "Help"] == "Women"
    assert groups["Help", "Psyc"] == "Men"
    assert [row[i + 1].text for i, row in enumerate(grid.body)] == ["–"] * 5


def test_an_empty_last_column_is_not_printed() -> None:
    paper = spec("Okafor2021")
    blank = replace(paper.tables[0], diagonal="blank")
    assert make_grid(paper, blank).columns == make_grid(paper, paper.tables[0]).columns - 1


def test_every_cell_of_a_matrix_is_the_correlation_of_its_row_and_column() -> None:
    paper = spec("Hoffmann2020")
    for entry in make_grid(paper, paper.tables[0]).correlations:
        assert entry["r"] == round(correlation(paper.data["all"], *entry["keys"]), 2)


def test_partial_and_rank_correlations_are_named_so() -> None:
    for name, statistic in (("Papadopoulou2022", "partial"), ("Eriksen2018", "spearman")):
        paper = spec(name)
        grid = make_grid(paper, paper.tables[0])
        assert {entry["statistic"] for entry in grid.correlations} == {statistic}
        assert grid.matrices[0]["statistic"] == statistic


def test_a_table_without_correlations_has_no_gold() -> None:
    for name in ("Nguyen2023", "Kowalczyk2019"):
        paper = spec(name)
        grid = make_grid(paper, paper.tables[0])
        assert (grid.correlations, grid.matrices) == ([], [])
        assert grid.distractors


def test_markup_becomes_a_chain_in_which_nothing_has_a_second_meaning() -> None:
    assert literal('_r_ = "#1" ^2^ x~s~') == '[#emph("r")#" = \\"#1\\" "#super("2")#" x"#sub("s")]'


def test_a_source_gives_the_same_bytes_and_its_words() -> None:
    source = f'#set text(font: "Libertinus Serif")\n{literal("One #hash, $5 and <tag>.")}'
    assert pdf(source) == pdf(source)
    assert squeeze("One #hash, $5 and <tag>.") in squeeze(read_pages(pdf(source))[0])


def test_a_passage_is_found_over_line_breaks_and_on_its_page() -> None:
    places = Places(["first page with a cor-\nrelation, r = .20", "second page, r = .20"])
    assert places.page("with a correlation, r = .20") == 1
    assert places.page("the words before are on no page; second page, r = .20") == 2


def test_a_passage_on_two_pages_or_on_none_is_refused() -> None:
    places = Places(["r = .20, p = .010", "r = .20, p = .010"])
    assert places.of("r = .20, p = .010") == [1, 2]
    with pytest.raises(ValueError, match=r"stands on pages \[1, 2\]"):
        places.page("r = .20, p = .010")
    with pytest.raises(ValueError, match="is on no page"):
        places.page("r = .99, p = .010")
    with pytest.raises(ValueError, match="must stand on one"):
        table_page(["A title", "A title"], "A title")


def test_the_rotated_table_stands_on_an_upright_page() -> None:
    made = make(spec("van_der_Meer2020"))
    page = made.gold["matrices"][0]["page"]
    assert "Table 1" in read_pages(made.pdf)[page - 1]
    assert made.gold["matrices"][0]["cells"] == 45
    assert all("keys" not in entry for entry in made.gold["correlations"])


def test_nothing_of_the_machine_is_in_a_file(tmp_path: Path) -> None:
    made = make(spec("Bakker2022")).pdf
    assert b"D:20240101" in made
    assert str(Path.home()).encode() not in made
    assert str(tmp_path.parent).encode() not in made


def test_pages_with_standard_fonts_embed_none_and_are_the_same_again() -> None:
    paper = spec("Hoffmann2020")
    made = make(paper)
    assert made.pdf == make(paper).pdf
    assert b"/FontFile" not in made.pdf
    assert b"/Symbol" in made.pdf
    assert "(α = .89)" in "".join(read_pages(made.pdf))


def test_markup_of_standard_fonts_escapes_what_is_no_markup() -> None:
    assert markup("_p_ < .05 & α^2^") == '<i>p</i> &lt; .05 &amp; <font face="Symbol">α</font><super>2</super>'
