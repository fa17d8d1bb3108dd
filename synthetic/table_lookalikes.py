"""Decoys: tables whose numbers look like correlations and are none."""

from __future__ import annotations

from collections.abc import Callable

from synthetic.table_blocks import sheet
from synthetic.table_scenes import Scene
from synthetic.table_sheets import Entry, Row, Sheet
from synthetic.table_values import measured, printed

STARRED = "Note. *_p_ < .05. **_p_ < .01."
MARKED = 0.4  # share of coefficients with stars
STUDIES = (
    "Abel et al. (2009)",
    "Brandt & Kim (2014)",
    "Castillo (2011)",
    "Duval et al. (2018)",
    "Eklund (2003)",
    "Ferrari & Roth (2016)",
    "Gupta et al. (2020)",
    "Haas (2012)",
)


def _small(told: Scene, low: float = -0.6, high: float = 0.7, *, marked: bool = True) -> str:
    drawn = round(told.rng.uniform(low, high), told.habit.decimals) or 0.11
    star = told.rng.choice(("*", "**")) if marked and told.choice.marks != "none" and told.rng.random() < MARKED else ""
    return printed(drawn, told.habit) + (f"^{star}^" if star and told.choice.look.raised else star)


def _large(told: Scene, low: float, high: float) -> str:
    return measured(told.rng.uniform(low, high), told.habit)


def _labelled(told: Scene, cells: Callable[[], list[str]]) -> list[Row]:
    return [(Entry(v.label, align="left"), *(Entry(text) for text in cells())) for v in told.variables]


def _heads(first: str, *names: str) -> list[Row]:
    return [(Entry(first, align="left"), *(Entry(name) for name in names))]


def _numbers(told: Scene) -> list[str]:
    return [str(i + 1) for i in range(len(told.variables))]


def regression(told: Scene) -> Sheet:
    """Unstandardized and standardized coefficients."""
    body = _labelled(
        told, lambda: [_small(told), _small(told, 0.01, 0.2, marked=False), _small(told), _large(told, -4, 6), "<.001"]
    )
    title = told.rng.choice(
        ("Hierarchical Regression Predicting Well-Being", "Results of multiple regression analysis")
    )
    note = f"_Note._ _N_ = {told.sizes[0]}. _R_^2^ = {printed(0.31, told.habit, decimals=2)}. *_p_ < .05. **_p_ < .01."
    return sheet(told, title, _heads("Predictor", "_B_", "_SE_", "β", "_t_", "_p_"), body, [], note)


def loadings(told: Scene) -> Sheet:
    """Factor loadings with communalities."""
    body = _labelled(
        told, lambda: [_small(told, marked=False), _small(told, marked=False), _small(told, 0.1, 0.9, marked=False)]
    )
    heads = _heads("Item", "Factor 1", "Factor 2", "_h_^2^")
    return sheet(
        told,
        "Factor Loadings From the Exploratory Factor Analysis",
        heads,
        body,
        [],
        "Note. Loadings above .40 in bold.",
    )


def _triangle(told: Scene, title: str, cell: Callable[[int, int], str], words: str) -> Sheet:
    count = len(told.variables)
    body = [
        (Entry(f"{i + 1}. {v.label}", align="left"), *(Entry(cell(i, j) if j <= i else "") for j in range(count)))
        for i, v in enumerate(told.variables)
    ]
    return sheet(told, title, _heads("", *_numbers(told)), body, [], words)


def htmt(told: Scene) -> Sheet:
    """Heterotrait-monotrait ratios."""
    title = told.rng.choice(
        ("Discriminant validity: heterotrait–monotrait (HTMT) ratios", "HTMT ratio of the constructs")
    )
    return _triangle(
        told,
        title,
        lambda i, j: "" if i == j else _small(told, 0.1, 0.85, marked=False),
        "Note. All ratios are below .85.",
    )


def covariances(told: Scene) -> Sheet:
    """Variances and covariances."""
    title = "Covariance Matrix of the Latent Variables"
    words = "Note. Variances on the diagonal."
    return _triangle(
        told, title, lambda i, j: _small(told, 0.4, 0.9, marked=False) if i == j else _small(told, marked=False), words
    )


def anova(told: Scene) -> Sheet:
    """Tests of an analysis of variance."""
    body = _labelled(
        told,
        lambda: [str(told.rng.randint(1, 4)), _large(told, 0.2, 30), "<.001", _small(told, 0.01, 0.3, marked=False)],
    )
    return sheet(
        told,
        "Analysis of Variance for Main Effects and Interactions",
        _heads("Source", "_df_", "_F_", "_p_", "η^2^"),
        body,
        [],
        "",
    )


def descriptives(told: Scene) -> Sheet:
    """Means, spread and shape."""
    body = _labelled(
        told,
        lambda: [
            _large(told, 1, 5),
            _large(told, 0.4, 1.2),
            _small(told, marked=False),
            _small(told, marked=False),
            _small(told, 0.6, 0.95, marked=False),
        ],
    )
    heads = _heads("Scale", "_M_", "_SD_", "Skewness", "Kurtosis", "α")
    return sheet(
        told,
        "Descriptive Statistics and Reliabilities of the Scales",
        heads,
        body,
        [],
        f"_Note._ _N_ = {told.sizes[0]}.",
    )


def intraclass(told: Scene) -> Sheet:
    """Intraclass correlations of raters or occasions."""
    body = _labelled(
        told, lambda: [_small(told, 0.5, 0.95, marked=False), f"[{_small(told, 0.3, 0.5, marked=False)}, .97]"]
    )
    return sheet(
        told, "Intraclass Correlation Coefficients Between Raters", _heads("Scale", "ICC", "95% CI"), body, [], ""
    )


def previous_studies(told: Scene) -> Sheet:
    """Results of other authors."""
    rows: list[Row] = [
        (
            Entry(name, align="left"),
            Entry(str(told.rng.randint(60, 900))),
            Entry(_small(told, marked=False)),
            Entry(told.rng.choice(("Survey", "Diary"))),
        )
        for name in STUDIES[: len(told.variables)]
    ]
    title = "Previous studies of loneliness and internet use"
    return sheet(told, title, _heads("Study", "_N_", "_r_", "Design"), rows, [], "")


def item_total(told: Scene) -> Sheet:
    """Items with their corrected item-total correlations."""
    rows: list[Row] = [
        (
            Entry(f"Item {i + 1}", align="left"),
            Entry(_large(told, 1, 5)),
            Entry(_large(told, 0.5, 1.3)),
            Entry(_small(told, 0.3, 0.8, marked=False)),
            Entry(_small(told, 0.7, 0.9, marked=False)),
        )
        for i in range(len(told.variables))
    ]
    heads = _heads("Item", "_M_", "_SD_", "Corrected item–total correlation", "α if item deleted")
    return sheet(told, "Item Analysis of the Scale", heads, rows, [], "")


def t_tests(told: Scene) -> Sheet:
    """Comparisons of two groups."""
    body = _labelled(
        told,
        lambda: [
            f"{_large(told, 1, 5)} ({_large(told, 0.5, 1.4)})",
            f"{_large(told, 1, 5)} ({_large(told, 0.5, 1.4)})",
            _large(told, -4, 4),
            _small(told, 0.001, 0.9, marked=False),
            _small(told, marked=False),
        ],
    )
    heads = _heads("Variable", "Women", "Men", "_t_", "_p_", "_d_")
    return sheet(
        told,
        "Comparison of women and men on all measures",
        heads,
        body,
        [],
        "Note. Means with standard deviations in parentheses.",
    )


def fit_indices(told: Scene) -> Sheet:
    """Fit of rival models."""
    rows: list[Row] = [
        (
            Entry(f"Model {i + 1}", align="left"),
            Entry(_large(told, 40, 400)),
            Entry(str(told.rng.randint(20, 90))),
            Entry(_small(told, 0.85, 0.99, marked=False)),
            Entry(_small(told, 0.8, 0.98, marked=False)),
            Entry(_small(told, 0.03, 0.1, marked=False)),
        )
        for i in range(4)
    ]
    return sheet(
        told,
        "Fit Indices of the Measurement Models",
        _heads("Model", "χ^2^", "_df_", "CFI", "TLI", "RMSEA"),
        rows,
        [],
        "",
    )


def frequencies(told: Scene) -> Sheet:
    """Counts and shares."""
    body = _labelled(
        told,
        lambda: [str(told.rng.randint(5, 400)), f"{told.rng.uniform(1, 60):.1f}", _small(told, 0.1, 0.9, marked=False)],
    )
    return sheet(
        told, "Characteristics of the Sample", _heads("Characteristic", "_n_", "%", "Proportion"), body, [], ""
    )


def paths(told: Scene) -> Sheet:
    """Direct, indirect and total effects of a path model."""
    body = _labelled(told, lambda: [_small(told) for _ in range(3)])
    heads = _heads("Path", "Direct effect", "Indirect effect", "Total effect")
    return sheet(
        told, "Standardized path coefficients of the final model", heads, body, [], "Note. *_p_ < .05. **_p_ < .01."
    )


def similarities(told: Scene) -> Sheet:
    """Cosines between texts."""
    title = "Cosine similarity between the answers to open questions"
    return _triangle(told, title, lambda i, j: "1" if i == j else _small(told, 0.1, 0.9, marked=False), "")


def transitions(told: Scene) -> Sheet:
    """Probabilities of passing from one state to another."""
    count = len(told.variables)
    body = [
        (Entry(v.label, align="left"), *(Entry(_small(told, 0.05, 0.9, marked=False)) for _ in range(count)))
        for v in told.variables
    ]
    heads = _heads("From", *(v.short for v in told.variables))
    return sheet(told, "Transition probabilities between states", heads, list(body), [], "")


def pairwise_p(told: Scene) -> Sheet:
    """The p of comparisons of every two groups."""
    title = "_p_ values of pairwise comparisons (Bonferroni)"
    return _triangle(told, title, lambda i, j: "–" if i == j else _small(told, 0.01, 0.99, marked=False), "")


def two_models(told: Scene) -> Sheet:
    """Coefficients of two models beside each other."""
    body = _labelled(told, lambda: [_small(told), _small(told, 0.01, 0.2, marked=False)] * 2)
    spans: Row = (Entry(), Entry("Model 1", span=2), Entry("Model 2", span=2))
    header = [spans, *_heads("Predictor", "β", "_SE_", "β", "_SE_")]
    return sheet(told, "Multiple regression models of help seeking", header, body, [], STARRED)


def meta_analysis(told: Scene) -> Sheet:
    """Effects that other papers report, as a review lists them."""
    body: list[Row] = []
    for name in STUDIES[: len(told.variables)]:
        ends = f"[{_small(told, -0.5, 0.1, marked=False)}, {_small(told, 0.2, 0.7, marked=False)}]"
        cells = (str(told.rng.randint(60, 900)), _small(told, marked=False), ends)
        body.append((Entry(name, align="left"), *(Entry(text) for text in cells)))
    title = "Correlations from the studies included in the meta-analysis"
    return sheet(told, title, _heads("Study", "_N_", "_r_", "95% CI"), body, [], "")


MAKERS: dict[str, Callable[[Scene], Sheet]] = {
    "paths": paths,
    "similarities": similarities,
    "transitions": transitions,
    "pairwise_p": pairwise_p,
    "two_models": two_models,
    "meta_analysis": meta_analysis,
    "regression": regression,
    "loadings": loadings,
    "htmt": htmt,
    "anova": anova,
    "descriptives": descriptives,
    "covariances": covariances,
    "intraclass": intraclass,
    "previous_studies": previous_studies,
    "item_total": item_total,
    "t_tests": t_tests,
    "fit_indices": fit_indices,
    "frequencies": frequencies,
}
