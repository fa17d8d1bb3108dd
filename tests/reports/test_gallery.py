"""The figures beside the forest plot: what they show, in words, as a table and as real text."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import pytest

from corpus.decisions import Codings
from reports.bubble import bubbles
from reports.figures import svg
from reports.funnel import funnel
from reports.gallery import gallery, plots
from reports.influence import baujat_plot, influence_panel
from reports.ladder import cumulative, leave_one_out, over_versions
from reports.orchard import orchard
from reports.page import render_page
from reports.plots import areas
from reports.prints import figures_for_print
from reports.prisma import flow, prisma
from reports.record import history, question_record, record
from tests.reports.effects import BY_GENERATION, QUESTION, analysis, effect, many, nested, three
from tests.reports.reviews import codings, protocol, review

SVG = "{http://www.w3.org/2000/svg}"


def words(plot):
    root = ET.fromstring(svg(plot.draw(), title=plot.title))
    return ["".join(element.itertext()).strip() for element in root.iter(f"{SVG}text")]


def aged(k=14):
    """Studies with a year and a mean age."""
    return [
        replace(e, year=2001 + i % 9, characteristics={**e.characteristics, "mean_age": 18 + 7 * i % 30})
        for i, e in enumerate(many(k))
    ]


def leaning():
    """A funnel that lacks its left side."""
    found = [
        (0.05, 900),
        (0.06, 700),
        (0.08, 400),
        (0.2, 120),
        (0.25, 90),
        (0.3, 60),
        (0.35, 45),
        (0.45, 30),
        (0.5, 25),
    ]
    return [effect(r, n, f"Study {i}", key=str(i)) for i, (r, n) in enumerate(found)]


@pytest.mark.parametrize(
    ("plot", "rows", "told"),
    [
        (lambda a: funnel(a), 14, "Funnel plot of 14 samples about r = "),
        (lambda a: orchard(a), 4, "with 3 subgroups"),
        (lambda a: baujat_plot(a), 14, "lies furthest out"),
        (lambda a: influence_panel(a), 14, "Influence of 14 samples"),
        (lambda a: leave_one_out(a, question_record(a, {})), 14, "without each of 14 samples"),
        (lambda a: cumulative(a), 14, "as 14 samples came in by year"),
        (lambda a: next(bubbles(a, protocol())), 14, "slope of z"),
    ],
)
def test_every_figure_has_its_words_and_its_numbers_as_a_table(plot, rows, told):
    made = plot(analysis(aged(), BY_GENERATION))
    assert told in made.alt
    assert len(made.rows) == rows
    assert {len(row) for row in made.rows} == {len(made.head)}
    assert QUESTION.label in made.title
    text = words(made)
    assert text
    assert not any(word.startswith(("-.", "0.-")) or "nan" in word for word in text)


def test_the_funnel_shows_what_trim_and_fill_adds_and_that_few_say_little():
    made = funnel(analysis(leaning()))
    assert "trim and fill adds" in made.alt
    assert "on the left" in made.alt
    assert "a sensitivity analysis" in made.alt
    assert "With fewer than 10 samples its shape is chance." in made.alt
    assert {row[-1] for row in made.rows} == {"observed", "added by trim and fill"}
    assert {"p > .05", "added", "Standard error of z"} <= set(words(made))
    assert funnel(analysis(three()[:2])) is None


def test_samples_with_several_results_are_points_by_their_averages():
    found = analysis(nested())
    assert len(funnel(found).rows) - funnel(found).alt.count("adds 1") == found.samples
    assert len(baujat_plot(found).rows) == len(influence_panel(found).rows) == found.samples
    assert orchard(found).alt.startswith("Orchard plot of 7 results")
    assert len(leave_one_out(found, question_record(found, {})).rows) == found.samples


def test_an_influential_sample_is_named():
    odd = [*three(), effect(0.1, 150, "Rao 2020"), effect(-0.05, 180, "Kim 2021"), effect(0.92, 900, "Odd 2001")]
    assert "marked as influential: Odd 2001" in influence_panel(analysis(odd)).alt


def test_samples_come_in_by_year_and_those_without_one_last():
    dated = [replace(e, year=year) for e, year in zip(three(), (2019, 2016, None), strict=True)]
    assert [row[0] for row in cumulative(analysis(dated)).rows] == ["+ Ito 2016", "+ Berg 2019", "+ Núñez 2021"]
    assert cumulative(analysis(three())) is None
    assert cumulative(analysis(dated[:2])) is None


def test_a_moderator_that_does_not_vary_has_no_bubble_plot():
    same = [replace(e, characteristics={"mean_age": 20}) for e in many(6)]
    assert list(bubbles(analysis(same), protocol())) == []
    assert list(bubbles(analysis(many(6)), protocol())) == []


def test_a_line_that_cannot_be_fitted_is_not_drawn():
    pair = [effect(0.1 * i, 80, "A 2001", key=f"a{i}", characteristics={"mean_age": 20 + i}) for i in range(3)]
    other = effect(0.2, 90, "B 2002", characteristics={"mean_age": 40})
    (made,) = bubbles(analysis([*pair, other]), protocol())
    assert made.alt.endswith("no line can be fitted.")
    assert words(made)


def test_negative_weights_of_dependent_models_are_drawn_smallest():
    assert areas([-1.0, 0.0, 10.0])[0] == areas([-1.0, 0.0, 10.0])[1] < areas([-1.0, 0.0, 10.0])[2]
    assert areas([0.0]) == [9.0]


def test_versions_that_moved_an_estimate_are_rungs_with_their_date():
    def version(number, effects, last):
        made = {"version": f"000{number}", "at": f"2026-0{number}-01T06:00:00Z"}
        made["questions"] = [question_record(analysis(effects), {})]
        return {**made, "history": history(made, last)}

    first = version(1, three(), None)
    again = version(2, three(), first)
    moved = version(3, three()[1:], {name: value for name, value in again.items() if name != "history"})
    assert over_versions("Label", first["history"][QUESTION.id]) is None
    assert again["history"] == first["history"]
    made = over_versions("Label", version(3, three()[1:], again)["history"][QUESTION.id])
    assert [row[0] for row in made.rows] == ["0001, 2026-01-01", "0003, 2026-03-01"]
    assert [point["version"] for point in moved["history"][QUESTION.id]] == ["0002", "0003"]
    assert version(3, [], again)["history"] == first["history"]


def test_long_names_are_cut_in_a_ladder_and_whole_in_its_table():
    long = [replace(e, study_label=e.study_label * 8) for e in three()]
    made = leave_one_out(analysis(long), question_record(analysis(long), {}))
    assert any(word.endswith("…") for word in words(made))
    assert max(len(row[0]) for row in made.rows) > 60


def test_the_flow_counts_every_report_once_on_its_way():
    steps = flow(review())
    assert [step.amount for step in steps] == [7, 7, 6, 6, 4]
    for before, after in pairwise(steps):
        assert after.amount == before.amount - sum(amount for _, amount in before.reasons)
    assert dict(steps[3].reasons) == {"no final state yet": 1, "regressions only": 1}
    text = " ".join(words(prisma(review())))
    assert "Reports in the record (n = 7)" in text
    assert "– no_correlation (n = 1)" in text
    assert {"Identification", "Screening", "Included"} <= set(words(prisma(review())))


def test_reports_that_wait_are_not_retrieved_and_rare_reasons_are_told_together():
    judged = codings()
    reports = [replace(judged.reports[0], state="waiting", reason="asked the authors"), *judged.reports[1:]]
    reports += [
        replace(judged.reports[-1], id=f"R-x{i}", state="no usable result", reason=f"reason {i}") for i in range(20)
    ]
    steps = flow(review(codings=replace(judged, reports=tuple(reports))))
    assert dict(steps[2].reasons) == {"asked the authors": 1}
    assert dict(steps[3].reasons)["other reasons"] > 1
    assert prisma(review(codings=Codings())) is None


def test_the_page_holds_the_figures_with_their_tables(tmp_path):
    made = review()
    before = record(review(three()), version="0001", at="2026-02-01T06:00:00Z", previous=None, changes={})
    told = {"since": None, "sentences": []}
    data = record(made, version="0002", at="2026-03-01T06:00:00Z", previous="0001", changes=told, last=before)
    (tmp_path / "0002").mkdir()
    shown = gallery(made, data, tmp_path / "0002")
    names = [one.plot.name for one in shown[QUESTION.id]]
    assert names == ["funnel", "orchard", "leave-one-out", "baujat", "influence", "versions"]
    assert [one.plot.name for one in shown[""]] == ["prisma"]
    html = render_page(made, data, {one.question.id: "" for one in made.analyses}, shown)
    assert "Flow of reports" in html
    assert html.count("The figure as a table") >= len(names) + 1
    assert f'href="funnel-{QUESTION.id}.svg"' in html


def test_a_question_without_effects_has_no_further_figures():
    made = review()
    empty = made.analyses[1]
    assert list(plots(empty, made, question_record(empty, {}))) == []


def test_every_figure_is_made_for_print_once(tmp_path):
    made = review(three()[:2])
    data = record(made, version="0001", at="2026-02-01T06:00:00Z", previous=None, changes={})
    for one in made.analyses:
        for ending in ("pdf", "png"):
            (tmp_path / f"forest-{one.question.id}.{ending}").touch()
    drawn = {path.name for path in figures_for_print(made, data, tmp_path)}
    assert drawn == {f"{stem}.{ending}" for stem in (f"orchard-{QUESTION.id}", "prisma") for ending in ("pdf", "png")}
    assert figures_for_print(made, data, tmp_path) == []
