"""Effects made by hand for tests of analyses, figures and pages."""

import random
from typing import Any

from corpus.effects import Effect, Selection
from corpus.protocol import Characteristic, MethodNames, Question
from reports.analysis import Analysis, analyse, method_of

QUESTION = Question(
    id="depression-groups", label="Depressive symptoms and online support groups", x="depression", y="groups"
)
BY_GENERATION = QUESTION.model_copy(update={"by": "generation"})
GENERATION = Characteristic(
    label="Generation",
    type="choice",
    choices={"x": "Generation X", "y": "Millennials", "z": "Generation Z"},
    moderator=True,
)
METHOD = method_of(MethodNames())
AVERAGES = method_of(MethodNames(dependence="aggregate"))


def effect(r: float, n: int, study: str = "Berg 2019", **more: Any) -> Effect:
    """One effect; what is not named is plausible."""
    key = more.pop("key", study)
    given: dict[str, Any] = {
        "id": f"E-{key}", "question": QUESTION.id, "study": f"S-{study}", "sample": "full", "report": f"R-{study}",
        "study_label": study, "x": "depression", "y": "groups", "r": r, "n": n, "statistic": "pearson",
        "n_basis": "study", "direction": 1, "printed": f"{r:.2f}".replace("0.", ".", 1), "reading": f"C-{key}",
        "selection": Selection((f"C-{key}",), (f"C-{key}",), "only result"), "labels": ("CES-D", "Group use"),
        "measures": ("CES-D", "GUS"), "page": 5, "digest": "ab" * 32, "decisions": (1,),
        "quote": f"CES-D and group use correlated, r({n - 2}) = {r:.2f}.",
    }  # fmt: skip
    return Effect(**{**given, **more})


def three() -> list[Effect]:
    """Three studies, one of each generation."""
    rows = [(-0.31, 212, "Berg 2019", "z"), (-0.12, 98, "Ito 2016", "y"), (0.05, 340, "Núñez 2021", "z")]
    return [effect(r, n, study, characteristics={"generation": code}) for r, n, study, code in rows]


def nested() -> list[Effect]:
    """Seven effects of four samples, one of them measured in three ways."""
    rows = [
        (0.28, 53, "Berg 2019", "z", "CES-D"), (0.40, 53, "Berg 2019", "z", "PHQ-9"),
        (0.31, 53, "Berg 2019", "z", "K6"),
        (0.10, 80, "Ito 2016", "y", "CES-D"), (0.12, 210, "Núñez 2021", "y", "CES-D"),
        (0.18, 210, "Núñez 2021", "y", "PHQ-9"), (0.29, 120, "Zhao 2024", "z", "CES-D"),
    ]  # fmt: skip
    return [
        effect(r, n, study, key=f"{i} {study}", measures=(scale, "GUS"), characteristics={"generation": code})
        for i, (r, n, study, code, scale) in enumerate(rows)
    ]


def many(k: int, *, seed: int = 7) -> list[Effect]:
    """`k` studies in three generations, with names of all lengths and scripts."""
    chance = random.Random(seed)
    names = ("Berg", "Ito & Nakamura", "Núñez-García, Ó Briain & Łukasiewicz", "Müller", "van der Linden et al.", "Öz")
    found = []
    for i in range(k):
        study = f"{names[i % len(names)]} {2001 + i % 24}{'abcdefghijklmnopqrstuvwxyz'[i // 24 % 26]}"
        n = int(chance.lognormvariate(5.2, 0.8)) + 8
        r = max(-0.95, min(0.95, chance.gauss(-0.18, 0.14)))
        code = chance.choice(["x", "y", "z", "z"])
        found.append(effect(round(r, 2), n, study, key=f"{i:03}", characteristics={"generation": code}))
    return found


def analysis(effects: list[Effect], question: Question = QUESTION, **more: Any) -> Analysis:
    """An analysis by the default method."""
    return analyse(effects, question, METHOD, by=GENERATION if question.by else None, **more)
