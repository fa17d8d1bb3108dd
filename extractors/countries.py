"""The country of a sample: named beside its people, by nationality, city, region or university; the authors' last."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from corpus.document import Document
from corpus.evidence import Characterised, Quote
from extractors.characterised import CITED, Sentence, is_of_others
from extractors.gazetteer import places

RULE = "countries.v1"
SURE, LIKELY, HINTED, AFFILIATION = 0.93, 0.85, 0.7, 0.3

PEOPLE = (
    r"(?:participants?|respondents?|samples?|students?|undergraduates?|adults|adolescents|children|pupils"
    r"|patients?|volunteers|employees|workers|teachers|nurses|citizens"
    r"|residents?|individuals|women|men|mothers|parents|couples|families|households|users|members|schools?"
    r"|universit(?:y|ies)|hospitals?|clinics?|compan(?:y|ies)|firms?|population|data\s?sets?|panel|survey"
    r"|subjects?|athletes|players|managers|physicians|officers|veterans|consumers|voters|people|cohort"
    r"|community|clubs?|subject\s+pool|recruit\w*|sampled|conducted|collected|enrolled|took\s+place"
    r"|carried\s+out|MTurk\w*|twins|adults|Turkers|area|waves?|dyads|organi[sz]ations?|banks?|villages?"
    r"|centres?|centers?|reside|live|lived|living|residing|internet\s+users|regions?|towns|cities|provinces?|(?:in|out)patients"
    r"|nationality|origin|nationals|questionnaires?)"
)
SAMPLING = re.compile(
    r"\b(?:participants?\b|respondents?\b|recruit\w*|sampled|sample\b|enrolled|took\s+part|participated"
    r"|collected|conducted|workers|subjects|volunteers|consisted|comprised|completed|reside\w*|residing"
    r"|lived?\s+(?:in|within)|living\s+in|sent\s+to|mailed|of\s+[A-Z]\w+\s+(?:nationality|origin)|data\s+sets?|survey|cohort|extracted\s+data"
    r"|were\s+(?:\d+\s)?[\w\s-]{0,30}students|subset|subsample|selected|consented|answered|returned|invited|surveyed"
    r"|filled\s+in)",
    re.IGNORECASE,
)
NOT_A_PLACE = re.compile(
    r"(?:American\s+(?:Psychological|Psychiatric|Educational|Medical|Association|Heart|Diabetes|Academy"
    r"|College\s+of|Sociological|Statistical|Indian|Indians|way|society|politic\w*|English|dollars?)"
    r"|African[\s-]American\w*|Asian[\s-]American\w*|Mexican[\s-]American\w*"
    r"|(?:Native|Latin|South|North|Central|Arab|White|European|Indian|Hispanic|Black)[\s-]American\w*"
    r"|(?:English|German|French|Spanish|Dutch|Italian|Portuguese|Chinese|Turkish|Japanese|Polish|Swedish"
    r"|Danish|Finnish|Norwegian|Russian|Greek|Korean|Persian|Czech|Hungarian|Romanian|Thai|Vietnamese"
    r"|Indonesian)[\s-]?"
    r"(?:versions?|translations?|language|adaptations?|validations?|norms?|speak\w*|dictionary|words?|items?"
    r"|form|short|original|edition|NFC|scale|requirement|or\s+Spanish|adaptation|(?:Self|Need)\S*)"
    r"|(?:Chinese|French|German)\s+(?:pictograph\w*|characters?|ideograph\w*|kissing)|US\s?\$|US\s+dollars?"
    r"|U\.?S\.?\s+(?:Census|Department|National|Food|Public|government|Bureau|dollars)"
    r"|United\s+States\s+(?:Census|Department)|Turkish\s+adaptation|Inc\.,\s[^.;]{0,40}|\([^()]*(?:Inc|GmbH"
    r"|Ltd|Corp)[^()]*\))"
)
SOURCE = re.compile(
    r"\b(?:Inc\.?|GmbH|Ltd|Corp|software|Version|manufactured|Actigraph|E-mail|Email|Correspondence|ethic\w*"
    r"|review\s+board|approved|funded|grant|[Dd]eclaration|licen[cs]e|copyright|Press|Proceedings|Journal)\b"
)
TELLING = ("abstract", "method", "front", "unknown", "results", "introduction")
MANY = 4  # countries in one sentence: a list of places where others worked, or a multi-country study with its own table


@cache
def _names() -> re.Pattern[str]:
    """One pattern of all names, the longest first."""
    longest = sorted(places(), key=len, reverse=True)
    words = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest)
    return re.compile(rf"(?<![\w@.-])(?P<name>{words})(?![\w@]|\.\w)")


def named(text: str) -> list[tuple[str, bool, int, int]]:
    """Countries named in a text: the country, whether by its own name, and the place."""
    blocked = [match.span() for match in NOT_A_PLACE.finditer(text)]
    found = []
    for match in _names().finditer(text):
        if any(start <= match.start() < end for start, end in blocked):
            continue
        place = places()[" ".join(match["name"].split())]
        found.append((place.country, place.own, *match.span()))
    return found


BESIDE = re.compile(rf"^[’'-]?s?\s+(?:[\w’'%-]+\s+){{0,3}}?{PEOPLE}\b", re.IGNORECASE)
ADJECTIVE = re.compile(
    r"(?:cans?|ians?|eans?|mans?|[^E]lish|ish|ese|nch|utch|wiss|eeks?|hai|ani|anis|aqi|eli|elis|di|ati|ders"
    r"|Danes|Poles|Finns|Swedes|Czech|Slovak|Slovene|Saxon|Ukrainian|Filipinos?|Thai|US|U\.S\.)$"
)
INSTRUMENT = re.compile(
    r"^\s+(?:[A-Z][\w-]+\s+){0,4}(?:Scales?|Inventory|Test|Questionnaire|Index|Protocol|Checklist|Battery"
    r"|Task|Exam)\b|^\s+(?:\w+\s+)?(?:placement|exams?|courses?|class(?:es)?|lessons?|majors?|teachers?\s+of"
    r"|literature|cuisine|food)\b"
)
LESSONS = re.compile(
    r"\b(?:foreign|second|native)[\s-]languages?\b|\byears?\s+of\s+[A-Z]|\blanguage\s+(?:course|class|learn)",
    re.IGNORECASE,
)
# "183 Danish users", "a survey of Polish adults", "answered by Spanish teachers"
COUNTED_BEFORE = re.compile(r"(?:\d[\d,]*|\b(?:of|by|among)(?:\s+(?:\d[\d,]*|two|three|four|five|six|several))?)\s+$")
PEOPLE_NEXT = re.compile(
    r"^\s+(?:and\s+[A-Z]\w+\s+)?(?:\w+\s+)?(?:adults|users|members|students|teachers|nurses|patients"
    r"|employees|women|men|adolescents|children"
    r"|participants|respondents|workers|managers|athletes|players|pupils|groups|communities|people|persons"
    r"|readers|parents)\b"
)
BEFORE = re.compile(
    rf"\b{PEOPLE}\b[^.;]{{0,90}}?\b(?:in|from|of|within|across|throughout|at|to)\s+(?:[\w,’'&-]+\s+){{0,8}}?$",
    re.IGNORECASE,
)


def countries_told(sentence: Sentence) -> Iterator[Characterised]:
    """Countries that one sentence names as those of the sample."""
    text = sentence.text
    if sentence.section not in TELLING or is_of_others(text):
        return
    found = named(text)
    distinct = {country for country, *_ in found}
    if not found or len(distinct) > MANY or SOURCE.search(text):
        return
    for country, own, start, end in found:
        sure = _sure(sentence, text, start, end, own=own)
        if sure:
            yield Characterised(
                name="country",
                value=country,
                page=sentence.page_at(start),
                quote=sentence.quote(start, end),
                rule=RULE,
                probability=sure,
                group=sentence.study,
            )


def _sure(sentence: Sentence, text: str, start: int, end: int, *, own: bool) -> float:
    """How sure it is that people of the sample live there; 0 where nothing speaks for it."""
    sampling = bool(SAMPLING.search(text))
    before = re.sub(r"\([^()]*\)", "", text[:start])[-140:]
    beside = bool(BESIDE.match(text[end : end + 60]))
    if LESSONS.search(text) and own and ADJECTIVE.search(text[start:end]):
        return 0.0
    if not (own and ADJECTIVE.search(text[start:end]) and text[start:end] not in ("US", "U.S.")):
        beside = beside or bool(BEFORE.search(before))
    counted = bool(COUNTED_BEFORE.search(before)) and bool(PEOPLE_NEXT.match(text[end:]))
    if not beside or not (sampling or counted) or INSTRUMENT.match(text[end:]):
        return 0.0
    if sentence.section == "method":
        return SURE if own else LIKELY
    if sentence.section in ("abstract", "front", "unknown"):
        if CITED.search(text):
            return 0.0
        return LIKELY if own else HINTED
    if CITED.search(text) or not re.search(r"\b(?:our|we|present|current|participants)\b", text, re.IGNORECASE):
        return 0.0
    return HINTED if own else 0.0


TITLE = re.compile(r"\b(?:in|from|of|among|across)\s+(?:a\s+|the\s+)?(?:[\w-]+\s+){0,3}?$", re.IGNORECASE)


def countries_of_title(document: Document) -> Iterator[Characterised]:
    """Countries that the title names: "among Chinese employees", "in Turkey"."""
    title = document.title
    for country, _, start, end in named(title):
        if TITLE.search(title[:start]) or BESIDE.match(title[end:]):
            quote = Quote(document.digest, title, ())
            yield Characterised("country", country, 1, quote, RULE, LIKELY)


INSTITUTION = re.compile(
    r"\b(?:Universit\w+|Department|Institute?|Faculty|School|College|Hospital|Cent(?:er|re)|Hogeschool|Hochschule)\b"
)


def countries_of_authors(document: Document) -> Iterator[Characterised]:
    """Countries of the authors' institutions: where nothing else is told, a place to start from, never more."""
    for passage in document.passages:
        if passage.section == "front" and passage.kind != "heading" and INSTITUTION.search(passage.text):
            for country, _, start, end in named(passage.text):
                quote = Quote(document.digest, passage.text[max(0, start - 80) : end], passage.boxes_at(start, end))
                yield Characterised("country", country, passage.page_at(start), quote, RULE, AFFILIATION)
