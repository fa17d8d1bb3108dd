"""Reliabilities with their scales, items and moments in sentences and tables of many fields."""

import pytest

from corpus.document import Document
from extractors.characteristics import Characterised, characteristics
from tests.papers import paper, table


def told(document: Document, name: str = "reliability") -> list[Characterised]:
    return [found for found in characteristics(document) if found.name == name]


def pairs(text: str) -> list[tuple[object, str]]:
    return [(found.value, found.variable) for found in told(paper(text)) if found.probability >= 0.5]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "We created indices of satisfaction (five items; α = .82) and turnover intention (three items; α = .75).",
            [(0.82, "satisfaction"), (0.75, "turnover intention")],
        ),
        ("Cronbach's alpha for the Coach Support Scale was .91 in this sample.", [(0.91, "Coach Support Scale")]),
        ("The internal consistency of the PHQ-9 was good (α = .88).", [(0.88, "PHQ-9")]),
        ("These items were averaged into a reliable belief in luck scale (α = .87).", [(0.87, "belief in luck scale")]),
        (
            "Internal consistency was adequate for hostility (α = .77), detachment (α = .69), and candour (α = .76).",
            [(0.77, "hostility"), (0.69, "detachment"), (0.76, "candour")],
        ),
        ("The Burnout subscale showed excellent reliability (α = .94).", [(0.94, "Burnout subscale")]),
        (
            "The Fatigue Severity Scale (FSS) has nine items. Cronbach's alpha was .90.",
            [(0.90, "Fatigue Severity Scale (FSS)")],
        ),
        (
            "Mean values were good: vigour (M = 3.96; SD = 0.66; α = .874) and calm (M = 3.30; SD = 0.70; α = .878).",
            [(0.874, "vigour"), (0.878, "calm")],
        ),
        (
            "Two scales were formed (vigour, M = 3.38; SD = .68; α = .873, and calm, M = 3.94; SD = .68; α = .877).",
            [(0.873, "vigour"), (0.877, "calm")],
        ),
        ("The Stress Scale displayed an internal reliability estimate of .85.", [(0.85, "Stress Scale")]),
        ("Cronbach's alpha was .86 for the trust items of leaders.", [(0.86, "trust items of leaders")]),
        ("Reliability was high (flow; McDonald's ω = .91).", [(0.91, "flow")]),
        (
            "We measured team climate with six items (“we feel safe”) that were averaged (α = .89).",
            [(0.89, "team climate")],
        ),
        ("Autonomy. All five items were rated from 1 to 7. The scale was reliable (α = .83).", [(0.83, "Autonomy")]),
        ("The Effort Questionnaire [EQ] was used and α = .81 resulted.", [(0.81, "Effort Questionnaire [EQ]")]),
        ("Reliability was high for both, and Cronbach's α = .88.", [(0.88, "")][:0]),
        (
            "Cronbach's alphas for the intrinsic and extrinsic subscales were .87 and .81, respectively.",
            [(0.87, "intrinsic"), (0.81, "extrinsic subscales")],
        ),
        (
            "Coefficient alpha reliabilities were .84 (autonomy), .79 (competence), and .88 (relatedness).",
            [(0.84, "autonomy"), (0.79, "competence"), (0.88, "relatedness")],
        ),
        ("The α coefficient of the Job Insecurity Scale in the sample was 0.89.", [(0.89, "Job Insecurity Scale")]),
        ("The three items (α = .76) were averaged to form an index of team trust.", [(0.76, "team trust")]),
        ("The questionnaire's internal consistency (Cronbach's alpha = .83) was good.", []),
        ("In Study 2, cravings were measured using six items (α = 0.94).", [(0.94, "cravings")]),
    ],
)  # fmt: skip
def test_a_reliability_is_linked_to_its_scale(text: str, expected: list[tuple[float, str]]) -> None:
    assert pairs(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Alpha was set at .05 for all tests.",
        "The scale was reliable in earlier work (α = .82; Smith & Lee, 2010).",
        "Values of α > .70 are considered acceptable.",
        "Reliabilities of the subscales ranged from α = .73–.89.",
        "Interrater reliability was .81.",
        "Previous studies reported a Cronbach's alpha of .93 for the inventory.",
        "The weight in the model was α = .12 for the first trial.",
    ],
)
def test_other_coefficients_are_not_proposed(text: str) -> None:
    assert pairs(text) == []


def test_a_reliability_of_this_sample_is_own_though_the_sentence_cites() -> None:
    text = "The Worry Inventory has high internal consistency (Meyer et al., 1990; .83 in the current sample)."
    (found,) = told(paper(text))
    assert (found.value, found.variable) == (0.83, "Worry Inventory")
    assert found.probability > 0.5


def test_items_and_moments_beside_a_reliability_belong_to_its_scale() -> None:
    document = paper("Trust was high (four items; M = 3.2, SD = 0.8; α = .81) in both teams.")
    found = {one.name: (one.value, one.variable) for one in characteristics(document)}
    assert found["items"] == (4, "Trust was high"[:5])
    assert found["mean"] == (3.2, "Trust")
    assert found["sd"] == (0.8, "Trust")


def test_the_number_of_items_is_read_beside_a_measure() -> None:
    document = paper("The 20-item CES-D was used. The Grit Scale has twelve items. The scale contains 5 items.")
    found = [(one.variable, one.value) for one in told(document, "items") if one.probability > 0.6]
    assert found == [("CES-D", 20), ("Grit Scale", 12)]  # and five, less surely, of the scale spoken of last


def test_a_row_of_reliabilities_belongs_to_the_columns_variables() -> None:
    document = table(
        "Variable | 1 | 2",
        "1. Attitudes | 1.00 | ",
        "2. Self-efficacy | .30 | 1.00",
        "Mean | 56.6 | 40.4",
        "Internal consistency coefficients | .92 | .81",
        caption="Table 1. Descriptive statistics and correlations",
    )
    found = [(one.value, one.variable) for one in told(document)]
    assert found == [(0.92, "Attitudes"), (0.81, "Self-efficacy")]


def test_a_head_that_is_a_name_is_the_variable_of_its_column() -> None:
    document = table(
        "Statistic | Trust | Strain", "M | 3.1 | 2.2", "Cronbach's α | .84 | .79", caption="Table 2. Scales"
    )
    assert [(one.value, one.variable) for one in told(document)] == [(0.84, "Trust"), (0.79, "Strain")]


def test_alphas_on_the_diagonal_are_those_of_their_rows() -> None:
    document = table(
        "Variable | M | SD | 1 | 2 | 3",
        "1. Trust | 3.1 | 0.9 | (.92) | |",
        "2. Strain | 2.4 | 0.8 | -.31** | (.88) |",
        "3. Vigour | 3.6 | 0.7 | .44** | -.52** | (.90)",
        caption="Table 1. Means, standard deviations, reliabilities and correlations",
    )
    assert [(one.value, one.variable) for one in told(document)] == [
        (0.92, "Trust"),
        (0.88, "Strain"),
        (0.90, "Vigour"),
    ]


def test_item_parameters_are_no_reliabilities() -> None:
    document = table(
        "Item | α | β1",
        "1. Calm | 0.88 | 1.2",
        "2. Tense | 0.73 | 0.4",
        caption="Table 3. Graded response item parameters",
    )
    assert told(document) == []


def test_only_a_scale_that_is_named_is_sure() -> None:
    (named,) = told(paper("The internal consistency of the PHQ-9 was good (α = .88)."))
    (unnamed,) = told(paper("The scale was reliable (α = .88)."))
    assert named.probability > 0.9
    assert unnamed.probability < 0.5
    assert unnamed.variable == ""
