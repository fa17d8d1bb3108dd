"""What a printed coefficient is: a correlation of this study or something else. A proposal, with what speaks for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.document import Section
from corpus.evidence import Kind
from extractors.attributes import LEADING_P, P_BEFORE
from extractors.numbers import ANY_NUMBER, MINUS, RELATION, SIGNED
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


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


YEAR = r"(?:1[89]|20)\d\d[a-z]?"
NAME = r"[A-Z][\w’'`´-]+"
CITATION = re.compile(
    rf"(?:{NAME}(?:,?\s(?:[A-Z]\.\s?)*(?:(?:&|and)\s)?{NAME})*(?:\s(?:et\sal\.?|and\scolleagues))?[’']?s?,?\s*[(\[]?\s?{YEAR}[)\]]?"
    r"|\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\])"
)
CITES = (
    r"(?:found|reported|showed|observed|demonstrated|obtained|documented|revealed|estimated|noted|yielded"
    r"|suggest\w*|indicated|show|report)"
)
REPORTER = re.compile(
    rf"(?:{CITATION.pattern}|{NAME}\set\sal\.?(?:\s?\(.{{0,12}}?\))?|\[\d+\])\)?,?\s(?:also\s|have\s|has\s)?{CITES}\b"
)
CITED_INSIDE = re.compile(
    rf"^\s*[,;]?\s*(?:see(?:\salso)?|e\.g\.,?|cf\.|as\sreported\s(?:by|in))?\s*{CITATION.pattern}"
)
PRIOR = _words(
    r"""\b(?:previous|prior|past|earlier|existing|recent|original|other|another|several|independent|numerous|validation)\s(?:[\w-]+\s){0,3}
        (?:stud(?:y|ies)|research|work|findings?|literature|samples?|reports?|investigations?|results?|validation|evidence|article|paper)\b
      | \bmeta-?\s?analy(?:sis|ses|tic)\b | \bsystematic\sreviews?\b
      | \b(?:has|have)\s(?:also\s|previously\s|repeatedly\s|been\s)*
        (?:shown|found|reported|demonstrated|validated|yielded|exhibited|documented|been\sfound|established)\b
      | \b(?:previously|originally)\b | \breported\sby\b | \bin\sthe\sliterature\b | \baccording\sto\b | \bnorm(?:s
        |ative|ing)\b | \bmanual\b
      | \bdeveloped\sby\b | \bthe\sauthors\b | \btheir\s(?:metric|study|model|sample|results|findings|data)\b"""
)
OWN = _words(
    r"""\b(?:in|for|with|of|from|across|to)\s(?:this|these|the\s(?:present|current)|our)\s(?:\w+\s)?(?:stud(?:y|ies)|samples?|data|dataset|participants|results|analys\w+)\b
      | \b(?:our|present|current)\s(?:[\w-]+\s){0,2}(?:results?|data|sample|analys[ei]s|stud(?:y|ies)|findings?
        |measures?)\b
      | \bwe\s(?:\w+\s)?(?:found|observed|computed|detected|calculated|examined|tested|obtained|correlated
        |investigated|explored|replicated)\b
      | \b(?:were|was)\scomputed\b | \b(?:Study|Experiment|Sample|Wave|Time)\s\d\b"""
)
WE_MEASURED = _words(
    r"\b(?:we|participants|respondents|students|patients)\s(?:\w+\s)?(?:used|assessed|measured|administered|completed"
    r"|created|averaged|computed|combined|adapted|answered|rated|responded)\b"
)
POWER = _words(
    r"""\bpower(?:ed)?\b(?!\s(?:distance|motiv|spectr|posing|imbalance|and\b|relation)) | \ba\spriori\b
      | \bSESOI\b | \bsmallest\s(?:meaningful\s)?effects?\b
      | \bG\s?\*\s?Power\b | \brequired\ssample | \bsample\ssizes?\s(?:of|needed|required|calculation)\b
        | \bto\sdetect\b | \bdetectable\b
      | \bassum(?:ed|ing|ption|ptions|e)\b | \bhypothe(?:tical|sized\seffect)\b | \bexpected\s(?:effect|correlation
        |ESs?)\b | \bminim(?:um|al)\s(?:\w+\s)?(?:effect|sample|correlation)"""
)
BENCHMARK = _words(
    r"""\brules?\sof\sthumb\b | \bconvention(?:s|al|ally)?\b | \bcut-?\s?offs?\b | \bthresholds?\b
      | \bguidelines?\b | \bbenchmarks?\b
      | \b(?:considered|interpreted|regarded|classified|defined|denot\w+|labell?ed|corresponds?\sto
        |represent\w*)\s(?:\w+\s){0,2}?(?:as\s)?(?:a\s)?
        (?:weak|small|medium|moderate|large|strong|negligible|low|high)\b
      | \bsmall,\s(?:medium|moderate)\b | \bscale\sparameters?\b | \bprior\s(?:scale|width|distribution)\b
        | \bcriterion\s(?:value|of)\b
      | \bcorrespond\w*\sto\s(?:an?\s)?(?:\w+\s)?effect | \bwould\s(?:need|correspond)\b | \bexceed(?:ed|ing)?\sthe\b"""
)
# a test between the words and the r: "t(27) = 2.1, p = .04, r = .37", "Z = 2.35, p = .019, r = .34"
TEST = rf"""
    (?<![A-Za-z])(?:t|F|[zZ]|[UVW]|H|Q|T|χ\s?[2²]|b|B|β|slope|Wilks|estimate)\s*(?:[(\[][^()\[\]]{{1,25}}[)\]])?\s*(?:{RELATION})\s*{ANY_NUMBER}
"""
# what may stand between the test and its r: further named numbers, parted by commas only
FURTHER = rf"""
    (?:\s*[,;]\s*(?:and\s)?
      (?: [A-Za-zηωφβ%°’'²\d][\w\s%°’'²ηω-]{{0,32}}?(?:,\s*or\s*CI,?)?(?:\s?\([^()]{{1,12}}\))?\s*(?:{RELATION})\s*
          (?:[\[(]\s*{ANY_NUMBER}\s*[^\s\w]?\s*(?:,|;|to|{MINUS})\s*{ANY_NUMBER}\s*[\])]|{ANY_NUMBER})(?:\s?(?:%|°|ms|s|years|dB\sSPL|db\sSPL|points))?
        | (?:\d\d\s?%\s?)?(?:CI\s*)?[\[(]\s*{SIGNED}\s*[,;]\s*{SIGNED}\s*[\])] | n\.?s\.?(?=[,;]) ))*
"""
TESTED = re.compile(
    rf"{TEST}{FURTHER}\s*[,;]?\s*(?:and\s)?(?:[({{\[]\s*)?(?:(?:the\s|an?\s)?effect\ssizes?(?:\sof)?\s*[,:]?\s*)?$",
    re.VERBOSE,
)
TEST_REACH = 260
EFFECT_SIZE = _words(
    r"effect\s?-?sizes?\b|\bsizes?\sof\sthe\seffects?\b|\bWilcoxon\b|\bMann\W+Whitney\b|\brank[-\s]biserial\b|\bmagnitudes?\sof\sthe\seffects?\b"
)
CORRELATED = _words(r"correlat")
CORRELATION = _words(
    r"\b(?:inter)?correlat\w+|\bassociat\w+|\brelat(?:ed|ionships?|ions?|e[sd]?|ing)\b|\bcovari\w+|\blink(?:ed|s)?\b"
)
RELIABILITY: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "interrater",
        _words(
            r"\binter-?\s?(?:rater|coder|observer|judge|scorer|annotator|reader)s?\b|\b(?:two|both)\s(?:raters|coders|observers|judges)|\bagreement\sbetween\s(?:\w+\s)?(?:raters|coders|observers)"
            r"|\b(?:rater|coder)s?['’]?\s(?:agreement|reliability)"
        ),
    ),
    (
        "test_retest",
        _words(
            r"\b(?:test\s?[-–—−]?\s?)?re-?test\b|\btemporal\s(?:stability|reliability)|\bstability\s(?:coefficient|reliability)|\btest[-–\s]retest"
        ),
    ),
    ("split_half", _words(r"\bsplit\s?-?(?:half|third)|\bspearman[-–\s]brown|\bodd[-–\s]even|\bthirds?method")),
    ("icc", _words(r"\bintra-?class|\bICCs?\b")),
    ("alpha", _words(r"\binternal\sconsistenc|\binter-?item|\breliabilit(?:y|ies)\b|\breliable\b|\bitem[-–\s]total")),
)
NOT_OURS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "other",
        _words(
            r"\bmultiple\s(?:correlation|R\b)|\bcanonical|\bgenetic\scorrelation|\bintra-?class|\bloadings?\b|\bHTMT|\bheterotrait|\bautocorrelat|\bcross-?correlat"
            r"|\b(?:learning|interest|discount|growth|exchange|decay)\srates?|\bparameters?\b(?!\sestimates?\sof)|\bhyperparameter|\btwins?\b|\bcritical\svalue"
            r"|\bcovariance\b(?!\sanalys)|\bphylogen|\bspatial\sresolution|\bradius|\bvariance\sexplained"
        ),
    ),
    (
        "other",
        _words(
            r"\b(?:average|averaged|mean|median|maxim(?:um|al)|minim(?:um|al))\s(?:[\w-]+\s){0,2}(?:correlations?\b|associations?\b|r\b|$)|\bcorrelations?\s(?:averaged|was\son\saverage)"
        ),
    ),
    (
        "pooled_of_review",
        _words(
            r"\b(?:overall|pooled|summary|combined)\s(?:weighted\s)?(?:effects?|correlations?|estimates?)|\bweighted\s(?:mean|average)|\bweighting\seach|\bmeta-?analytic"
        ),
    ),
)
NEXT_CLAUSE = re.compile(
    r",\s(?:which|suggesting|indicating|consistent|replicating)\b|\bwhich\ssuggest|\bin\sline\swith\b", re.IGNORECASE
)
VALIDITY = _words(
    r"\b(?:convergent|divergent|discriminant|concurrent|construct|criterion|predictive)\s(?:and\s\w+\s)?validit|\bvalidity\b|\bvalidated\b"
)
AVERAGE_LABEL = re.compile(r"(?:av(?:era)?ge?|mean|median|m|mdn)\b", re.IGNORECASE)
DEFINED = _words(r"^\s*(?:is|was|denotes|represents|being)\s(?:the|an?|our)\b")
NEAR = 70


def _last(pattern: re.Pattern[str], text: str) -> int:
    """How many characters before the end the last match ends; -1 without one."""
    ends = [match.end() for match in pattern.finditer(text)]
    return len(text) - ends[-1] if ends else -1


def coefficient_of(statement: Statement, setting: Setting) -> str:
    """The kind of reliability that the words around an r name; empty where a correlation word stands nearer."""
    left = setting.left
    relation = _last(CORRELATION, left)
    near = [
        (distance, name)
        for name, pattern in RELIABILITY
        if (distance := _last(pattern, left)) >= 0 and (relation < 0 or distance < relation or relation > 2 * NEAR)
    ]
    exact = [pair for pair in near if pair[1] != "alpha"]
    if exact:
        return min(exact)[1]
    if near and (statement.symbol == "" or min(near)[0] < NEAR):
        return "alpha"
    after = setting.right[:NEAR]
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
        "defined_right": bool(DEFINED.match(right)),
        "correlation_distance": _last(CORRELATION, left),
        "says_correlated": bool(CORRELATED.search(left)),
        "validity_words": bool(VALIDITY.search(sentence)),
        "citation_inside": bool(CITED_INSIDE.match(right)),
        "citations_left": len(CITATION.findall(left)),
        "citations_right": len(CITATION.findall(NEXT_CLAUSE.split(right)[0])),
        "citations_before": len(CITATION.findall(setting.before)),
        "reporter_left": bool(REPORTER.search(left)),
        "prior_words": len(PRIOR.findall(sentence)),
        "own_words": len(OWN.findall(sentence)),
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


def _cited(seen: dict[str, float]) -> bool:
    """Whether the value was taken from other work."""
    own = seen["own_numbers"] or seen["own_words"]
    if seen["citation_inside"] and not seen["own_numbers"]:
        return True
    if seen["reporter_left"] and not seen["own_words"]:
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
    if seen["citation_inside"] or seen["reporter_left"]:
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
    if statement.kind != "correlation" or seen["spread_right"] or seen["defined_right"] or averaged:
        return "other", ""
    if _is_effect(statement, seen):
        return ("cited" if _cited(seen) and not seen["test_left"] else "effect_size_r"), ""
    if (seen["power_words"] or seen["benchmark_words"]) and seen["own_numbers"] <= seen["has_ci"]:
        return "benchmark", ""
    coefficient = coefficient_of(statement, setting)
    if _cited_reliability(seen) if coefficient else _cited(seen):
        return "cited", coefficient
    return _not_ours(setting, seen) or ("reliability" if coefficient else "correlation"), coefficient


def _is_effect(statement: Statement, seen: dict[str, float]) -> bool:
    """Whether the r is the size of an effect: of a test before it, or because the words say so."""
    effect, relation = seen["effect_size_distance"], seen["correlation_distance"]
    in_model = seen["p_left"] and statement.statistic == "partial" and relation < 0
    named = effect >= 0 and not seen["says_correlated"] and (relation < 0 or effect < relation)
    return bool(seen["test_left"] or named or in_model)


def _not_ours(setting: Setting, seen: dict[str, float]) -> Kind | None:
    """The kind of what bears an r and is no correlation of two variables."""
    near = setting.left[-2 * NEAR :]
    return next((kind for kind, p in NOT_OURS if p.search(near) and not (seen["has_df"] and kind == "other")), None)
