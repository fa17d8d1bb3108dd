import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from reports.analysis import analyse
from reports.anchors import anchor_of
from reports.figures import inline, printed, svg, width, wrap
from reports.forest import forest
from tests.reports.effects import AVERAGES, BY_GENERATION, GENERATION, analysis, effect, many, nested, three

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"


def drawn(found, **more):
    return ET.fromstring(svg(forest(found, **more)))


def texts(root):
    return ["".join(element.itertext()).strip() for element in root.iter(f"{SVG}text")]


def links(root):
    return {element.get(LINK) for element in root.iter(f"{SVG}a")}


def grouped():
    women = {"sample": "w", "group": "Women", "characteristics": {}}
    mean = [effect(0.2, 80, "Zeta 2011", key="z1", **women), effect(0.1, 60, "Zeta 2011", key="z2", **women)]
    man = effect(-0.2, 60, "Zeta 2011", key="z3", sample="m", group="Men", source_kind="imported", digest="")
    return analyse([*many(14), *mean, man], BY_GENERATION, AVERAGES, by=GENERATION)


def test_every_effect_has_a_link_to_its_quote():
    found = grouped()
    assert {f"report.html#{anchor_of(e)}" for e in found.effects} == links(drawn(found))
    assert {f"#{anchor_of(e)}" for e in found.effects} == links(drawn(found, page=""))


def test_each_square_bears_the_name_of_its_effect():
    found = analysis(three())
    ids = {element.get("id") for element in drawn(found).iter()}
    assert {f"square-{anchor_of(e)}" for e in found.effects} <= ids


def test_the_figure_prints_apa_numbers_as_real_text():
    words = texts(drawn(analysis(three())))
    assert {"−.31", ".05", "[−.43,", "−.18]", "Berg 2019", "212", "r", "[95% CI]"} <= set(words)
    assert not any("0." in word.replace("τ² = 0.", "") for word in words if word.startswith(("−", "[", "0")))
    assert "All samples (k = 3, n = 650)" in words


def test_subgroups_come_with_their_summary_and_gaps_apart():
    words = texts(drawn(grouped()))
    order = [words.index(name) for name in ("Generation X", "Millennials", "Generation Z", "Generation: not looked at")]
    assert order == sorted(order)
    assert any(word.startswith("Generation X (k = ") for word in words)
    assert any(word.startswith("Test of differences between subgroups: Q(2)") for word in words)
    assert "Zeta 2011 (mean of 2)" in words
    assert "60–80" in words
    assert "Open squares: results that stand on no page (imported, sent by authors, or added by hand)." in words


def test_results_of_one_sample_stand_together_and_are_told_apart():
    words = texts(drawn(analysis(nested(), BY_GENERATION)))
    measures = [word for word in words if word in {"CES-D × GUS", "PHQ-9 × GUS", "K6 × GUS"}]
    assert sorted(measures[2:]) == sorted(["CES-D × GUS", "PHQ-9 × GUS", "K6 × GUS"])
    assert measures[2:][0] == "PHQ-9 × GUS"  # the strongest of the sample first
    assert "All samples (k = 7 of 4 samples, n = 463)" in " ".join(words)
    joined = " ".join(words)
    assert "Correlated and hierarchical effects (CHE) model: 7 results of 4 samples" in joined
    assert "Robust test of differences between subgroups: F(1, " in joined


@pytest.mark.parametrize(("sort", "first"), [("r", "Núñez 2021"), ("label", "Berg 2019"), ("n", "Núñez 2021")])
def test_rows_are_sorted_as_asked(sort, first):
    words = texts(drawn(analysis(three()), sort=sort))
    names = [word for word in words if word in {"Berg 2019", "Ito 2016", "Núñez 2021"}]
    assert names[0] == first


def test_nothing_verified_yet_is_said_in_the_figure():
    assert "No verified effect yet: there is nothing to pool." in texts(drawn(analysis([])))


def test_one_effect_is_drawn_without_heterogeneity_or_prediction():
    words = texts(drawn(analysis(three()[:1])))
    assert "All samples (k = 1, n = 212)" in words
    assert not any("Heterogeneity" in word or "prediction" in word for word in words)


@pytest.mark.parametrize("k", [1, 3, 14, 300])
def test_no_two_texts_of_a_column_overlap_however_many_studies(k):
    found = analysis(many(k), BY_GENERATION)
    columns: dict[tuple[str, str], list[float]] = {}
    for element in drawn(found).iter(f"{SVG}text"):
        anchor = element.get("style", "").split("text-anchor: ")[1].split(";")[0]
        columns.setdefault((element.get("x", ""), anchor), []).append(float(element.get("y", "0")))
    for heights in columns.values():
        ordered = sorted(heights)
        assert all(b - a >= 7.9 for a, b in pairwise(ordered))  # type of 8 points


def test_long_names_wrap_inside_their_column():
    name = "Núñez-García, Ó Briain, Łukasiewicz, van der Linden, Müller-Wieland, and the Help Seeking Consortium 2024"
    lines = wrap(name, 1.9)
    assert " ".join(lines) == name
    assert len(lines) > 1
    assert all(width(line) <= 1.9 for line in lines)
    cut = wrap("W" * 80, 1.0)
    assert "".join(cut) == "W" * 80
    assert all(width(line) <= 1.0 for line in cut)
    assert wrap("", 1.0) == [""]
    assert width("") == 0.0


@pytest.mark.parametrize(
    "name", ["张伟 2024", "Иванов 2020", "محمد 2021", "ชัย 2019", "a<b & $x_1$ 2020", "tab\tand\x07bell 2022"]
)
def test_names_of_any_script_are_drawn_and_stay_valid_xml(name, tmp_path):
    found = analysis([*three(), effect(0.2, 90, name)])
    shown = " ".join(name.replace("\x07", "").split())
    figure = forest(found)
    assert shown in texts(ET.fromstring(svg(figure)))
    printed(figure, tmp_path / "forest.png")


def test_the_same_analysis_gives_the_same_bytes(tmp_path):
    assert svg(forest(grouped()), title="Forest") == svg(forest(grouped()), title="Forest")
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        figure = forest(analysis(three()))
        for ending in ("pdf", "png"):
            printed(figure, tmp_path / folder / f"forest.{ending}", title="Forest")
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()
    assert {path.suffix for path in (tmp_path / "a").iterdir()} == {".pdf", ".png"}


def test_an_inline_figure_keeps_its_ids_to_itself_and_its_links_inside_the_page():
    found = analysis(three())
    text = inline(svg(forest(found)), page="report.html", prefix="q1")
    root = ET.fromstring(text)
    assert all(element.get("id", "q1-").startswith("q1-") for element in root.iter())
    assert links(root) == {f"#{anchor_of(e)}" for e in found.effects}
    clips = {element.get("clip-path") for element in root.iter()} - {None}
    assert clips <= {f"url(#{element.get('id')})" for element in root.iter(f"{SVG}clipPath")}
    assert "<style" not in text
    assert "<metadata" not in text


def test_anchors_of_different_ids_stay_apart():
    one, other = effect(0.1, 50, key="a b"), effect(0.1, 50, key="a_b")
    assert anchor_of(one) != anchor_of(other)
    assert anchor_of(one) != anchor_of(replace(one, question="other"))
    assert anchor_of(effect(0.1, 50, key="é/ü")).isascii()


def test_the_axis_never_leaves_what_a_correlation_can_be():
    found = analysis([effect(0.98, 12, "A 2001"), effect(-0.98, 12, "B 2002"), effect(0.5, 4, "C 2003")])
    ticks = [word for word in texts(drawn(found)) if word in {"−1.0", "1.0", "−1.5", "1.5"}]
    assert set(ticks) <= {"−1.0", "1.0"}


def test_a_figure_leaves_no_state_behind(tmp_path: Path):
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    printed(forest(analysis(three())), tmp_path / "forest.png")
    assert dict(mpl.rcParams) == before
