"""Numbers and names of made-up tables: true matrices, printed numbers, labels that no two variables share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from synthetic.studies import interval, p_of_r

# label, abbreviation; no label is contained in another one, so a pair is never ambiguous
VARIABLES = (
    ("Age", "AGE"), ("Gender", "GEN"), ("Household income", "INC"), ("Years of schooling", "EDU"),
    ("Depressive symptoms", "DEP"), ("Trait anxiety", "ANX"), ("Perceived stress", "STR"), ("Loneliness", "LON"),
    ("Emotional support", "ESUP"), ("Use of online forums", "UOF"), ("Self-efficacy", "SEF"), ("Empowerment", "EMP"),
    ("Help seeking", "HS"), ("Stigma", "STG"), ("Sleep quality", "SLQ"), ("Physical activity", "PAC"),
    ("Job satisfaction", "JSAT"), ("Work engagement", "WEN"), ("Turnover intention", "TUR"), ("Burnout", "BUR"),
    ("Transformational leadership", "TFL"), ("Organizational commitment", "OCM"), ("Role conflict", "RCF"),
    ("Procedural justice", "PJU"), ("Reading fluency", "RFL"), ("Vocabulary", "VOC"), ("Working memory", "WM"),
    ("Mathematics achievement", "MATH"), ("Teacher feedback", "TFB"), ("Classroom climate", "CLC"),
    ("Parental monitoring", "PMON"), ("Peer rejection", "PRJ"), ("Openness", "OPE"), ("Conscientiousness", "CON"),
    ("Extraversion", "EXT"), ("Agreeableness", "AGR"), ("Neuroticism", "NEU"), ("Risk taking", "RSK"),
    ("Alcohol consumption", "ALC"), ("Body mass index", "BMI"), ("Systolic pressure", "SBP"), ("Pain intensity", "PIN"),
    ("Life satisfaction", "LSAT"), ("Positive affect", "POSA"), ("Rumination", "RUM"), ("Mindfulness", "MIN"),
    ("Narcissism", "NAR"), ("Moral disengagement", "MDIS"), ("Brand loyalty", "BLO"), ("Purchase frequency", "PFR"),
    ("Privacy concern", "PCN"), ("Trust in providers", "TRU"), ("Screen time", "SCT"), ("Cyberbullying", "CYB"),
)  # fmt: skip
# long labels that journals wrap
LONG = (
    ("Frequency of visits to internet forums for peers", "FVI"), ("Satisfaction with the support received", "SWS"),
    ("Attitude toward seeking professional treatment", "ATP"), ("Perceived quality of health information", "PQI"),
    ("Intrinsic motivation for learning mathematics", "IML"), ("Willingness to disclose personal matters", "WDP"),
    ("Supervisor ratings of task performance", "SRT"), ("Cognitive reappraisal of negative events", "CRN"),
)  # fmt: skip
SECTIONS = ("Demographic characteristics", "Predictors", "Outcomes", "Background", "Resources", "Health")
GROUPS = (
    ("Women", "Men"), ("Students", "Teachers"), ("Adolescents", "Adults"), ("Patients", "Controls"),
    ("Study 1", "Study 2"), ("Users", "Non-users"), ("Boys", "Girls"), ("Employees", "Managers"),
    ("Nurses", "Physicians"),
)  # fmt: skip
COUNTRIES = ("Germany", "Japan", "Brazil", "Kenya", "Canada", "Norway", "Spain", "Poland", "Chile", "India")
FACTORS = 2
LEAST_EIGENVALUE = (
    0.08  # rounding k coefficients moves an eigenvalue by at most k half units: .06 for twelve at two decimals
)
LARGEST = 0.88
THIN_SPACE = "\u2009"


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a table: its label, its abbreviation, and what descriptives say of it."""

    label: str
    short: str
    mean: float
    sd: float
    alpha: float
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Habit:
    """How a table prints its numbers."""

    zero: bool = False
    point: str = "."
    decimals: int = 2
    minus: str = "−"
    dropped: bool = False  # zeros at the end, as spreadsheets do
    omitted: bool = False  # the decimal point, with a note that says so


def variables(rng: Random, count: int, *, long: bool = False) -> list[Variable]:
    """Different variables with descriptives of the size that scales have."""
    names = rng.sample(VARIABLES, count)
    if long:
        for at, name in zip(
            rng.sample(range(count), min(count, (count + 1) // 2)), rng.sample(LONG, len(LONG)), strict=False
        ):
            names[at] = name
    return [_variable(rng, label, short) for label, short in names]


def _variable(rng: Random, label: str, short: str) -> Variable:
    low, high = rng.choice(((1, 5), (1, 7), (0, 4), (0, 27), (10, 50)))
    mean = rng.uniform(low + 0.3 * (high - low), low + 0.8 * (high - low))
    return Variable(label, short, mean, rng.uniform(0.12, 0.25) * (high - low), rng.uniform(0.66, 0.95), low, high)


def true_matrix(rng: Random, count: int, *, decimals: int = 2) -> list[list[float]]:
    """A correlation matrix as printed: positive definite, no zero and no one beside the diagonal."""
    random = np.random.default_rng(rng.getrandbits(32))
    loadings = random.uniform(-0.8, 0.85, (count, FACTORS)) * random.choice([1.0, 1.0, 0.5], (count, 1))
    common = loadings @ loadings.T
    matrix = common + np.diag(np.maximum(0.35, 1 - np.diag(common)))
    scale = np.sqrt(np.diag(matrix))
    matrix = matrix / np.outer(scale, scale)
    while float(np.linalg.eigvalsh(matrix)[0]) < LEAST_EIGENVALUE:
        matrix = 0.9 * matrix + 0.1 * np.eye(count)
    return [
        [_rounded(float(v), decimals) if i != j else 1.0 for j, v in enumerate(row)] for i, row in enumerate(matrix)
    ]


def _rounded(value: float, decimals: int) -> float:
    unit = 10.0**-decimals
    limited = max(-LARGEST, min(LARGEST, value))
    nearest = round(limited, decimals)
    return nearest if nearest else round(unit if value >= 0 else -unit, decimals)


def printed(value: float, habit: Habit, *, decimals: int | None = None) -> str:
    """A number within [-1, 1] as the table prints it."""
    places = habit.decimals if decimals is None else decimals
    text = f"{abs(value):.{places}f}"
    if habit.omitted:
        return (habit.minus if value < 0 else "") + text.partition(".")[2]
    if habit.dropped and abs(value) < 1:
        text = text.rstrip("0")
    text = text if habit.zero or not text.startswith("0.") else text[1:]
    return (habit.minus if value < 0 else "") + text.replace(".", habit.point)


def plain(value: float, habit: Habit) -> str:
    """The same as gold keeps it: hyphen and full stop."""
    return printed(value, Habit(zero=habit.zero, decimals=habit.decimals, minus="-", dropped=habit.dropped))


def measured(value: float, habit: Habit, *, decimals: int = 2) -> str:
    """A number that may exceed one, with its leading digit."""
    return ("" if value >= 0 else habit.minus) + f"{abs(value):.{decimals}f}".replace(".", habit.point)


def bounds(r: float, n: int, habit: Habit, *, comma: str = ", ") -> str:
    """`[.12, .34]`; a decimal comma takes a semicolon between the bounds."""
    low, high = interval(r, n)
    between = "; " if habit.point == "," else comma
    return f"[{printed(low, habit)}{between}{printed(high, habit)}]"


def significance(r: float, n: int, habit: Habit) -> str:
    """The p of a coefficient as a table cell has it: `.034`, `<.001`."""
    p = p_of_r(r, n - 2)
    lead = "0" if habit.zero else ""
    return f"<{lead}{habit.point}001" if p < 0.001 else printed(min(p, 0.999), habit, decimals=3)


def level_of(r: float, n: int, levels: Sequence[float]) -> int:
    """How many of the levels the coefficient reaches."""
    return sum(p_of_r(r, n - 2) < level for level in levels)
