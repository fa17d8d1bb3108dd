"""What a printed coefficient is: a correlation of this study or something else. A proposal, with what speaks for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.document import Section
from corpus.evidence import Kind
from extractors.attributes import LEADING_P, P_BEFORE
from extractors.kind_words import (
    AVERAGE_LABEL,
    BENCHMARK,
    CITATION,
    CITED_INSIDE,
    COMBINED,
    COMPARED,
    CORRELATED,
    CORRELATION,
    DEFINED,
    EFFECT_SIZE,
    GIVEN,
    MEASURED,
    NAMED_BY,
    NESTED,
    NEXT_CLAUSE,
    NOT_OURS,
    OF_THEM,
    OWN,
    POOLED,
    POWER,
    PRIOR,
    RELIABILITY,
    RELIABLE_AFTER,
    REPORTER,
    SIGN_OF,
    TESTED,
    TWO_ITEMS,
    TWO_JUDGES,
    VALIDITY,
    WE_MEASURED,
    WITH_ANOTHER,
)
from extractors.statements import Statement


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a statement stands: its sentence, the sentence before, and the section of the paper."""

    sentence: str
    start: int  # of the statement in the sentence
    end: int
    before: str = ""
    section: Section = "unknown"

    @property
    def left(self) -> str:
        return self.sentence[: self.start]

    @property
    def right(self) -> str:
        return self.sentence[self.end :]


TEST_REACH = 260  # characters before an r in which its test stands
NEAR = 70  # characters in which words speak of the next number


def _last(pattern: re.Pattern[str], text: str) -> int:
    """How many characters before the end the last match ends; -1 without one."""
    ends = [match.end() for match in pattern.finditer(text)]
    return len(text) - ends[-1] if ends else -1


def coefficient_of(statement: Statement, setting: Setting) -> str:
    """The kind of reliability that the words around an r name; empty where a correlation word stands nearer."""
    left = NAMED_BY.sub(lambda match: match[1] + "#" * len(match[2]), setting.left)
    relation = _last(CORRELATION, left)
    near = [
        (distance, name)
        for name, pattern in RELIABILITY
        if (distance := _last(pattern, left)) >= 0 and (relation < 0 or distance < relation or relation > 2 * NEAR)
    ]
    if NESTED.search(setting.sentence):
        near = [pair for pair in near if pair[1] != "icc"]
    exact = [pair for pair in near if pair[1] != "alpha"]
    if exact:
        return min(exact)[1]
    if near and (statement.symbol == "" or min(near)[0] < NEAR):
        return "alpha"
    if TWO_JUDGES.search(left) and not WITH_ANOTHER.search(left):
        return "interrater"
    if TWO_ITEMS.search(left) and (relation < 0 or COMBINED.search(setting.sentence)):
        return "alpha"
    after = setting.right[:NEAR]
    if RELIABLE_AFTER.search(after):
        return "test_retest"
    return next((name for name, pattern in RELIABILITY[:3] if relation < 0 and pattern.search(after)), "")


def evidence(statement: Statement, setting: Setting) -> dict[str, float]:
    """What was measured around the statement, each a number; names are stable, models are trained on them."""
    left, right, sentence = setting.left, setting.right, setting.sentence
    found = statement.attributes
    own = [bool(found.df), bool(found.p or found.not_significant), bool(found.n), bool(found.ci)]
    numbers = {
        "has_df": own[0],
        "has_p": own[1],
        "has_n": own[2],
        "has_ci": own[3],
        "own_numbers": sum(own),
        "test_left": bool(TESTED.search(left[-TEST_REACH:])),
        "test_right": found.test,
        "p_left": bool(LEADING_P.search(left[-P_BEFORE:])),
        "spread_right": found.spread,
        "effect_size_distance": _last(EFFECT_SIZE, left),
        "effect_size_right": bool(EFFECT_SIZE.search(right[:NEAR])),
        "correlation_distance": _last(CORRELATION, left),
        "quantity": _is_quantity(statement, left, right),
        "says_correlated": bool(CORRELATED.search(left)),
        "validity_words": bool(VALIDITY.search(sentence)),
        "citation_inside": bool(CITED_INSIDE.match(right)),
        "citations_left": len(CITATION.findall(left)),
        "citations_right": len(CITATION.findall(NEXT_CLAUSE.split(right)[0])),
        "citations_before": len(CITATION.findall(setting.before)),
        "of_them": bool(OF_THEM.match(sentence)) and bool(CITATION.search(setting.before)),
        "reporter_left": bool(REPORTER.search(left)),
        "prior_words": len(PRIOR.findall(sentence)),
        "own_words": len(OWN.findall(sentence)) + _compares(left),
        "pooled_words": len(POOLED.findall(sentence)),
        "we_measured": bool(WE_MEASURED.search(sentence)),
        "power_words": len(POWER.findall(sentence)),
        "benchmark_words": len(BENCHMARK.findall(sentence)),
        "reliability_words": float(any(pattern.search(sentence) for _, pattern in RELIABILITY)),
        "ranged": statement.ranged,
        "items": statement.items,
        "symbol": bool(statement.symbol),
        "labelled": bool(statement.label),
        "decimals": statement.value.decimals,
        "position": setting.start,
    }
    sections = ("abstract", "introduction", "method", "results", "discussion")
    return {
        **{k: float(v) for k, v in numbers.items()},
        **{f"section_{s}": float(setting.section == s) for s in sections},
    }


def _compares(left: str) -> bool:
    """Whether the sentence sets its own result beside an older one: "Unlike Ito (2011), high marks ..."."""
    opening = COMPARED.match(left)
    return bool(opening and not REPORTER.search(left[opening.end() :]))


def _is_quantity(statement: Statement, left: str, right: str) -> bool:
    """Whether the letter stands for a rate, a radius or a setting, and no coefficient of this study."""
    found = statement.attributes
    if DEFINED.match(right) or MEASURED.match(right):
        return True
    alone = not (found.df or found.p or found.n or found.ci or found.stars or found.not_significant)
    return (
        alone
        and not CORRELATION.search(left)
        and bool(GIVEN.search(left) or (statement.symbol and SIGN_OF.search(left)))
    )


def _cited(seen: dict[str, float]) -> bool:
    """Whether the value was taken from other work."""
    own = seen["own_numbers"] or seen["own_words"]
    if seen["citation_inside"] and (not seen["own_numbers"] or (seen["prior_words"] and not seen["own_words"])):
        return True
    if (seen["reporter_left"] or (seen["of_them"] and not seen["own_numbers"])) and not seen["own_words"]:
        return True
    citations = seen["citations_left"] + seen["citations_right"]
    if citations and not own and seen["section_results"] == 0:
        return True
    if seen["section_abstract"] and not citations:  # an abstract speaks of its own results
        return False
    if seen["prior_words"] and not seen["own_words"] and (not seen["own_numbers"] or seen["prior_words"] > 1):
        return True
    if seen["validity_words"] and citations and not seen["own_numbers"]:
        return True
    if seen["section_introduction"] and seen["citations_before"] and not seen["own_numbers"] and not seen["own_words"]:
        return True
    return bool(seen["section_introduction"] and citations and not seen["own_words"])


def _cited_reliability(seen: dict[str, float]) -> bool:
    """Whether a reliability was taken from other work; a scale's source before it says nothing about that."""
    if seen["citation_inside"] or seen["reporter_left"] or seen["of_them"]:
        return not seen["own_words"]
    if seen["own_words"] or seen["we_measured"]:
        return False
    return bool(seen["citations_right"] or seen["prior_words"])


def proposal(statement: Statement, setting: Setting, seen: dict[str, float]) -> tuple[Kind, str]:
    """The kind that the rules propose, and the coefficient where it is a reliability."""
    if statement.ranged:
        return "benchmark", ""
    if statement.kind == "reliability":
        return ("cited" if _cited_reliability(seen) else "reliability"), statement.coefficient
    averaged = bool(AVERAGE_LABEL.match(statement.label))
    if statement.kind != "correlation" or seen["spread_right"] or averaged:
        return "other", ""
    if _is_effect(statement, seen):
        return ("cited" if _cited(seen) and not seen["test_left"] else "effect_size_r"), ""
    if (seen["power_words"] or seen["benchmark_words"]) and seen["own_numbers"] <= seen["has_ci"]:
        return "benchmark", ""
    if seen["pooled_words"] and not seen["has_df"] and not seen["own_words"]:
        return "pooled_of_review", ""
    coefficient = coefficient_of(statement, setting)
    if _cited_reliability(seen) if coefficient else _cited(seen):
        return "cited", coefficient
    if seen["quantity"] or abs(statement.value.value) == 1:  # by construction; its z is infinite
        return "other", ""
    return _not_ours(setting, seen) or ("reliability" if coefficient else "correlation"), coefficient


def _is_effect(statement: Statement, seen: dict[str, float]) -> bool:
    """Whether the r is the size of an effect: of a test before it, or because the words say so."""
    effect, relation = seen["effect_size_distance"], seen["correlation_distance"]
    in_model = seen["p_left"] and statement.statistic == "partial" and relation < 0
    named = effect >= 0 and not seen["says_correlated"] and (relation < 0 or effect < relation)
    named = named or bool(seen["effect_size_right"] and relation < 0)
    return bool(seen["test_left"] or named or in_model)


def _not_ours(setting: Setting, seen: dict[str, float]) -> Kind | None:
    """The kind of what bears an r and is no correlation of two variables."""
    near = setting.left[-2 * NEAR :]
    return next((kind for kind, p in NOT_OURS if p.search(near) and not (seen["has_df"] and kind == "other")), None)
