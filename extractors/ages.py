"""Mean age with its spread and range, as sentences and tables of samples print them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.evidence import Characterised
from extractors.characterised import Sentence, group_near, in_group, is_of_others, people_between, tells_of_sample
from extractors.numbers import EQUALS, POINT, printed

RULE = "ages.v1"
OLDEST = 110.0  # years
YOUNGEST = 0.1
SURE, LIKELY, WEAK = 0.95, 0.85, 0.4  # set against hand-made gold: see docs of the benchmark

YEARS = r"(?:years?|yrs?\.?|y|months?|mo)"
AGE_NUMBER = rf"\d{{1,3}}(?:{POINT}\d{{1,3}})?(?!\s?%|{POINT}?\d)"
MEAN = rf"(?<![\d.·⋅/-])(?P<mean>{AGE_NUMBER})"
IS = rf"(?:\s*(?:{EQUALS}|of|was|were|is|,)\s*|\s+)"
SPREAD_WORD = r"(?:S\.?\s?D\.?|s\.d\.|[Ss]tandard\s+deviations?|SE|s)(?:\s?_?\s?age)?"
# between the word age and the mean: the range, verbs, years; nothing that could be another variable
FILL = (
    r"(?:[\s,;:(\[)\]=–—−-]|\d{1,3}(?:\.\d+)?(?![\d%])"
    r"|\b(?:years?|yrs?|old|of|ages?|range[ds]?|ranging|from|to|between|and|with|an?|the|was|were|is|are|in|they|who"
    r"|respondents|participants|students|patients|women|men|females?|girls|athletes|players|children|adults"
    r"|approximately|about|around|at|baseline|overall|time|testing|sample|var(?:y|ied|ies|ying)|normally|distributed"
    r")\b){0,24}?"
)
ROLE = (
    r"(?:participants?|respondents?|sample|students?|patients?|subjects?|children|adults|adolescents"
    r"|employees|workers|teachers"
    r"|nurses|players|athletes|women|men|girls|boys|infants|pupils|cohort|group|users|population|total|final"
    r"|overall|all|entire|full|whole|our|the|this"
    r"|study|both|included|of|in|for|these|those|among|sub-?sample|analytic|at|baseline|T1|time|who|two"
    r"|\d(?=\s)|first|second)"
)

# "of the 120 participants" before "was": no number of years, no other mean
UNTIL_VERB = r"(?:(?!years?\s|mean\b|average\b|\d+\.)[^.;()=:]){1,60}?(?=\s*(?:was\b|were\b|is\b|=|:))"

FORMS = tuple(
    re.compile(pattern, re.VERBOSE)
    for pattern in (
        # "mean age of the participants was 34.2", "average age: 21 years", "mean (SD) age was 41.6"
        rf"""(?:\b[Mm]ean|\b[Aa]verage|\bAVG)\s*(?:\((?:[±\s]|SD|standard\s+deviation)+\)|±\s?SD)?\s+
             (?:{ROLE}[’']?s?[’']?\s+){{0,2}}(?:chronological\s+)?ages?\b(?:\s*(?:\(|\[)\s*(?:in\s+)?(?:{YEARS}
             |±\s?SD|SD|,|\s|M|M\s?±\s?SD)+\s*[)\]])?
             (?:\s+in\s+years)?(?:\s+at\s+(?:Time|Wave|T|baseline)\s?\d?)?(?:\s+(?:of|in|for|among|across
             |at)\s{UNTIL_VERB})?(?:\s*\([^()\d]{{0,20}}\))?{IS}(?:approximately\s+|about\s+|around\s+)?(?:M\s*=\s*
             |\(\s*M\s*=\s*)?{MEAN}""",
        # "M_age = 36.61", "Mage 19", "agemean = 31.42"
        rf"""(?:\bM\s?_?\s?\(?\s?age\s?\)?|\bMage|\bage\s?_?mean|\b[Mm]ean_?age|\bage\s+M)(?:\s*\(SD\))?\s*(?:{EQUALS}|was|of)?\s*{MEAN}""",
        # "ranged in age from 18 to 65 (M = 39.11", "aged 15 to 58 (mean = 21.1)", "age: 21 to 72, average 43.9"
        rf"""\b(?:[Aa]ge[ds]?|AGE)\b{FILL}(?:\b[Mm]\b|\b[Mm]ean(?:\s+age)?|\b[Aa]veraged?(?:\s+age)?|x̄|\bMn\b)(?:\s?\(SD\))?\s*(?:{EQUALS}|of|was|,)?\s*{MEAN}""",
        # "age 26.99 ± 10.59", "Age: 34.56 (SD = 11.34"
        rf"""\b(?:[Aa]ge[ds]?|AGE)(?:\s*[,(]?\s*(?:in\s+)?{YEARS}\)?)?\s*(?:{EQUALS}|,|;)?\s*\(?\s*{MEAN}(?=\s*{YEARS}?\s*(?:±|\(\s*(?:±|SD\b)|,\s*SD\b|\s*SD\b))""",
        # "were on average 45.3 years old", "averaged 21 years of age"
        rf"""\b(?:on\s+average|averaged|mean\s+of|average\s+of|averaging)\s*,?\s*{MEAN}\s*(?:\([^()]{{0,20}}\)\s*)?{YEARS}(?:\s+of\s+age|\s+old|-old)""",
        # "on average, the students were 21.3 years of age", "36 to 52 years old, with an average of 44.1 years"
        rf"""\b[Oo]n\s+average,?\s+(?:{ROLE}\s+){{1,4}}(?:was|were)\s+(?:aged\s+)?{MEAN}\s*{YEARS}(?:\s+of\s+age|\s+old)""",
        rf"""\bold\b,?\s*(?:with\s+|and\s+)?(?:an?\s+|the\s+)?(?:average|mean)\s+(?:of|was)\s+{MEAN}""",
        # "women between 18 and 40 years (M = 26.85"
        rf"""\b{ROLE}\s+(?:between|from)\s+\d+\s+(?:and|to)\s+\d+\s+{YEARS}\s*\(\s*M\s*=\s*{MEAN}""",
        # "aged 16.2 (1.4) years"
        rf"""\baged\s+{MEAN}(?=\s*\(\s*{AGE_NUMBER}\s*\)\s*{YEARS})""",
        # "the average teacher was 43.2 years old"
        rf"""\b[Aa]verage\s+\w+\s+(?:was|is)\s+{MEAN}\s*{YEARS}(?:\s+of\s+age|\s+old)""",
        # "aged 29.0 years on average"
        rf"""\baged\s+(?:about\s+)?{MEAN}\s*(?:\([^()]{{0,20}}\)\s*)?{YEARS}?\s+on\s+average""",
        # "were 45.3 years old on average", "23.4 ± 2.1 years old", "19.3 years of age (SD = 1.2)"
        rf"""{MEAN}\s*(?:±\s*{AGE_NUMBER}\s*|\(\s*(?:SD|±)[^()]{{0,16}}\)\s*)?{YEARS}(?:\s+of\s+age|\s+old)(?=\s+on\s+average|\s*\(\s*SD\b)""",
        rf"""{MEAN}\s*(?:±\s*{AGE_NUMBER}\s*|\(\s*(?:SD|±)[^()]{{0,16}}\)\s*){YEARS}(?:\s+of\s+age|\s+old)""",
    )
)
SPREAD = re.compile(
    rf"\s*{YEARS}?(?:\s+(?:old|of\s+age))?(?:\s+on\s+average)?\s*[,;]?\s*(?:and\s+(?:a\s+)?)?[(\[]?\s*(?:±\s*|\+/-\s*"
    rf"|(?:{SPREAD_WORD})\s*(?:{EQUALS}|of|was|,)?\s*±?\s*)(?P<sd>{AGE_NUMBER})"
)
BRACKETED_SPREAD = re.compile(rf"\s*\(\s*(?P<sd>{AGE_NUMBER})\s*\)")
SPREAD_ANNOUNCED = re.compile(r"\(\s*(?:±\s?)?SD\s*\)|±\s?SD")
RANGE = re.compile(
    rf"(?:\b[Rr]ang(?:e[ds]?|ing)\b\s*(?:{EQUALS}|of|in\s+age|was|,)?\s*(?:from|between)?\s*[\[(]?"
    rf"|\b[Aa]ge[ds]?\b\s*(?:{YEARS}\s*)?,?(?:range[ds]?|ranging)?\s*(?:{EQUALS}|of)?\s*(?:from|between)?\s*)"
    rf"\s*(?P<low>{AGE_NUMBER})\s*(?:{YEARS}\s*)?(?:to|and|[-–—−,])\s*(?P<high>{AGE_NUMBER})"
)
# "44 to 57 years old", "women between 18 and 40 years (M", "the youngest was 18, the oldest 40 years old"
OTHER_RANGES = (
    re.compile(
        rf"(?<![\d.])(?P<low>{AGE_NUMBER})\s*(?:{YEARS}\s*)?(?:to|and|[-–—−])\s*(?P<high>{AGE_NUMBER})\s*{YEARS}"
        r"(?:\s+old|\s+of\s+age|\s*\(M\b)"
    ),
    re.compile(
        rf"\b[Yy]oungest\b[^\d.;]{{0,40}}(?P<low>{AGE_NUMBER})[^\d.;]{{1,20}}\boldest\b[^\d.;]{{0,30}}(?P<high>{AGE_NUMBER})"
    ),
)
MONTHS = re.compile(r"\s*(?:±\s*[\d.]+\s*|\([^()]*\)\s*)?(?:months|mo)\b")
NOT_PEOPLE = re.compile(
    r"\bages?\s+(?:at|of)\s+(?:first|onset|diagnos\w+|leaving|menarche|death|marriage|entry|retirement"
    r"|acquisition|injury|initiation)"
    r"|\b(?:gestational|mental|bone|academic|firm|company|organi[sz]ation(?:al)?|child(?:ren)?[’']?s?\s+mean"
    r"|brain|stimulus|face|perceived|reading)\s+age"
    r"|\b(?:faces|photos|photographs|images|stimuli|avatars|pictures|characters|firms|companies"
    r"|buildings)\b[^.;()]{0,60}$"
    r"|\bolder\s+than\b[^.;]{0,20}$|\bhalf\s+of\b[^.;]{0,20}$",
    re.IGNORECASE,
)
NEAR = 70  # characters before a mean in which something else than people of the sample may be named
AFTER_NOT_PEOPLE = re.compile(
    r"^[^.;()]{0,30}\bfor\s+(?:\w+\s+){0,2}(?:faces|photos|images|stimuli)|^[^.;()]{0,20}\bat\s+(?:onset"
    r"|diagnosis)|^\s*minutes|^\s*hours"
)
AGE_WORD = re.compile(r"\bage|\byears?\s+old|\bM\s?_?age|\b(?:and|to)\s\d+\syears\s\(M\b", re.IGNORECASE)
DISTANT = ("results", "introduction", "appendix", "discussion")  # sections in which a sample is told of less often


@dataclass(frozen=True, slots=True)
class Age:
    """A mean at a place of a text, with the spread and range printed around it."""

    start: int
    end: int
    mean: float
    sd: float | None = None
    sd_end: int = 0
    in_months: bool = False


def ages(text: str) -> list[Age]:
    """Every mean age that the text prints, in order."""
    found: dict[int, Age] = {}
    for form in FORMS:
        for match in form.finditer(text):
            start, end = match.span("mean")
            value = printed(match["mean"]).value
            left = text[max(0, match.start() - NEAR) : start]
            if not YOUNGEST < value <= OLDEST or NOT_PEOPLE.search(left) or AFTER_NOT_PEOPLE.match(text[end:]):
                continue
            sd = SPREAD.match(text, end)
            if not sd and (SPREAD_ANNOUNCED.search(match.group()) or match.group().startswith("aged ")):
                sd = BRACKETED_SPREAD.match(text, end)
            spread = printed(sd["sd"]).value if sd else None
            months = bool(MONTHS.match(text, end))
            found.setdefault(start, Age(start, end, value, spread, sd.end() if sd else end, months))
    return [found[start] for start in sorted(found)]


def ages_told(sentence: Sentence) -> Iterator[Characterised]:
    """Mean ages, their standard deviations and the age range of one sentence."""
    text = sentence.text
    if not tells_of_sample(sentence) or not AGE_WORD.search(text) or is_of_others(text):
        return
    found = ages(text)
    for place, age in enumerate(found):
        earlier = found[place - 1].end if place else 0
        group = in_group(
            sentence.study, group_near(text, age.start, age.end) or people_between(text, earlier, age.start, found)
        )
        related = RELATED.search(text[earlier : age.start])
        group = group or (related[str(related.lastgroup)] if related else "")
        unit = "months" if age.in_months else "years"
        sure = WEAK if related else _probability(sentence, age)
        yield _one(sentence, "mean_age", age.mean, (age.start, age.end), group, unit, sure)
        if age.sd is not None:
            yield _one(sentence, "sd_age", age.sd, (age.start, age.sd_end), group, unit, sure)
    yield from _ranges(sentence, mean_told=bool(found))


def _one(
    sentence: Sentence, name: str, value: float | str, span: tuple[int, int], group: str, unit: str, sure: float
) -> Characterised:
    return Characterised(
        name=name,  # type: ignore[arg-type]  # one of three literals above
        value=value,
        page=sentence.page_at(span[0]),
        quote=sentence.quote(*span),
        rule=RULE,
        probability=sure,
        unit=unit,
        group=group,
    )


# "their partners were 34.2 years old": people around the sample, not the sample
RELATED = re.compile(
    r"\b(?:their|whose|participants[’'])\s+(?:\w+\s+)?(?P<who>partners?|spouses?|husbands?|wives|mothers?|fathers?"
    r"|parents?|child(?:ren)?|siblings?|supervisors?|caregivers?|teachers?)\b[^.;]{0,40}$"
    r"|\b(?P<of>children|partners|parents|mothers|fathers)\s+of\s+(?:our|the)\s+(?:participants|respondents)\b[^.;]{0,40}$"
    r"|\b(?P<not>interviewers?|experimenters?|raters?|coders?|observers?|non-?\s?(?:responders?|respondents?|completers?"
    r"|participants?)|drop-?\s?outs?|(?:those|participants|respondents)\s+who\s+(?:dropped\s+out|left|did\s+not))\b[^.;]{0,60}$"
    r"|\b(?P<part>(?:older|younger|upper|lower|oldest|youngest)\s+(?:third|half|quarter|quartile|tertile))\b[^.;]{0,30}$",
    re.IGNORECASE,
)
PEOPLE_WORD = re.compile(
    r"\b(?:participants?|respondents?|students?|sample|women|men|females?|males?|patients?|adults|children"
    r"|volunteers|individuals"
    r"|employees|workers|users|teachers|subjects|boys|girls|controls?|people|respondents|years)\b",
    re.IGNORECASE,
)


def _probability(sentence: Sentence, age: Age) -> float:
    """How sure a mean is: a spread beside it and people in the sentence speak for it, a distant section against it."""
    people = bool(PEOPLE_WORD.search(sentence.text))
    if sentence.section in DISTANT:
        return LIKELY if people and age.sd is not None else 0.6
    return SURE if people else LIKELY


def _ranges(sentence: Sentence, *, mean_told: bool) -> Iterator[Characterised]:
    text = sentence.text
    for match in _range_matches(text):
        low, high = printed(match["low"]).value, printed(match["high"]).value
        bins = "%" in text[max(0, match.start() - BIN_REACH) : match.start()].rpartition(",")[2]
        if not YOUNGEST < low < high <= OLDEST or ELIGIBLE.search(text) or bins:
            continue
        near = AGE_WORD.search(text[max(0, match.start() - 90) : match.end() + 30])
        if near:
            group = in_group(sentence.study, group_near(text, match.start(), match.end()))
            sure = WEAK if sentence.section in DISTANT else LIKELY if mean_told else 0.7
            value = f"{match['low']}-{match['high']}"
            yield _one(sentence, "age_range", value, match.span(), group, "years", sure)


def _range_matches(text: str) -> Iterator[re.Match[str]]:
    """Each range once, whichever form sees it first."""
    seen: set[int] = set()
    for form in (RANGE, *OTHER_RANGES):
        for match in form.finditer(text):
            if match.start("low") not in seen:
                seen.add(match.start("low"))
                yield match


BIN_REACH = 60  # characters: "24.4% were between the ages of 18 and 24" tells a bin, not the range
ELIGIBLE = re.compile(r"\b(?:eligib\w+|inclusion|criteri\w+|had\s+to\s+be|needed\s+to\s+be|required)\b", re.IGNORECASE)
