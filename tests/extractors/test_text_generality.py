"""Sentences of many fields and journals, half of them with numbers that are no correlation of the study."""

import pytest

from extractors import extract
from tests.papers import paper

OWN: tuple[tuple[str, list[float]], ...] = (
    ("Serum ferritin correlated inversely with fatigue severity (r = −0.28, p = 0.004).", [-0.28]),
    ("The correlation between door-to-needle time and discharge score was −.22 (95% CI −.35 to −.08).", [-0.22]),
    (
        "Both caregiver strain (r = .41) and nights awake (r = .33) were associated with cortisol at awakening.",
        [0.41, 0.33],
    ),
    ("Kendall's tau between tumour grade and time to relapse was −.17 (p = .04).", [-0.17]),
    (
        (
            "Pain interference was significantly correlated with kinesiophobia, r(84) = .47, p < "
            ".001, whereas walking distance was not, r(84) = −.11, p = .32."
        ),
        [0.47, -0.11],
    ),
    ("Spelling and handwriting fluency correlated .39 (p < .01).", [0.39]),
    (
        (
            "As for reading, the relation with phoneme deletion was strong (r = .62, p < .001) "
            "and that with naming speed moderate (r = −.45, p < .001)."
        ),
        [0.62, -0.45],
    ),
    ("Test anxiety was negatively related to marks in boys (r = −.24) but not in girls (r = −.05).", [-0.24, -0.05]),
    ("Attendance correlated with final grades at r = .43.", [0.43]),
    (
        (
            "Zero-order correlations showed that autonomy support was associated with effort (r = "
            ".37, p < .001), but not with anxiety (r = -.08, p = .21)."
        ),
        [0.37, -0.08],
    ),
    (
        (
            "Psychological safety correlated with speaking up (r = .51, p < .001) and with error "
            "reporting (r = .29, p = .002)."
        ),
        [0.51, 0.29],
    ),
    ("Commuting time and job strain were positively correlated (r = .17, p < .05).", [0.17]),
    ("Across the 212 branches, turnover correlated negatively with customer ratings (r = −.33).", [-0.33]),
    (
        (
            "In line with Hypothesis 2, telework intensity was positively correlated with "
            "loneliness at work, r(301) = .23, p < .001."
        ),
        [0.23],
    ),
    ("Family firms with older founders invested less in training (r = −.14, p = .03).", [-0.14]),
    (
        "Sprint speed was strongly correlated with isometric mid-thigh pull force (r = 0.71, 90% CI 0.55 to 0.82).",
        [0.71],
    ),
    ("Competitive state anxiety at weigh-in correlated with time to exhaustion, rs = −.38, p = .02.", [-0.38]),
    ("Years of practice were positively associated with balance in gymnasts (r = .36, p = .01).", [0.36]),
    ("Coach–athlete closeness and enjoyment correlated at .49.", [0.49]),
    ("Perceived latency correlated with frustration (Spearman’s ρ = .45, p < .001).", [0.45]),
    ("Immersion and nausea were uncorrelated (r = .02, p = .88).", [0.02]),
    ("Typing speed and error rate had a negative correlation (r = -.40).", [-0.4]),
    ("Learning rate correlated with working memory capacity, r(70) = .35, p = .002.", [0.35]),
    ("Leaf area and rainfall were positively correlated (r = 0.66, P < 0.001, n = 45 plots).", [0.66]),
    ("Soil moisture was not associated with species richness (r = 0.09, p = 0.37).", [0.09]),
    ("Song rate was negatively related to ambient noise, r = −0.34, p = 0.02.", [-0.34]),
    ("Interest rate expectations correlated with saving intentions (r = .19, p = .01).", [0.19]),
    ("Price sensitivity and loyalty were inversely related, r = −.30, p < .001.", [-0.3]),
    (
        (
            "Store atmosphere was positively associated with time in store (r = .33, p < .01) and "
            "money spent (r = .22, p < .05)."
        ),
        [0.33, 0.22],
    ),
    (
        (
            "Results from the diary showed that positive affect and snacking were related within "
            "persons (r = −.12, p = .04)."
        ),
        [-0.12],
    ),
    ("Power distance was correlated with deference, r(144) = .29, p < .001.", [0.29]),
    ("The radius of social networks was associated with well-being, r = .20, p = .03.", [0.2]),
    ("Estimated interest in the topic was related to reading time: r = .38, p < .001.", [0.38]),
    ("The number of twins born in a herd was correlated with feed quality (r = .44, p = .02).", [0.44]),
    ("Parameters of gait were related: cadence and stride length correlated at r = −.41 (p = .003).", [-0.41]),
)
OTHERS: tuple[str, ...] = (
    "Jansen and Brook (2014) found a correlation of .45 between frailty and falls.",
    (
        "Several authors have reported that sleep loss is associated with snacking (r = .27; "
        "Ito, 2011; r = .22; Gomez & Ray, 2018)."
    ),
    "As Petrova et al. (2020) demonstrated, grit and grades are related (r = .18).",
    (
        "Across 38 studies, the weighted mean correlation between leader humility and "
        "performance was .29 (Brandt & Liu, 2021)."
    ),
    "The pooled correlation for adolescents was .12.",
    "We interpreted coefficients of r < .30 as weak, .30–.50 as moderate and > .50 as strong.",
    "Assuming r = .25, α = .05 and power of .80, 123 patients were needed.",
    "Our sample size was determined with G*Power for r = .30, two-tailed.",
    "Correlations among the five subscales ranged from .22 to .58.",
    "The correlations varied between r = −.08 and r = .41.",
    "Nurses in the training group made fewer errors, t(58) = 3.12, p = .003, r = .38.",
    "Jump height rose after the taper (Z = −2.67, p = .008, r = .49).",
    "The effect was medium in size (r = .31), as shown by a Wilcoxon signed-rank test.",
    "Kruskal–Wallis H(2) = 9.40, p = .009; the pairwise comparison of bus and car gave r = .27.",
    "Test-retest reliability after three weeks was r = .88.",
    "Inter-rater reliability for the video codes was r = .91.",
    "The split-half correlation was .79.",
    "Item–total correlations were above .40.",
    "The two-week stability of the measure was .81.",
    "Autonomy predicted engagement (β = .34, p < .001).",
    "All items loaded on their factor, with loadings between .61 and .85.",
    "In the model, r = 0.05 denotes the discount rate per period.",
    "We used a circular plot with radius r = 0.5 m.",
    "Let ρ = 0.95 be the persistence of the productivity shock.",
    "Relatedness among full siblings is r = 0.5.",
    "Cross-validated predictions correlated with observed yield (r = 0.58).",
    "The autocorrelation at lag 1 was .47.",
    "The first canonical correlation was .51.",
    "The average correlation among the eight climate indicators was .44.",
    "Squared multiple correlations were .45 for trust and .38 for use.",
    "The difference in risk was .12 (95% CI .04 to .20), and the hazard ratio was 0.84.",
    "Vif values were below 3 and the Durbin–Watson statistic was 1.92.",
    "With 48 birds, only correlations of r = .39 or larger could be detected.",
    "This is lower than the correlation of .44 that Sato (2013) obtained with nurses.",
    "Previous studies with students yielded correlations of .15 to .25.",
    "The bootstrapped indirect effect was .09, 95% CI [.03, .16].",
    "Group membership explained little (η2 = .04; ω2 = .03).",
    "The assumed within-person correlation of the repeated measurements was ρ = .50.",
)


def correlations(text: str) -> list[float]:
    return [found.r.value for found in extract(paper(text)) if found.kind == "correlation"]


@pytest.mark.parametrize(("text", "values"), OWN, ids=[text for text, _ in OWN])
def test_own_correlations_are_offered(text: str, values: list[float]) -> None:
    assert correlations(text) == values


@pytest.mark.parametrize("text", OTHERS)
def test_other_numbers_are_not_offered_as_own_correlations(text: str) -> None:
    assert correlations(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The two items correlated strongly (r = .67) and were averaged into an index of intention.",
        "The mean of the two raters was used, as they agreed (r = .81).",
        "The split-half correlation was .79.",
        "Scores of the two judges correlated .86, so their mean was used.",
        "The test was repeated after a week and both scores correlated (r = .88), which speaks for good reliability.",
        "The inter-item correlation of the two-item scale was .44.",
    ],
)
def test_parts_that_are_averaged_tell_of_reliability(text: str) -> None:
    assert [found.kind for found in extract(paper(text))] == ["reliability"]


@pytest.mark.parametrize(
    "text",
    [
        "The pooled correlation over 24 studies was .21 (k = 24).",
        "An umbrella review of meta-analyses arrived at r = .17 for the link of diet to mood.",
    ],
)
def test_pooled_values_are_told_from_cited_ones(text: str) -> None:
    assert [found.kind for found in extract(paper(text))] == ["pooled_of_review"]


@pytest.mark.parametrize(
    "text",
    [
        "Replicating Ito (2011), marks were related to sleep (r = .22).",
        "Unlike Ito and Ray (2011), marks were related to sleep, r = .22.",
        "Consistent with earlier work (Ito, 2011), marks correlated with sleep (r = .22).",
    ],
)
def test_a_result_beside_an_older_one_is_own(text: str) -> None:
    assert correlations(text) == [0.22]


@pytest.mark.parametrize(
    "text",
    [
        "Similar to Ito (2011), Ray (2015) found that marks were related to sleep (r = .22).",
        "Marks have been linked to sleep (r = .22, p = .01; de Vries et al., 2010).",
        "Those researchers reported that marks correlated with sleep (r = .22).",
        "Ito and Ray (2011) built an index of sleep. Their index correlated with marks (r = .22).",
    ],
)
def test_a_result_of_others_is_cited(text: str) -> None:
    assert [found.kind for found in extract(paper(text))] == ["cited"]


@pytest.mark.parametrize(
    "text",
    [
        "All values were at most r = .30.",
        "No pair of scales exceeded a correlation of .70.",
        "Only correlations of r = .39 or larger were followed up.",
    ],
)
def test_bounds_are_no_results(text: str) -> None:
    assert correlations(text) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Age and stay were related (Spearman rho −0.52, p < 0.001).", [-0.52]),
        ("Ratings of the two judges correlated with sales (r = .31, p = .02).", [0.31]),
        ("Sleep was related to mood, R(40) = .29, p = .06.", [0.29]),
        ("The predictors were related to mood, R = .59, p = .01.", []),
        ("A wheel with a radius r = 0.5 was used.", []),
        ("The beam had a spread of r = 0.5 mm.", []),
    ],
)
def test_a_letter_is_what_the_words_make_it(text: str, values: list[float]) -> None:
    assert correlations(text) == values
