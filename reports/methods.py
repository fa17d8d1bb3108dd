"""The methods of an analysis in words that a paper can print, with their references."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pooling import Method
from pooling.dependent import MODELS
from reports.analysis import AVERAGED, Analysis
from reports.numbers import coefficient, degrees, percent, things
from reports.references import REFERENCES
from reports.software import software

Sentence = tuple[str, tuple[str, ...]]  # what was done, and the keys of what it cites
TAU2 = {
    "REML": ("restricted maximum likelihood (REML; Viechtbauer, 2005)", "reml"),
    "ML": ("maximum likelihood (Viechtbauer, 2005)", "reml"),
    "DL": ("the method of DerSimonian and Laird (1986)", "dersimonian"),
    "DLIT": ("the iterated method of DerSimonian and Laird (1986)", "dersimonian"),
    "PM": ("the method of Paule and Mandel (1982)", "paule"),
    "PMM": ("the median-unbiased method of Paule and Mandel (Viechtbauer, 2021)", "pmm"),
    "EB": ("empirical Bayes (Morris, 1983)", "morris"),
    "HE": ("the method of Hedges (1983)", "hedges1983"),
    "HS": ("the method of Hunter and Schmidt (2004)", "hunter"),
    "HSk": ("the method of Hunter and Schmidt, corrected for few studies (Brannick et al., 2019)", "brannick"),
    "SJ": ("the method of Sidik and Jonkman (2005)", "sidik"),
    "SJIT": ("the iterated method of Sidik and Jonkman (2005)", "sidik"),
    "GENQ": ("the generalized Q statistic (DerSimonian & Kacker, 2007)", "kacker"),
}
ADJUSTED = "Tests and {level} confidence intervals are adjusted as by Knapp and Hartung (2003)"
TESTS = {
    "z": ("Tests and {level} confidence intervals are Wald’s, by the normal distribution.", ()),
    "t": ("Tests and {level} confidence intervals are Wald’s, by Student’s t with k − {p} degrees of freedom.", ()),
    "knha": (f"{ADJUSTED}.", ("knapp",)),
    "adhoc": (f"{ADJUSTED}, never narrower than Wald’s (Jackson et al., 2017).", ("knapp", "jackson")),
}
SCALES = {
    "ZCOR": (
        "Correlations were put on Fisher’s z scale (variance 1/(n − 3); Fisher, 1921), pooled there and turned back",
        ("fisher",),
    ),
    "COR": ("Correlations were pooled as they are (variance (1 − r²)²/(n − 1); Hunter & Schmidt, 2004)", ("hunter",)),
    "UCOR": ("Correlations were corrected for their small-sample bias (Olkin & Pratt, 1958) and pooled", ("olkin",)),
}
GIVEN = {
    "ZCOR": "Fisher’s z values and their variances were pooled as given and turned back into correlations",
    "": "Effects and their variances were pooled as given",
}
CHE = "the correlated and hierarchical effects model (CHE; Pustejovsky & Tipton, 2022), with sampling errors of one "
WORKING = {
    "CHE": (f"{CHE}sample assumed to correlate by {{rho}}", ("pustejovsky",)),
    "multilevel": ("a three-level model (Konstantopoulos, 2011; Cheung, 2014)", ("konstantopoulos", "cheung")),
}
SHORT = {"CHE": "Correlated and hierarchical effects (CHE) model", "multilevel": "Three-level model"}
TEST_NAMES = {
    "z": "Wald’s z test",
    "t": "Wald’s t test",
    "knha": "Knapp-Hartung test",
    "adhoc": "Knapp-Hartung test, never narrower than Wald’s",
}
LIKELIHOODS = {"REML": "restricted maximum likelihood", "ML": "maximum likelihood"}


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, whether to a review's effects or to the rows of a sheet.

    `dependence` is what was applied, `averaged` whether samples were averaged, `by` names subgroups, `robust` whether
    they were compared robustly; `moderators` are the coefficients of a regression; `given`: variances came with rows.
    """

    method: Method
    dependence: str
    k: int
    clusters: int
    averaged: bool = False
    by: str = ""
    robust: bool = False
    moderators: tuple[str, ...] = ()
    verified: bool = False
    given: bool = False

    @property
    def level(self) -> str:
        """The coverage of intervals, in percent."""
        return percent(100 * self.method.level, 0)


def done(analysis: Analysis) -> Done:
    """What an analysis did."""
    found, parts = analysis.estimate, analysis.subgroups
    return Done(
        analysis.method, found.dependence, found.k, analysis.samples,
        averaged=found.dependence == AVERAGED and any(len(row.effects) > 1 for row in analysis.rows),
        by=analysis.by.label if analysis.by else "", robust=parts is not None and parts.F_between is not None,
        verified=True,
    )  # fmt: skip


def sentences(told: Done) -> list[Sentence]:
    """What was done, sentence by sentence, each with the keys of its references."""
    found: list[Sentence] = [("Only results that were verified are pooled.", ())] if told.verified else []
    way = _nested if told.dependence in MODELS else _plain
    found += [*way(told), *_regressed(told), *_prediction(told), *_spread(told)]
    if told.averaged:
        text = f"Several results of one sample were averaged, assumed to correlate by {coefficient(told.method.rho)} "
        found.append((text + "(Borenstein et al., 2009).", ("borenstein",)))
    if told.by and told.robust:
        text = (
            f"Subgroups by {told.by} have variances of their own and are compared by a robust Wald test (HTZ; Tipton & "
        )
        found.append((text + "Pustejovsky, 2015).", ("htz",)))
    elif told.by:
        text = f"Subgroups by {told.by} have a τ² each and are compared by a Q test (Borenstein et al., 2009)."
        found.append((text, ("borenstein",)))
    return [*found, _computed()]


def _scale(told: Done) -> Sentence:
    if told.given:
        return GIVEN.get(told.method.measure, GIVEN[""]), ()
    return SCALES.get(told.method.measure, (GIVEN[""], ()))


def _plain(told: Done) -> Iterator[Sentence]:
    scale, keys = _scale(told)
    if told.method.tau2 == "EE":
        yield f"{scale}, in an equal-effects model (Hedges & Vevea, 1998).", (*keys, "hedges")
    else:
        name, key = TAU2[told.method.tau2]
        yield f"{scale}, in a random-effects model (Hedges & Vevea, 1998) with τ² by {name}.", (*keys, "hedges", key)
    text, cited = TESTS[told.method.test]
    yield text.format(level=told.level, p=max(1, len(told.moderators))), cited


def _nested(told: Done) -> Iterator[Sentence]:
    """Models of effects within samples."""
    scale, keys = _scale(told)
    model, cited = WORKING[told.dependence]
    yield f"{scale}.", keys
    results = f"The {things(told.k, 'result')} of {things(told.clusters, 'sample')} were pooled in "
    spread = f", and variances between and within samples by {LIKELIHOODS[told.method.tau2]}"
    yield results + model.format(rho=coefficient(told.method.rho)) + spread + ".", cited
    text = f"Standard errors are cluster-robust (CR2), tests and {told.level} confidence intervals use Satterthwaite’s "
    yield f"{text}degrees of freedom (Tipton, 2015).", ("tipton",)


def _regressed(told: Done) -> Iterator[Sentence]:
    names = [name for name in told.moderators if name != "intrcpt"]
    if not names:
        return
    text = f"Effects were regressed on {', '.join(names)} in a mixed-effects meta-regression (Berkey et al., 1995)"
    if told.dependence in MODELS:
        joint = "; coefficients are tested together by a robust Wald test (HTZ; Tipton & Pustejovsky, 2015)."
        yield text + joint, ("berkey", "htz")
    else:
        yield f"{text}.", ("berkey",)


def _prediction(told: Done) -> Iterator[Sentence]:
    if told.method.tau2 == "EE" or told.moderators:
        return
    if told.method.prediction == "HTS":
        units = (
            "m − 2 degrees of freedom, m the number of samples"
            if told.dependence in MODELS
            else "k − 2 degrees of freedom"
        )
        yield f"{told.level} prediction intervals use Student’s t with {units} (Higgins et al., 2009).", ("hts",)
    else:
        yield f"{told.level} prediction intervals use the critical value of the confidence interval.", ()


def _spread(told: Done) -> Iterator[Sentence]:
    if told.method.tau2 == "EE" or told.moderators:
        return
    if told.dependence in MODELS:
        yield "τ² is the sum of both variances; their intervals are those of the profile likelihood.", ()
    else:
        yield "τ² and I² (Higgins & Thompson, 2002) have Q-profile intervals (Viechtbauer, 2007).", ("i2", "profile")


def _computed() -> Sentence:
    used = dict(software())
    numpy, scipy = f"numpy {used['numpy']} (Harris et al., 2020)", f"scipy {used['scipy']} (Virtanen et al., 2020)"
    return f"Computed by Stook {used['stook']} (Python {used['python']}), {numpy} and {scipy}.", ("harris", "virtanen")


def paragraph(told: Done) -> str:
    """The sentences as one paragraph."""
    return " ".join(text for text, _ in sentences(told))


def model(told: Done, ddf: float | None = None) -> str:
    """The model in a line of words: what stands beside an estimate."""
    rho = coefficient(told.method.rho)
    if told.dependence in MODELS:
        assumed = f", assumed to correlate by {rho} within one" if told.dependence == "CHE" else ""
        df = f", {degrees(ddf)} degrees of freedom" if ddf is not None else ""
        counts = f"{things(told.k, 'result')} of {things(told.clusters, 'sample')}"
        return f"{SHORT[told.dependence]}: {counts}{assumed}; CR2 standard errors{df}."
    test = TEST_NAMES[told.method.test]
    name = "Equal-effects model" if told.method.tau2 == "EE" else f"Random-effects model, τ² by {told.method.tau2}"
    if told.averaged:
        return f"{name}: several results of a sample averaged, assumed to correlate by {rho}; {test}."
    if told.clusters < told.k:
        return f"{name}: several results of a sample taken as if independent; {test}."
    return f"{name}: one result a sample; {test}."


def references(used: Iterable[Done]) -> list[str]:
    """The references of all that was done, in the order of a reference list."""
    keys = {key for told in used for _, own in sentences(told) for key in own}
    return sorted(REFERENCES[key] for key in keys)
