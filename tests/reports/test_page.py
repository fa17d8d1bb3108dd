import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markupsafe import Markup

from corpus.decisions import Codings
from corpus.offers import LeftOut
from reports.anchors import anchor_of
from reports.methods import TAU2, TESTS, done, model, paragraph, sentences
from reports.page import alt_text, pending, render_page, study_lines, when, write_page
from reports.record import record
from reports.references import REFERENCES
from reports.version import FOR_PRINT
from tests.reports.effects import QUESTION, analysis, effect, many, nested
from tests.reports.reviews import TOML, protocol, results, review

CHANGES = {"since": None, "sentences": ["First analysis."]}
ADHOC = "Knapp-Hartung test, never narrower than Wald’s."
VOID = {"meta", "br", "link", "img", "input", "hr", "path", "use"}


class Reader(HTMLParser):
    """Collects ids, links and sources, and checks that elements close in order."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.ids, self.links, self.sources, self.stack, self.text = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [value for name, value in attrs if name in ("href", "xlink:href")]
        self.sources += [value for name, value in attrs if name in ("src", "srcset", "data", "poster")]
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.stack.pop()

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.stack.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def data_of(made):
    return record(made, version="0001", at="2026-03-01T06:00:00Z", previous=None, changes=CHANGES)


def page(made):
    """The page with frames instead of figures, which are slow to draw."""
    return render_page(made, data_of(made), {analysis.question.id: Markup("<svg></svg>") for analysis in made.analyses})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A version's page and figures as they are written."""
    path = tmp_path_factory.mktemp("version")
    write_page(review(), data_of(review()), path)
    return path


@pytest.fixture(scope="module")
def html(folder):
    return (folder / "report.html").read_text(encoding="utf-8")


def read(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.stack == []
    return reader


def test_the_page_needs_nothing_but_itself(folder, html):
    reader = read(html)
    assert html.startswith("<!DOCTYPE html>")
    assert reader.sources == []
    later = {f"forest-{one.question.id}.{ending}" for one in review().analyses for ending in FOR_PRINT}
    beside = {path.name for path in folder.iterdir()} | later
    assert all(link.startswith("#") or link in beside for link in reader.links)
    assert "<script" not in html
    assert "@import" not in html
    assert not re.search(r"url\((?!#)", html)


def test_every_link_inside_the_page_arrives_and_no_id_stands_twice(html):
    reader = read(html)
    assert len(set(reader.ids)) == len(reader.ids)
    assert {link[1:] for link in reader.links if link.startswith("#")} <= set(reader.ids)


def test_each_effect_shows_its_quote_page_and_decisions(html):
    made = review()
    text = " ".join("".join(read(html).text).split())
    for one in made.analyses[0].effects:
        assert f'id="{anchor_of(one)}"' in html
        assert one.quote in text
    assert "page 5 of berg.pdf" in text
    assert "#1 accept of reading C-Berg 2019 by anna on 2026-01-02 (clear)" in text
    assert "(imported from a sheet)" in text


def test_names_are_escaped_wherever_they_stand(html):
    assert "<b>" not in html
    assert "&lt;b&gt;&amp; Kim&lt;/b&gt;" in html
    assert "Web-based help seeking &lt;&amp; depressive symptoms" in html


def test_what_is_unverified_is_said_with_missed_reports_first():
    made = review()
    waiting = pending(made)
    assert [(report.id, pooled) for report, pooled in waiting] == [("R-lost", 0), ("R-Ito 2016", 1)]
    text = " ".join(" ".join(read(page(made)).text).split())
    assert "lost.pdf: A study that nobody coded open none" in text
    assert f"{QUESTION.label}: 3 results" in text
    assert "Pooled without a page" in text


def test_a_review_without_codings_or_effects_has_a_complete_page():
    made = review([], codings=Codings(), unverified={}, decisions=[])
    text = " ".join(" ".join(read(page(made)).text).split())
    assert text.count("No verified effect yet: there is nothing to pool.") == 2
    assert "0 studies" in text
    assert "Reports without a final state" not in text


def test_left_out_results_and_further_analyses_are_shown():
    left = (LeftOut("C-7", "Kim 2020", "small_n", "Fisher's z needs n >= 4; n = 3."),)
    text = " ".join("".join(read(page(review(left_out=left))).text).split())
    assert "Kim 2020: Fisher's z needs n >= 4; n = 3." in text
    assert "DerSimonian-Laird" in text
    assert "Random-effects model, τ² by DL: several results of a sample averaged" in text


def test_the_same_inputs_give_the_same_page():
    assert page(review()) == page(review(list(reversed(results()))))


def test_studies_show_moderators_in_words_and_gaps_apart():
    lines = {line.label: line for line in study_lines(review())}
    assert lines["Berg 2019"].values == ("Generation Z", "19.8")
    assert lines["Berg 2019"].sources == "berg.pdf"
    assert len(lines["Berg 2019"].effects) == 2
    bare = {line.label: line for line in study_lines(review(codings=Codings()))}
    assert bare["O'Neil <b>& Kim</b> 2022"].values == ("not reported", "not looked at")


def test_a_study_whose_samples_differ_shows_each_value_once():
    pair = [effect(0.1, 90, key=code, sample=code, characteristics={"generation": code}) for code in "xzz"[:2]]
    (line,) = study_lines(review(pair, codings=Codings()))
    assert line.values[0] == "Generation X; Generation Z"


@pytest.mark.parametrize("test", sorted(TESTS))
@pytest.mark.parametrize("tau2", [*TAU2, "EE"])
def test_the_methods_are_told_for_every_method(test, tau2):
    base = done(analysis(many(6)))
    for prediction in ("HTS", "metafor"):
        text = paragraph(replace(base, method=replace(base.method, test=test, tau2=tau2, prediction=prediction)))
        assert ("random-effects" in text) == (tau2 != "EE")
        assert "Computed by Stook" in text
        assert "95%" in text
        assert "{" not in text


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({"dependence": "CHE"}, ("The 9 results of 4 samples", "correlate by .60", "(CR2)", "m − 2")),
        ({"dependence": "multilevel"}, ("a three-level model (Konstantopoulos, 2011; Cheung, 2014)",)),
        ({"dependence": "CHE", "by": "Age", "robust": True}, ("Subgroups by Age have variances of their own", "HTZ")),
        ({"by": "Age"}, ("Subgroups by Age have a τ² each",)),
        ({"averaged": True, "dependence": "aggregate"}, ("averaged, assumed to correlate by .60",)),
        ({"moderators": ("intrcpt", "year")}, ("regressed on year in a mixed-effects",)),
        ({"moderators": ("intrcpt", "year"), "dependence": "CHE"}, ("tested together by a robust Wald test",)),
        ({"given": True}, ("Fisher’s z values and their variances were pooled as given",)),
    ],
)
def test_what_was_done_is_what_is_told(changes, parts):
    base = replace(done(analysis(many(6))), k=9, clusters=4, **changes)
    text = paragraph(base)
    assert all(part in text for part in parts)
    assert text.startswith("Only results that were verified are pooled.")
    cited = {key for _, keys in sentences(base) for key in keys}
    assert cited <= set(REFERENCES)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"dependence": "CHE"}, ("Correlated and hierarchical effects (CHE) model: 9 results of 4 samples, assumed to "
         "correlate by .60 within one; CR2 standard errors, 2.5 degrees of freedom.")),
        ({"dependence": "multilevel"},
         "Three-level model: 9 results of 4 samples; CR2 standard errors, 2.5 degrees of freedom."),
        ({}, "Random-effects model, τ² by REML: several results of a sample taken as if independent; " + ADHOC),
        ({"k": 4}, "Random-effects model, τ² by REML: one result a sample; " + ADHOC),
    ],
)  # fmt: skip
def test_the_model_is_named_in_one_line_of_words(changes, line):
    assert model(replace(done(analysis(many(6))), **{"k": 9, "clusters": 4, **changes}), 2.5) == line


def test_the_page_shows_the_model_and_what_stands_beside_the_estimate():
    text = " ".join(" ".join(read(page(review(nested()))).text).split())
    assert "from 7 results of 4 samples with 463 people" in text
    assert "Correlated and hierarchical effects (CHE) model: 7 results of 4 samples" in text
    assert "Without each sample" in text
    assert "the analysis assumes .60" in text
    assert "lies between samples and" in text
    assert "CES-D × GUS" in text
    assert "degrees of freedom, below 4" in text


def test_every_author_year_of_the_methods_has_its_reference():
    made = review(
        protocol=protocol(
            analyses=[{"question": QUESTION.id, "method": {"tau2": tau2}} for tau2 in ("REML", "DL", "PM")]
        )
    )
    text = " ".join(read(page(made)).text)
    for name in ("Fisher, R. A. (1921)", "Paule, R. C.", "DerSimonian, R.", "Jackson, D.", "Pustejovsky, J. E."):
        assert name in text
    assert all(entry.endswith(".") or "https://doi.org/" in entry for entry in REFERENCES.values())


def test_alt_text_says_what_the_figure_shows():
    found = review()
    assert "5 results of 4 samples with correlations from " in alt_text(found.analyses[0])
    assert "no verified effect yet" in alt_text(found.analyses[1])


def test_times_are_told_to_the_minute():
    assert when("2026-03-01T06:00:00Z") == "2026-03-01 06:00 UTC"
    assert when("today") == "today"


def test_headings_of_the_protocol_reach_the_page():
    head = {**TOML["review"], "registration": "PROSPERO CRD000"}
    assert "PROSPERO CRD000" in page(review(protocol=protocol(review=head)))
