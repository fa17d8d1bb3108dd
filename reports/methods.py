"""The methods of an analysis in words that a paper can print, with their references."""

from __future__ import annotations

from collections.abc import Iterable

from pooling import Method
from reports.analysis import Analysis
from reports.numbers import coefficient, percent
from reports.software import software

REFERENCES = {  # APA 7, by the key that sentences use
    "borenstein": "Borenstein, M., Hedges, L. V., Higgins, J. P. T., & Rothstein, H. R. (2009). Introduction to "
    "meta-analysis. Wiley. https://doi.org/10.1002/9780470743386",
    "dersimonian": "DerSimonian, R., & Laird, N. (1986). Meta-analysis in clinical trials. Controlled Clinical Trials, "
    "7(3), 177–188. https://doi.org/10.1016/0197-2456(86)90046-2",
    "fisher": "Fisher, R. A. (1921). On the “probable error” of a coefficient of correlation deduced from a small "
    "sample. Metron, 1, 3–32.",
    "hedges": "Hedges, L. V., & Vevea, J. L. (1998). Fixed- and random-effects models in meta-analysis. Psychological "
    "Methods, 3(4), 486–504. https://doi.org/10.1037/1082-989X.3.4.486",
    "hts": "Higgins, J. P. T., Thompson, S. G., & Spiegelhalter, D. J. (2009). A re-evaluation of random-effects "
    "meta-analysis. Journal of the Royal Statistical Society: Series A, 172(1), 137–159. "
    "https://doi.org/10.1111/j.1467-985X.2008.00552.x",
    "i2": "Higgins, J. P. T., & Thompson, S. G. (2002). Quantifying heterogeneity in a meta-analysis. Statistics in "
    "Medicine, 21(11), 1539–1558. https://doi.org/10.1002/sim.1186",
    "jackson": "Jackson, D., Law, M., Rücker, G., & Schwarzer, G. (2017). The Hartung-Knapp modification for "
    "random-effects meta-analysis: A useful refinement but are there any residual concerns? Statistics in Medicine, "
    "36(25), 3923–3934. https://doi.org/10.1002/sim.7411",
    "knapp": "Knapp, G., & Hartung, J. (2003). Improved tests for a random effects meta-regression with a single "
    "covariate. Statistics in Medicine, 22(17), 2693–2710. https://doi.org/10.1002/sim.1482",
    "paule": "Paule, R. C., & Mandel, J. (1982). Consensus values and weighting factors. Journal of Research of the "
    "National Bureau of Standards, 87(5), 377–385. https://doi.org/10.6028/jres.087.022",
    "profile": "Viechtbauer, W. (2007). Confidence intervals for the amount of heterogeneity in meta-analysis. "
    "Statistics in Medicine, 26(1), 37–52. https://doi.org/10.1002/sim.2514",
    "reml": "Viechtbauer, W. (2005). Bias and efficiency of meta-analytic variance estimators in the random-effects "
    "model. Journal of Educational and Behavioral Statistics, 30(3), 261–293. "
    "https://doi.org/10.3102/10769986030003261",
}
TAU2 = {
    "REML": ("restricted maximum likelihood (REML; Viechtbauer, 2005)", "reml"),
    "DL": ("the method of DerSimonian and Laird (1986)", "dersimonian"),
    "PM": ("the method of Paule and Mandel (1982)", "paule"),
}
ADJUSTED = "Tests and {level} confidence intervals are adjusted as by Knapp and Hartung (2003)"
TESTS = {
    "z": ("Tests and {level} confidence intervals are Wald’s, by the normal distribution.", ()),
    "t": ("Tests and {level} confidence intervals are Wald’s, by Student’s t with k − 1 degrees of freedom.", ()),
    "knha": (f"{ADJUSTED}.", ("knapp",)),
    "adhoc": (f"{ADJUSTED}, never narrower than Wald’s (Jackson et al., 2017).", ("knapp", "jackson")),
}


def sentences(analysis: Analysis) -> list[tuple[str, tuple[str, ...]]]:
    """What was done, sentence by sentence, each with the keys of its references."""
    method = analysis.method
    level = percent(100 * method.level, 0)
    test, keys = TESTS[method.test]
    found = [*_model(method), (test.format(level=level), keys), *_prediction(method, level)]
    if method.tau2 != "EE":
        spread = "τ² and I² (Higgins & Thompson, 2002) have Q-profile intervals (Viechtbauer, 2007)."
        found.append((spread, ("i2", "profile")))
    if any(len(row.effects) > 1 for row in analysis.rows):
        text = f"Several results of one sample were averaged, assumed to correlate by {coefficient(method.rho)} "
        found.append((text + "(Borenstein et al., 2009).", ("borenstein",)))
    if analysis.by is not None:
        text = (
            f"Subgroups by {analysis.by.label} have a τ² each and are compared by a Q test (Borenstein et al., 2009)."
        )
        found.append((text, ("borenstein",)))
    return [*found, (_computed(), ())]


def _model(method: Method) -> list[tuple[str, tuple[str, ...]]]:
    scale = "Only results that were verified are pooled. Correlations were put on Fisher’s z scale (variance "
    scale += "1/(n − 3); Fisher, 1921), pooled there and turned back"
    if method.tau2 == "EE":
        return [(f"{scale}, in an equal-effects model (Hedges & Vevea, 1998).", ("fisher", "hedges"))]
    name, key = TAU2.get(method.tau2, (f"the {method.tau2} estimator", ""))
    keys = ("fisher", "hedges", *([key] if key else []))
    return [(f"{scale}, in a random-effects model (Hedges & Vevea, 1998) with τ² by {name}.", keys)]


def _prediction(method: Method, level: str) -> list[tuple[str, tuple[str, ...]]]:
    if method.tau2 == "EE":
        return []
    if method.prediction == "HTS":
        text = f"{level} prediction intervals use Student’s t with k − 2 degrees of freedom (Higgins et al., 2009)."
        return [(text, ("hts",))]
    return [(f"{level} prediction intervals use the critical value of the confidence interval.", ())]


def _computed() -> str:
    used = dict(software())
    rest = ", ".join(f"{name} {used[name]}" for name in ("numpy", "scipy"))
    return f"Computed by Stook {used['stook']} (Python {used['python']}, {rest})."


def paragraph(analysis: Analysis) -> str:
    """The sentences as one paragraph."""
    return " ".join(text for text, _ in sentences(analysis))


def summary(analysis: Analysis) -> str:
    """The names of the method in one line, to set analyses side by side."""
    method = analysis.method
    names = f"τ² {method.tau2}, test {method.test}, prediction interval {method.prediction}"
    return f"{names}, effects of one sample: {method.dependence} (rho {coefficient(method.rho)})."


def references(analyses: Iterable[Analysis]) -> list[str]:
    """The references of all analyses, in the order of a reference list."""
    keys = {key for analysis in analyses for _, own in sentences(analysis) for key in own}
    return sorted(REFERENCES[key] for key in keys)
