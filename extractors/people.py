"""Counts of people: digits or words before a noun for people, and N = 120 in its many spellings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from extractors.numbers import EQUALS, INTEGER, integer

UNITS = dict(
    zip(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        range(20),
        strict=True,
    )
)
TENS = dict(
    zip(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], range(20, 100, 10), strict=True)
)
SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
WORD = "|".join([*UNITS, *TENS, *SCALES])
IN_WORDS = rf"(?:(?:an?\s+(?=hundred|thousand))?(?:{WORD})(?:(?:\s+and)?[\s-]+(?:{WORD}))*)\b"

PEOPLE = (
    r"(?:participants?|respondents?|students?|undergraduates?|adults?|adolescents?|teen(?:ager)?s?|youths?|children|kids|infants?|toddlers?|pupils?|women|men|females?|males?"
    r"|boys|girls|patients?|individuals|people|persons|subjects|volunteers?|employees?|workers|teachers?|nurses|physicians|doctors|clinicians|therapists|parents?|mothers|fathers"
    r"|couples|dyads|pairs|families|users|members|observers|managers|supervisors|leaders|followers|residents|citizens|caregivers|carers|veterans|soldiers|athletes|players|households"
    r"|sojourners|learners|consumers|customers|shoppers|siblings|twins|readers|nonreaders|controls|cases|survivors|smokers|drivers|seniors|graduates|freshmen|sophomores"
    r"|professionals|practitioners|staff|candidates|applicants|recruits|inmates|offenders|refugees|immigrants|voters|listeners|speakers|outpatients|inpatients|interviewees"
    r"|Americans?|Germans?|gamers|bloggers|subscribers|visitors|viewers|community-dwelling\s+\w+|MTurk(?:ers|\s+workers)|completers|attendees|principals|educators|officers|raters"
    r"|clerks|midwives|boarders|pilots|engineers|lawyers|accountants|executives|entrepreneurs|founders|sales(?:people|persons|men)|representatives"
    r"|agents|trainees|interns|apprentices|faculty|academics|lecturers|professors|instructors|coaches|counsell?ors|psychologists|psychiatrists"
    r"|pharmacists|dentists|surgeons|paramedics|firefighters|policemen|prisoners|detainees|farmers|miners|cyclists|runners|swimmers|golfers"
    r"|musicians|dancers|singers|artists|tourists|travell?ers|passengers|guests|diners|donors|tenants|migrants|elders|newborns|neonates|babies"
    r"|widows|widowers|spouses|husbands|wives|partners|grandparents|guardians|stakeholders|directors|CEOs|subordinates|supervisees|co-?workers"
    r"|colleagues|hires|job-?seekers|retirees|pensioners|personnel|cadets|servicemembers|investors|borrowers|lenders|bidders|panell?ists|judges"
    r"|jurors|informants|nominees|probands|recipients|beneficiaries|clients|inpatient|outpatient|schoolchildren|schoolgirls|schoolboys|orphans"
    r"|housewives|homemakers|postgraduates|doctors-in-training|trainers|mentors|mentees|tutors|tutees|scholars|researchers|scientists|programmers"
    r"|developers|designers|analysts|consultants|technicians|assistants|secretaries|cashiers|servers|waiters|cooks|chefs|drinkers|ex-smokers"
    r"|diabetics|asthmatics|amputees|dialysis\s+patients|laypersons|laypeople|natives|Australians|Britons|Canadians|Italians|Koreans|Indians)"
)
NOT_A_MODIFIER = (
    r"(?!(?:excluding|including|years?|months?|weeks?|days?|hours?|min(?:utes)?|trials?|items?|studies|sessions?|points?|percent|times|of|in|to|the|for|at|from|by|with|on|as|or|is|was|were|per|points?"
    r"|experiments?|samples?|groups?|blocks?|scans?|measures?|who|which|that|scales?|questions?|images?|countries|schools|words|pictures|different|observations?|responses?|data)\b)"
)
MODIFIERS = rf"(?:{NOT_A_MODIFIER}[A-Za-z][\w.'’/-]*,?\s+){{0,5}}?"
NOT_A_COUNT_BEFORE = (
    r"(?<![\d.,·$€£=<>≤≥/–−×-])(?<!\d\s)(?<![Tt]able\s)(?<![Ff]igure\s)(?<![Ff]ig\.\s)"
    r"(?<![Ss]tudy\s)(?<![Ee]xperiment\s)(?<![Tt]ime\s)(?<![Ww]ave\s)(?<![Ss]ample\s)(?<![Aa]ged\s)(?<![Aa]ge\s)"
)
DIGITS = rf"{NOT_A_COUNT_BEFORE}(?P<digits>{INTEGER})(?![\d.,·]*\d)(?!\s?%|\s?[-–−]\s?\w|\s?[x×/=])"
COUNT = rf"(?:{DIGITS}|\b(?P<words>{IN_WORDS}))"
# where a number can begin: tried here alone, the patterns below cost a tenth of what they cost at every letter
NUMBER_START = re.compile(rf"(?<!\d)\d|\b(?=[aefhmnostz])(?:an?\s+(?=hundred|thousand))?(?:{WORD})", re.IGNORECASE)
OF_THEM = r"(?:of\s+(?:the|these|those|our|all)\s+(?:\w+\s+){0,2}?)?"

COUNTED = re.compile(rf"{COUNT}\s+{OF_THEM}(?P<noun>{MODIFIERS}(?P<people>{PEOPLE}))(?![\w’'-])", re.IGNORECASE)
NAMED = re.compile(
    rf"(?<![A-Za-z])(?P<n_name>(?:final\s)?[Nn]s?(?:\s?_?(?:[1-9]|\w{{3,9}}))?|[Ss]ample\s+size)\s*(?:{EQUALS}|\s[D5]\s(?=\d)|of|was)\s*(?P<digits>{INTEGER})(?![\d.·]*\d|\s?%)"
    rf"(?:\s*(?:,|and|&)\s*(?P<second>{INTEGER})(?![\d.·]*\d|\s?%)(?=\s+(?:in|for|participants|respectively|\w+s\b)))?"
)
SAMPLE_OF = re.compile(
    rf"\b(?P<noun>(?:samples?|total|cohort|group|panel)(?:\s+size)?)\s+(?:(?:now|then|finally|thus)\s+)?"
    rf"(?:of|was|were|is|included|consisted\s+of|comprised|to|=)\s+(?:N\s?=\s?|approximately\s+|about\s+)?{COUNT}"
    rf"(?!\s+(?:years?|months?|items?|studies|trials|articles|papers|experiments|effect|samples|countries|schools|websites|images|words|points?|observations|hospitals|days|weeks|sessions))",
    re.IGNORECASE,
)
# counts whose noun is left out: "612 responded", "588 were analysed", "(647 in the lab, 866 online)"
ALONE = re.compile(
    rf"{COUNT}\s+(?P<noun>(?:who\s+|were\s+|had\s+)?(?:(?:parental\s+|informed\s+)?consent|responded|completed|participated|agreed|consented|remained|were\s+(?:\w+ly\s+)?(?:analy[sz]ed|included|excluded|retained|removed|eligible|usable|valid|returned|randomi[sz]ed|invited|recruited|female|male|women|men)"
    r"|dropped\s+out|withdrew|declined|identified\s+as|indicated|reported\s+being|viewed|answered|returned|provided)\b)",
    re.IGNORECASE,
)
# "leaving 268 for analysis": the people were named before
LEFT_OVER = re.compile(
    rf"\b(?:leaving|retaining|retained|excluding|removing)\s+(?:us\s+with\s+)?(?P<noun>){COUNT}(?=\s+(?:for|in|with|who|due|because)\s|\s*[.,;)])",
    re.IGNORECASE,
)
EQUALLED = re.compile(
    rf"(?P<noun>\b(?:wo)?men|\b(?:fe)?males?|\bboys|\bgirls|\bpatients|\bcontrols|\bparticipants)\s*(?:=|:)\s*(?P<digits>{INTEGER})(?![\d.·]*\d|\s?%)(?=\s*[,;)]|\s+and\b)",
    re.IGNORECASE,
)
BRACKETS = re.compile(r"[^.;()]{0,30}\([^()]*\)")
PART = re.compile(
    rf"(?:[(,;]|\band)\s*(?P<digits>{INTEGER})\s+(?P<noun>(?!years)[A-Za-z][^,;()\d]{{1,50}}?)(?=\s*[,;)]|\s+and\s+\d|\.(?:\s|$))"
)
LISTED = re.compile(r",\s*[^.;()]*\.(?=\s|$)")  # what follows a count up to the end of its sentence
LARGEST = 10**8  # more people than any study has: a misread number
REMEMBERED = 1024  # texts; more than a paper has passages: several rules count the people of each


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people at a place in a text; `noun` is what was counted, empty for N = 120 (whose `name` is N).

    `before` is where the whole mention begins, its name included.
    """

    n: int
    start: int
    end: int
    before: int
    noun: str = ""
    name: str = ""
    in_words: bool = False


def from_words(text: str) -> int:
    """A number in words: "two hundred and five", "one thousand and twelve", "sixty-one"."""
    total, current = 0, 0
    for word in re.split(r"[\s-]+", text.lower()):
        if word in SCALES and word != "hundred":
            total, current = total + max(current, 1) * SCALES[word], 0
        elif word == "hundred":
            current = max(current, 1) * SCALES[word]
        else:
            current += UNITS.get(word, TENS.get(word, 0))
    return total + current


def _number(match: re.Match[str]) -> int:
    words = match.groupdict().get("words")
    return from_words(words) if words else integer(match["digits"])


def _starting(pattern: re.Pattern[str], text: str, starts: list[int]) -> Iterator[re.Match[str]]:
    """What `finditer` finds of a pattern that begins with a number, tried only where numbers begin."""
    last = 0
    for start in starts:
        if start >= last and (match := pattern.match(text, start)):
            last = match.end()
            yield match


def _seen(text: str) -> Iterator[Count]:
    starts = [match.start() for match in NUMBER_START.finditer(text)]
    found = [_starting(COUNTED, text, starts), EQUALLED.finditer(text)]
    found += [SAMPLE_OF.finditer(text), _starting(ALONE, text, starts), LEFT_OVER.finditer(text)]
    for matches in found:
        for match in matches:
            place = "words" if match.groupdict().get("words") else "digits"
            begins = min(match.start(place), match.start("noun"))
            yield Count(
                _number(match), match.start(place), match.end(), begins, noun=match["noun"], in_words=place == "words"
            )
    for match in NAMED.finditer(text):
        for place in ("digits", "second"):
            if match[place]:
                yield Count(integer(match[place]), *match.span(place), match.start(), name=match["n_name"])


def _in_brackets(text: str, whole: Count) -> Iterator[Count]:
    """Parts listed after a count, mostly in brackets, whatever they are called, if they add up to it."""
    brackets = BRACKETS.match(text, whole.end) or LISTED.match(text, whole.end)
    if not brackets:
        return
    parts = list(PART.finditer(text, *brackets.span()))
    if len(parts) > 1 and sum(integer(part["digits"]) for part in parts) == whole.n:
        for part in parts:
            yield Count(integer(part["digits"]), part.start("digits"), part.end(), part.start(), noun=part["noun"])


@lru_cache(maxsize=REMEMBERED)
def counts(text: str) -> tuple[Count, ...]:
    """Every count of people in the text, each printed number once, in order."""
    taken: dict[int, Count] = {}
    for count in _seen(text):
        known = taken.get(count.start)
        if known and count.name and not known.name:  # "N = 176 undergraduates" has both a name and a noun
            taken[count.start] = replace(known, name=count.name, before=count.before)
        elif 0 < count.n < LARGEST:
            taken.setdefault(count.start, count)
    for whole in list(taken.values()):
        for part in _in_brackets(text, whole):
            taken.setdefault(part.start, part)
    return tuple(sorted(taken.values(), key=lambda count: count.start))
