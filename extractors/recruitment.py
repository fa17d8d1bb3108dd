"""Where people were found, who they are, when they were asked, in which language, and whether it was registered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.evidence import Characterised, CharacteristicValue
from extractors.characterised import Sentence, is_of_others

RULE = "recruitment.v1"
SURE, LIKELY, HINTED = 0.9, 0.8, 0.6
IN_TEXT = ("abstract", "method", "front", "unknown")
IS_REGISTERED, NOT_REGISTERED = "yes", "no"  # as a person would write it
FIRST_YEAR, LAST_YEAR = 1900, 2100


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


PEOPLE = re.compile(
    r"\b(?:participants?|respondents?|sample|recruit\w*|subjects|volunteers|N\s?=|n\s?=|took\s+part|participated"
    r"|enrolled|completed|consisted|comprised|included|workers|invited|advertis\w+)\b",
    re.IGNORECASE,
)
SOURCES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("Amazon Mechanical Turk", _words(r"\bMechanical\s+Turk\b|\bM-?Turk\w*")),
    ("Prolific", re.compile(r"\bProlific(?:\s+Academic|\.co\w*|\.ac)?\b(?=[,.)\s])(?!\s+(?:writer|author)s?)")),
    ("CloudResearch", _words(r"\bCloudResearch\b|\bTurkPrime\b")),
    ("CrowdFlower", _words(r"\bCrowd\s?Flower\b")),
    ("Qualtrics panel", _words(r"\bQualtrics(?:\s+\w+)?\s+panels?\b")),
    ("online panel", _words(r"\b(?:online|internet|web|market\s+research|access)\s+(?:\w+\s+)?panels?\b")),
    (
        "subject pool",
        _words(r"\b(?:subject|participants?|research|human\s+subjects?)\s+pools?\b|\bSona\b(?:\s+systems?)?"),
    ),
    ("course credit", _words(r"\b(?:course|extra|partial\s+course|class|research)\s+credits?\b")),
    (
        "social media",
        _words(
            r"\bsocial\s+(?:media|network\w*)\b | \b(?:via|on|through|from|in)\s+(?:Facebook|Instagram|Twitter"
            r"|Reddit)"
        ),
    ),
    ("e-mail", _words(r"\b(?:via|by|through|an?|mass)\s+e-?mail(?:s|ed)?\b|\bmailing\s+lists?\b|\blistservs?\b")),
    (
        "advertisements",
        _words(
            r"\badvertis\w+(?!\s+(?:\w+\s+){0,3}on\s+(?:Prolific|M-?Turk))|\bflyers?\b|\bposters?\b|\bnewspapers?\b|\bleaflets?\b"
        ),
    ),
    ("snowball", _words(r"\bsnowball\w*")),
    ("random sample", _words(r"\brandom[\s-]digit|\bprobability\s+sampl\w+|\bnationally\s+representative\b")),
    ("clinic", _words(r"\b(?:hospitals?|outpatient|inpatient|clinics?|primary\s+care|practices?\s+of)\b")),
    ("schools", _words(r"\b(?:primary|secondary|high|elementary|middle|public|state|local)\s+schools?\b")),
    (
        "companies",
        _words(
            r"(?<!research\s)(?<!survey\s)(?<!panel\s)(?<!software\s)\b(?:compan(?:y|ies)|firms?|organi[sz]ations?|factor(?:y|ies)|banks?)\b"
        ),
    ),
)
KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "patients",
        _words(r"\b(?:in|out)?patients?\b|\bclients\b|\b(?:diagnos\w+|meeting\s+criteria)\s+(?:with|of|for)\b"),
    ),
    (
        "students",
        _words(
            r"""\b(?:undergraduates?|college|university|psychology|graduate|medical
                |nursing)\b[\s-]?(?:\w+\s+)?students?\b
              | \bundergraduates\b | \b(?:\d+|first-year|second-year|[\w-]+-year)\s+students\b | \bstudents\s+(?:of
              |from|at|in|enrolled)\b | \bcourse\s+credit\b"""
        ),
    ),
    (
        "children and adolescents",
        _words(r"\b(?:children|pupils|adolescents|schoolchildren|teenagers|infants|toddlers)\b"),
    ),
    ("employees", _words(r"\b(?:employees|teachers|nurses|managers|physicians|staff|officers|professionals)\b")),
    ("athletes", _words(r"\b(?:athletes|players|runners|swimmers|cyclists)\b")),
    (
        "online panel",
        _words(
            r"\bM-?Turk\w*|\bMechanical\s+Turk\b|\bProlific\b|\b(?:access|online|internet|web)\s+panel\b"
            r"|\bpanel(?:ists|\s+members)\b|\bCrowd\s?Flower\b"
        ),
    ),
    ("representative", _words(r"\b(?:nationally\s+)?representative\s+(?:\w+\s+){0,2}sample\b")),
    (
        "community",
        _words(
            r"""\bcommunity\s+(?:sample|members|adults|residents)\b | \bgeneral\s+(?:population|public)\b
              | \bcommunity-dwelling\b"""
        ),
    ),
)
# "compared with Mechanical Turk, other panels ..."
COMPARED = re.compile(
    r"\b(?:compared\s+(?:with|to)|unlike|in\s+contrast\s+to|rather\s+than|instead\s+of|than)\s+(?:\w+\s+){0,3}(?:\w+[’']s\s+)?$",
    re.IGNORECASE,
)
COLLECTED = _words(
    r"""(?:\bdata\s+(?:for\s+\w+\s+\w+\s+)?(?:was|were)\s+(?:\w+\s+)?(?:collected|gathered|obtained|taken)
        |\b(?:data\s+collection|recruitment|fieldwork|the\s+(?:survey|study|interviews?|experiment
        |wave\s+of\s+interest))\s+(?:took\s+place|was|were|ran|lasted|occurred|started)
      |\bcollected|\bconducted|\brecruited|\bsurveyed|\badministered|\btook\s+place|\benrolled|\binterviewed
      |\bcarried\s+out|\binvit\w+|\bdistributed|\bmailed|\b(?:was|were)\s+(?:open|hosted|posted|sent\s+(?:to|out))
      |\bfilled\s+(?:in|out)|\breturned|\bcompleted
      |\banswered|\breceived\s+an?\s+(?:link|e-?mail|questionnaire)|\btook\s+part)\b"""
)
DATE = (
    r"(?:(?:and|to|early|late|mid|spring|summer|autumn|fall|winter|the|year|of|academic|end|beginning"
    r"|term|semester|half|quarter|first|second|third|last"
    r"|\d{1,2}(?:st|nd|rd|th)?"
    r"|January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul"
    r"|Aug|Sept?|Oct|Nov|Dec)\.?,?\s+){0,6}"
)
YEARS = re.compile(
    rf"\b(?:in|between|from|during|since|until|on|at)\s+{DATE}(?P<first>(?:19|20)\d\d)"
    rf"(?:\s*(?:and|to|until|through|[-–—/]|till)\s*{DATE}(?P<last>(?:19|20)?\d\d)\b)?",
    re.IGNORECASE,
)
OTHER_YEAR = re.compile(
    r"(?:\(\s*|et\s+al\.?\s*|\bborn\s+(?:\w+\s+)?|\b(?:founded|established|launched|introduced|published"
    r"|developed|started)\s+)$",
    re.IGNORECASE,
)
REGISTERED = re.compile(
    r"\bpre-?regist(?:ered|ration)\b|\b(?:osf\.io|aspredicted)\S*|\bClinicalTrials\.gov\b|\bNCT\d{6,}|\bISRCTN\s?\d{5,}"
    r"|\btrial\s+registration\b|\bregistered\s+report\b",
    re.IGNORECASE,
)
UNREGISTERED = re.compile(
    r"\b(?:not|neither|nor|never)\s+(?:\w+\s+){0,3}pre-?regist|\bpre-?registration\s+(?:was|is)\s+not\b"
    r"|\bno\s+pre-?regist",
    re.IGNORECASE,
)
LANGUAGE = re.compile(
    r"\b(?P<language>English|German|French|Dutch|Spanish|Italian|Portuguese|Chinese|Mandarin|Japanese|Korean"
    r"|Turkish|Polish|Swedish|Danish|Norwegian|Finnish|Russian|Arabic|Hebrew|Persian|Farsi|Greek|Hungarian"
    r"|Czech|Romanian|Hindi|Indonesian|Malay|Thai|Vietnamese)"
    r"(?:[\s-]+(?:language\s+)?(?:version|translation|adaptation|form|validation|speaking|speakers)\b)"
    r"|\b(?:translated\s+(?:in)?to|(?:administered|conducted|completed|presented|answered|provided"
    r"|written)\s+in|native\s+speakers\s+of|back-?translat\w+\s+(?:in)?to)\s+(?P<into>English|German|French"
    r"|Dutch|Spanish|Italian|Portuguese|Chinese|Mandarin|Japanese|Korean|Turkish|Polish|Swedish|Danish"
    r"|Norwegian|Finnish|Russian|Arabic|Hebrew|Persian|Farsi|Greek|Hungarian|Czech|Romanian|Hindi|Indonesian"
    r"|Malay|Thai|Vietnamese)\b"
)
TITLED = r"(?:[A-Z][\w’'-]*,?\s+)(?:(?:[A-Z][\w’'-]*,?|of|in|the|on|and|for|to|up)\s+){0,9}?"
COHORT = (
    r"(?:Panel(?:\s+Study)?(?:\s+of\s+[A-Z]\w+(?:\s+[A-Z]\w+)?)?|Longitudinal\s+(?:Study|Survey)|Cohort(?:\s+Study)?"
    r"|Survey|Household\s+Panel|Study|Barometer|Biobank)"
)
# "the Socio-Economic Panel (SOEP)", "the Labour Dynamics in Australia (HILDA) Survey"
PANEL = re.compile(
    rf"\b{TITLED}{COHORT}\s*\((?P<panel>[A-Z][\w-]{{1,11}})(?:[;,][^()]*)?\)"
    rf"|\b{TITLED}\((?P<before>[A-Z][\w-]{{1,11}})\)\s+{COHORT}\b"
    # "the Longitudinal Study of Working Families (LSWF)"
    rf"|\b(?:[A-Z][\w-]*\s+){{1,4}}(?:of|on|in|for)\s+{TITLED}\((?P<about>[A-Z][\w-]{{1,11}})\)"
)
DATA_OF = re.compile(
    r"\b(?:data|waves?|participants?|respondents|sample|part)\b[^.;]{0,60}\b(?:from|of|in|used|through"
    r"|through\s+the)\b",
    re.IGNORECASE,
)


NOT_USED = re.compile(r"[^.;]{0,40}\b(?:exists?|not\s+(?:yet\s+)?available|(?:was|were|is|are)\s+lacking)\b")


def background_told(sentence: Sentence) -> Iterator[Characterised]:
    """Recruitment, kind of sample, year of data, language, registration and named panel of one sentence."""
    text = sentence.text
    if match := UNREGISTERED.search(text):
        yield _at(sentence, "preregistration", NOT_REGISTERED, match.span(), SURE)
    elif (match := REGISTERED.search(text)) and re.search(r"\b(?:we|our|this|the|was|were|is|at|NCT|ISRCTN)\b", text):
        yield _at(
            sentence, "preregistration", IS_REGISTERED, match.span(), SURE if sentence.section in IN_TEXT else HINTED
        )
    if sentence.section not in IN_TEXT or is_of_others(text):
        return
    if PEOPLE.search(text):
        yield from _sampled(sentence)
    yield from _year(sentence)
    for match in LANGUAGE.finditer(text):
        if NOT_USED.match(text[match.end() :]):
            continue
        yield _at(sentence, "language", match["language"] or match["into"], match.span(), LIKELY)
    for match in PANEL.finditer(text):
        if DATA_OF.search(text[: match.end()]):
            yield _at(sentence, "panel", match["panel"] or match["before"] or match["about"], match.span(), LIKELY)


def _sampled(sentence: Sentence) -> Iterator[Characterised]:
    in_method = sentence.section == "method"
    for name, rules in (("recruitment", SOURCES), ("sample_type", KINDS)):
        for value, pattern in rules:
            if (match := pattern.search(sentence.text)) and not COMPARED.search(sentence.text[: match.start()]):
                yield _at(sentence, name, value, match.span(), LIKELY if in_method else HINTED)


def _year(sentence: Sentence) -> Iterator[Characterised]:
    """The middle of the years in which data were collected."""
    text = sentence.text
    collected = COLLECTED.search(text)
    if not collected:
        return
    for match in YEARS.finditer(text):
        first = int(match["first"])
        last = _last(first, match["last"])
        if FIRST_YEAR < first <= last < LAST_YEAR and not OTHER_YEAR.search(text[: match.start()]):
            span = f"{first}-{last}" if last > first else ""
            yield _at(sentence, "data_year", (first + last) // 2, match.span(), SURE, derived=span)
            return


def _last(first: int, printed: str | None) -> int:
    """The last year, its century left off in "2017/18"."""
    if not printed:
        return first
    return int(printed) if len(printed) > 2 else first // 100 * 100 + int(printed)


def _at(
    sentence: Sentence, name: str, value: CharacteristicValue, span: tuple[int, int], sure: float, *, derived: str = ""
) -> Characterised:
    return Characterised(
        name=name,  # type: ignore[arg-type]  # literals of this file
        value=value,
        page=sentence.page_at(span[0]),
        quote=sentence.quote(*span),
        rule=RULE,
        probability=sure,
        group=sentence.study,
        derived=derived,
    )
