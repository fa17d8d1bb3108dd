"""How a study was done: cross-sectional, longitudinal with its lag, or an experiment; where people came from; when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from corpus.document import Document
from corpus.evidence import Characterised, CharacteristicName, CharacteristicValue, Quote
from extractors.characterised import CITED, Sentence, is_of_others

RULE = "designs.v1"
TOLD, SHOWN, HINTED = 0.95, 0.85, 0.6  # called so; shown by what was done; compatible with it
DESIGN: CharacteristicName = "design"
FUTURE = re.compile(
    r"\b(?:future|further|subsequent|limitation\w*|should|could|would|cannot|warrant\w*|need\w*\s+to"
    r"|it\s+is\s+(?:possible|important)|prior|previous)\b",
    re.IGNORECASE,
)


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


# each: the design, how sure, what says so, and what must not stand in the sentence
SIGNS: tuple[tuple[str, float, re.Pattern[str]], ...] = (
    (
        "experiment",
        TOLD,
        _words(
            r"""randomi[sz]ed(?:[\s,-]+[\w-]+){0,4}?\s+(?:trial|experiment|study)\b | \bRCT\b
              | \b(?:participants?|respondents?|patients?|subjects?|students?|users?|consumers?|women|men|children
              |adults|employees|pupils|they|individuals|classes|schools|families|players|athletes|volunteers
              |workers|couples|teams|half)\b[^.;]{0,80}?
                \b(?:were|was)\s+(?:then\s+|also\s+|each\s+|first\s+)?(?:randomly\s+(?:assigned|allocated|divided
                |selected\s+to)|randomi[sz]ed\s*(?:to|into|in\b|between)|assigned\s+(?:at\s+random|randomly))
              | \brandomi[sz]ed\s+(?:participants?|patients?|women|men|subjects?|individuals?|students?
              |children)\b | \brandom(?:ly)?\s+(?:assign\w*|allocat\w*)\s+(?:to|into|of\s+participants)\b
              | \b(?:between|within)-?\s?(?:participants?|subjects?)\s+(?:\w+\s+){0,2}?(?:design|experiment
              |manipulation)
              | \bquasi-?\s?experiment\w*"""
        ),
    ),
    (
        "experiment",
        SHOWN,
        _words(
            r"""\b(?:in|for|of|from|completed|conducted|during|both|each|all|main\s+phase\s+of)\s+(?:the\s+|an?\s+
                |our\s+|this\s+|these\s+|\w+\s+){0,2}?experiments?\b
              | \brepeated[\s-]measures\s+design\b | \bExperiments?\s(?:[1-9]|I\b|One|2a)
              | \bexperimental\s+(?:conditions?|manipulations?|groups?
              |design|session|trials?|blocks?) | \btrials?\s+(?:were|was)\s+(?:presented|randomi[sz]ed)
              | \beach\s+trial\s+(?:began|started|was|consisted) | \b(?:fixation\s+cross|practice\s+trials
              |reaction\s+times\s+were)\b | \b(?:order|presentation)\s+(?:of\s+\S+\s+(?:\S+\s+){0,3}?)?(?:was
              |were)\s+counterbalanced"""
        ),
    ),
    (
        "longitudinal",
        TOLD,
        _words(
            r"""\blongitudinal\s+(?:\w+\s+){0,2}?(?:study|design|data|dataset|sample|survey|panel|cohort|analys\w+
                |research)\b | \b(?:prospective|panel)\s+(?:cohort\s+)?(?:study|design|survey|data)\b
              | \b(?:two|three|four|five|six|multi|[2-9])-?\s?wave\b | \b(?:two|three|four|five|six)\s+waves\b
              | \b(?:daily\s+diary|diary\s+study|experience[\s-]sampling|ecological\s+momentary\s+assessment
              |EMA\s+(?:study|data|period)|intensive\s+longitudinal)\b
              | \b(?:cross-?lagged|latent\s+growth|time-lagged)\s+(?:\w+\s+)?(?:panel|model|design|analys\w+|survey
              |data)"""
        ),
    ),
    (
        "longitudinal",
        SHOWN,
        _words(
            r"""\b(?:Wave|Time|T)\s?2\b[^.;]{0,80}\b(?:weeks?|months?|years?|days?)\b(?:\s+\w+){0,2}?\s+(?:later
                |after) | \b(?:measured|assessed|administered|interviewed|surveyed)\b[^.;]{0,50}\b(?:twice|again
                |at\s+(?:two|three|four|baseline\s+and))\b
              | \b(?:followed\s+(?:up\s+)?(?:for|over|at)|at\s+follow-?up|follow-?up\s+(?:survey|assessment
              |questionnaire|interview)s?)\b[^.;]{0,80}\b(?:weeks?|months?|years?)
              | \b(?:weeks?|months?|years?)\s+later\b[^.;]{0,60}\b(?:completed|filled|second\s+(?:survey
              |questionnaire)|again|same\s+(?:measures?|participants|scales?)) | \bWave\s1\b | \b(?:two|three|four
              |several)\s+(?:time\s?points|points\s+in\s+time|measurement\s+(?:occasions|points|waves))\b"""
        ),
    ),
    (
        "cross-sectional",
        TOLD,
        _words(
            r"\bcross-?\s?sectional\s+(?:\w+\s+){0,2}?(?:study|design|survey|data|sample|research|online"
            r"|questionnaire|investigation|analys\w+)\b|\bcorrelational\s+(?:study|design|research|survey)\b"
        ),
    ),
    (
        "cross-sectional",
        HINTED,
        _words(
            r"""\b(?:completed|filled\s+(?:in|out)|answered|administered|complet\w+\s+of|responded\s+to
                |took)\b[^.;]{0,60}\b(?:survey|questionnaires?|scales?|inventor(?:y|ies)|measures|battery
                |self-report\w*)\b
              | \b(?:survey|questionnaires?|scales|inventor(?:y|ies))\s+(?:\w+\s+){0,2}?(?:was|were|consisted
              |included|comprised) | \b(?:online|electronic|mail|paper|web)[\s-]+(?:based\s+)?(?:survey
              |questionnaire)\b | \bself-report\w*\b | \bsurvey\s+research\b"""
        ),
    ),
)
CROSS = "cross-sectional"
# what a discussion says of the study's own design
OWNED = re.compile(
    r"\b(?:design|data|study|nature\s+of\s+(?:the|our)\s+(?:data|study|design))\s+(?:is|was|were"
    r"|are)\s+(?:purely\s+|only\s+)?"
    r"(?P<design>cross[\s-]sectional|longitudinal)\b",
    re.IGNORECASE,
)
OWNED_NOUN = re.compile(
    r"\b(?:the|our|its|this|a)\s+(?P<design>cross[\s-]sectional|longitudinal)\s+(?:nature|design"
    r"|character)\s+(?:of\s+(?:the|our|this)|prevents?"
    r"|precludes?|does\s+not|do\s+not|limits?|prohibits?|cannot)\b",
    re.IGNORECASE,
)
IN_TEXT = ("abstract", "method", "front", "unknown", "results", "introduction")
OTHER_EXPERIMENT = re.compile(
    r"\b(?:survey|factorial|questionnaire|natural|thought)\s+experiment|\bexperiments?\s+(?:by|of)\s+(?-i:[A-Z])"
    r"|\bexperiment-?wise|experimenter",
    re.IGNORECASE,
)
LAG = re.compile(
    r"\b(?P<number>\d{1,3}(?:\.\d)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve"
    r"|a)[\s-](?P<unit>days?|weeks?|months?|years?)\s+(?:later|after\s+(?:the\s+)?(?:Wave|Time|T|first"
    r"|baseline|initial|time)\s?\w*|apart|interval|lag|follow-?up|between\s+(?:waves|measurements"
    r"|assessments))\b",
    re.IGNORECASE,
)


def designs_told(sentence: Sentence) -> Iterator[Characterised]:
    """Designs that one sentence speaks for, and lags between waves."""
    text = sentence.text
    if match := OWNED.search(text) or OWNED_NOUN.search(text):
        yield _one(sentence, DESIGN, match["design"].casefold().replace("cross sectional", CROSS), match.span(), TOLD)
    if sentence.section not in IN_TEXT or FUTURE.search(text) or is_of_others(text):
        return
    if sentence.section != "method" and CITED.search(text):
        return
    for design, sure, pattern in SIGNS:
        match = pattern.search(text)
        if not match or (design == "experiment" and OTHER_EXPERIMENT.search(text)):
            continue
        weaker = sentence.section in ("introduction", "results")
        yield _one(sentence, DESIGN, design, match.span(), sure - (0.3 if weaker else 0.0))
    if sentence.section in ("abstract", "method", "front", "unknown"):
        for match in LAG.finditer(text):
            yield _one(sentence, "lag", f"{match['number']} {match['unit']}", match.span(), HINTED)


def _one(
    sentence: Sentence, name: CharacteristicName, value: CharacteristicValue, span: tuple[int, int], sure: float
) -> Characterised:
    return Characterised(
        name=name,
        value=value,
        page=sentence.page_at(span[0]),
        quote=sentence.quote(*span),
        rule=RULE,
        probability=round(sure, 3),
        group=sentence.study,
    )


ENOUGH = 2.0  # sentences in the method that speak for an experiment make one; one may be a manner of speaking
HALF = 0.5  # a proposal below is shown to the coder after the others


def weighed(found: Iterable[Characterised], document: Document) -> list[Characterised]:
    """One design a paper, the surest first: told stands before shown, and a survey is one only if nothing else is."""
    signs = [one for one in found if one.name == DESIGN]
    if not signs:
        return _by_title(document)
    best: dict[str, Characterised] = {}
    weight: dict[str, float] = {}
    for one in signs:
        design = str(one.value)
        weight[design] = weight.get(design, 0.0) + one.probability
        if design not in best or one.probability > best[design].probability:
            best[design] = one
    order = sorted(best.values(), key=lambda one: -_rank(one, weight[str(one.value)]))
    first = order[0]
    sure = max(first.probability, HALF) if _rank(first, weight[str(first.value)]) > 0 else first.probability
    rest = [replace(one, probability=round(min(one.probability, HALF) * 0.6, 3)) for one in order[1:]]
    return [replace(first, probability=round(sure, 3)), *rest]


def _rank(one: Characterised, weight: float) -> float:
    """Told beats shown beats hinted; among equals, what more sentences say."""
    said = one.probability >= TOLD
    if one.value == "cross-sectional":
        return (3.0 + weight / 10) if said else 0.5 + weight / 100
    if said:
        return 2.0 + weight / 5
    return 1.0 + weight / 10 if weight >= ENOUGH else 0.2 + weight / 10


def _by_title(document: Document) -> list[Characterised]:
    """A design that only the title names."""
    for design, sure, pattern in SIGNS:
        if sure == TOLD and document.title and (match := pattern.search(document.title)):
            quote = Quote(document.digest, match.group(), ())
            return [Characterised(DESIGN, design, 1, quote, RULE, SHOWN)]
    return []
