"""Per cent of women in a sample: printed, or computed from printed counts of women and men."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.evidence import Characterised
from extractors.characterised import Sentence, group_near, in_group, is_of_others, people_between, tells_of_sample
from extractors.numbers import EQUALS, INTEGER, POINT, integer, printed
from extractors.people import IN_WORDS, Count, counts, from_words

RULE = "gender.v1"
SURE, COMPUTED, TURNED = 0.95, 0.9, 0.8  # printed; from counts; 100 minus the per cent of men, who may not be the rest
ALL = 100.0
SMALLEST = 2  # people; fewer are no sample

WOMEN = r"(?:wom[ae]n|females?|girls|♀)"
MEN = r"(?:m[ae]n|males?|boys|♂)"
SEX = rf"(?P<sex>(?:cis(?:gender)?\s+)?(?:{WOMEN}|{MEN}))"
PER_CENT = (
    rf"(?:(?<![\d.])(?P<percent>\d{{1,3}}(?:{POINT}\d{{1,2}})?)\s?(?:%|per\s?cent)"
    rf"|\b(?P<said>{IN_WORDS})\s+per\s?cent\b)"
)
NUMBER = rf"(?:(?<![\d.,=–−-])(?P<digits>{INTEGER})(?![\d.]*\d|\s?%)|\b(?P<words>{IN_WORDS}))"
NOT_SEX_AFTER = (
    r"(?![\w’'-]|\s+(?:faces?|names?|voices?|targets?|actors?|photos?|characters?|avatars?|experimenters?"
    r"|physicists?|researchers?|raters?|models?|ratio)\b)"
)

VERB = (
    r"(?:(?:(?:self-?)?(?:identif\w+|described|report\w+)(?:\s+themselves)?\s+(?:as|being)"
    r"|were|was|are|is|being|who\s+were|as)\s+)"
)

PERCENTS = tuple(
    re.compile(pattern, re.VERBOSE | re.IGNORECASE)
    for pattern in (
        # "61% were female", "67.1% (106/158) of the participants were women", "(72.20% female", "51% girls"
        rf"""{PER_CENT}\s*[)\]]?\s*(?:\([^()]*\)\s*)?
             (?:of\s+(?:them|whom)\s+(?:{VERB})?|of\s+(?:(?!{WOMEN}|{MEN})[\w’'-]+\s+){{1,5}}?(?:{VERB})|(?:{VERB})?)
             (?:a\s+)?{SEX}{NOT_SEX_AFTER}""",
        # "mostly female (80%)", "women: 58%", "females, 55.9%"
        rf"""\b{SEX}{NOT_SEX_AFTER}(?:\s+(?:participants|respondents|students|patients|employees|teachers|adults))?
             \s*(?:\(\s*(?:n\s*=\s*)?(?:{INTEGER}\s*[,;=]\s*)?|:\s*|=\s*|,\s*\(?|accounted\s+for\s+|made\s+up\s+
             |comprised\s+|constituted\s+){PER_CENT}""",
        # "the percentage of women was 54%"
        rf"""\b(?:percentage|proportion|share)\s+of\s+{SEX}{NOT_SEX_AFTER}[^.;()\d]{{0,30}}?(?:was|=|:|of)\s*{PER_CENT}""",
        # "Female 59.7% (n = 43)" of a table read as text
        rf"""\b(?P<sex>Female|Women|Male|Men)\s+{PER_CENT}\s*\(""",
    )
)
COUNTED_SEX = re.compile(
    rf"{NUMBER}\s+(?:of\s+(?:them|these)\s+)?(?:\(\s*\d+(?:\.\d+)?\s?%\s*\)\s+)?(?:were\s+"
    rf"|(?:self-?)?identified\s+(?:themselves\s+)?as\s+|as\s+|(?!{MEN}\b|{WOMEN}\b)(?:adult|young|older|white|black"
    rf"|healthy|cis(?:gender)?|university|female|male)\s+)?{SEX}{NOT_SEX_AFTER}",
    re.IGNORECASE,
)
SEX_COUNTED = re.compile(
    rf"\b{SEX}s?\s*(?:\(\s*)?(?:n\s?)?(?:{EQUALS}|:)\s*(?P<digits>{INTEGER})(?![\d.]*\d|\s?%)", re.IGNORECASE
)
OTHERS = re.compile(
    rf"{NUMBER}\s+(?:\([^()]*\)\s+)?(?:(?:person|people|individuals?|participants?|respondents?"
    rf"|students?)\s+)?(?:who\s+|that\s+)?(?:of\s+|as\s+)?"
    r"(?:did\s+not\s+(?:report|specify|indicate|disclose|state|provide)|undisclosed|unreported"
    r"|not\s+(?:indicated|reported|specified|stated|disclosed)|missing|unknown|unspecified"
    r"|other\b|reported\s+[“\"']?other|non-?binary|trans\w*|genderqueer|gender\s+(?:unknown|diverse)"
    r"|preferred\s+not|identified\s+as\s+(?:non-?binary|another|other|trans\w*))",
    re.IGNORECASE,
)
NOT_OURS = re.compile(
    r"\b(?:cod(?:ed|ing)\s+(?:as|\()|male\s*=\s*[012]\b|photos?|faces|images|stimuli|avatars|pictures"
    r"|vignettes|voices|aimed|target(?:ed|ing)|planned"
    r"|obtain|norm(?:s|ative)|census"
    r"|population\s+of|nationwide|this\s+profession|experimenters?|raters?|coders?|actors?|actresses|interviewers?|morph\w*|workforce)\b",
    re.IGNORECASE,
)
SAMPLE_WORD = re.compile(
    r"\b(?:participants?|respondents?|sample|patients?|students?|volunteers?|subjects?|adults|children|pupils"
    r"|employees|workers|teachers|nurses"
    r"|users|players|athletes|runners|people"
    r"|individuals|members|undergraduates|N\s*=|n\s*=|total|completed|recruited|consumers"
    r"|managers|physicians|residents|infants|adolescents|parents|men|groups?|persons|readers|visitors"
    r"|mean\s+age|M\s?age|they|their|whom|of\s+them|included|encompassed|cohort"
    r"|comprised|consisted|average\s+age|age)\b",
    re.IGNORECASE,
)
SHORT = 60  # characters: "63.8% were female." has no other subject than the sample
STATISTIC = re.compile(
    r"\bM\s?=|\bSD\b[^.;]{0,12}\)\s*(?:than|and\s+(?:wo)?men)|\bt\s?\(|\bF\s?\(|\bp\s?[<=]|χ|coded\b|dumm(?:y"
    r"|ies)|\bOR\b|\bodds"
    r"|reported\s+(?:more|higher|lower|less)"
)


OF_ONE_SEX = re.compile(r"\b(?:of|among)\s+(?:all\s+)?(?:the\s+|our\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Share:
    """A per cent of women at a place of a text; `how` says how it was computed."""

    percent: float
    start: int
    end: int
    sure: float
    how: str = ""


@dataclass(frozen=True, slots=True)
class _Counted:
    n: int
    start: int
    end: int
    sex: str  # "women", "men", "other"


def _is_women(text: str) -> bool:
    return bool(re.search(WOMEN, text, re.IGNORECASE))


def printed_shares(text: str) -> list[Share]:
    """Per cents that the text prints of women, or else of men."""
    women: list[Share] = []
    men: list[Share] = []
    for place, pattern in enumerate(PERCENTS):
        for match in pattern.finditer(text):
            given = "percent" if match["percent"] else "said"
            value = printed(match["percent"]).value if match["percent"] else float(from_words(match["said"]))
            span = (min(match.start(given), match.start("sex")), max(match.end(given), match.end("sex")))
            if value > ALL or any(share.start < span[1] and span[0] < share.end for share in (*women, *men)):
                continue
            if OF_ONE_SEX.search(text[: match.start("sex")]) and text[match.end("sex")] == ",":
                continue  # "of the women, 33% agreed"
            if place == 0 and re.search(r"(?:male|men|girls|boys)s?\s*[:(=]?\s*$", text[: span[0]], re.IGNORECASE):
                continue  # "Male 40% Female 60%": a per cent belongs to the word before it
            if re.search(
                r"(?:increase|decrease|reduction|confidence|CI)\b[^.;]{0,20}$|\bof\s+\d+\s*$", text[: span[0]][-30:]
            ):
                continue
            if _is_women(match["sex"]):
                women.append(Share(value, *span, SURE))
            else:
                men.append(Share(round(ALL - value, 2), *span, TURNED, how=f"100 - {match[given]} (men)"))
    return sorted(women, key=lambda share: share.start) if women else sorted(men, key=lambda share: share.start)


def _sexes(text: str) -> list[_Counted]:
    found: dict[int, _Counted] = {}
    for pattern in (COUNTED_SEX, SEX_COUNTED):
        for match in pattern.finditer(text):
            words = match.groupdict().get("words")
            n = from_words(words) if words else integer(match["digits"])
            start = match.start("words") if words else match.start("digits")
            sex = "women" if _is_women(match["sex"]) else "men"
            found.setdefault(start, _Counted(n, min(start, match.start("sex")), match.end(), sex))
    for match in OTHERS.finditer(text):
        words = match["words"]
        n = from_words(words) if words else integer(match["digits"])
        start = match.start("words") if words else match.start("digits")
        found.setdefault(start, _Counted(n, start, match.end(), "other"))
    return [found[start] for start in sorted(found)]


CLUSTER = 90  # characters between the counts of one sample


def _clusters(sexes: list[_Counted]) -> list[list[_Counted]]:
    """Counts of one sample stand together; a sex that comes again begins another sample."""
    clusters: list[list[_Counted]] = []
    for counted in sexes:
        last = clusters[-1] if clusters else []
        again = counted.sex != "other" and any(known.sex == counted.sex for known in last)
        near = bool(last) and counted.start - last[-1].end <= CLUSTER
        if last and near and not again:
            last.append(counted)
        else:
            clusters.append([counted])
    return clusters


BARE_WHOLE = re.compile(
    r"(?<![\d.=])(?P<n>\d{1,3}(?:,\d{3})+|\d{2,6})\s+(?:at|in|from|for)\s+(?:[\w-]+\s+){0,4}?[\w-]+\s*[(\[]\s*$"
)


def _whole(text: str, everyone: list[Count], cluster: list[_Counted]) -> Count | None:
    """The count of all people that stands nearest before the counts of women and men."""
    if bare := BARE_WHOLE.search(text[: cluster[0].start]):  # "185 at Wave 2 (83 men"
        return Count(integer(bare["n"]), bare.start("n"), bare.end("n"), bare.start("n"))
    inside = {counted.start for counted in cluster}
    known = sum(counted.n for counted in cluster)
    before = [
        count
        for count in everyone
        if count.start < cluster[0].start
        and count.before not in inside
        and count.n >= known
        and count.start not in inside
    ]
    return before[-1] if before else None


def counted_shares(text: str) -> list[Share]:
    """Per cents computed from counts of women and men, each sample of the sentence once."""
    shares: list[Share] = []
    sexes = _sexes(text)
    if not sexes:
        return shares
    everyone = [count for count in counts(text) if not any(s.start <= count.start < s.end for s in sexes)]
    for cluster in _clusters(sexes):
        share = _share(text, cluster, everyone)
        if share:
            shares.append(share)
    return shares


def _share(text: str, cluster: list[_Counted], everyone: list[Count]) -> Share | None:
    by_sex = {counted.sex: counted.n for counted in cluster}
    span = (cluster[0].start, cluster[-1].end)
    whole = _whole(text, everyone, cluster)
    if "women" in by_sex and "men" in by_sex:
        known = sum(counted.n for counted in cluster)
        total = whole.n if whole and known <= whole.n <= known * 1.5 else known
        return _of(by_sex["women"], total, span, COMPUTED)
    if whole is None or not _is_part(text, cluster[0], whole):
        return None
    if "women" in by_sex:
        return _of(by_sex["women"], whole.n, span, COMPUTED)
    if "men" in by_sex:
        women = whole.n - by_sex["men"] - by_sex.get("other", 0)
        return _of(women, whole.n, span, TURNED)
    return None


def _of(women: int, total: int, span: tuple[int, int], sure: float) -> Share | None:
    if total < SMALLEST or not 0 <= women <= total:
        return None
    return Share(round(ALL * women / total, 1), *span, sure, how=f"{women} of {total}")


PART_OF = re.compile(
    r"\b(?:of\s+whom|of\s+which|of\s+these|of\s+them|including|whereof|comprised|comprising|consisted\s+of"
    r"|included)\s*,?\s*$"
)


def _is_part(text: str, counted: _Counted, whole: Count) -> bool:
    """Whether a single count of women stands in brackets after the count of all, or is said to be of them."""
    between = text[whole.end : counted.start]
    opened = between.count("(") + between.count("[") > between.count(")") + between.count("]")
    said = re.search(r"\b(?:were|was|identified)\b", text[counted.start : counted.end])
    return opened or bool(PART_OF.search(between)) or bool(said)


EVERYONE = re.compile(
    r"\b(?:all|only|exclusively)\s+(?:of\s+the\s+|the\s+|our\s+|\d+\s+)?(?:participants|respondents|patients"
    r"|students|subjects"
    rf"|volunteers|employees|nurses|teachers|players|athletes)\s+were\s+(?:also\s+)?(?P<sex>{WOMEN}|{MEN})\b",
    re.IGNORECASE,
)


def whole_shares(text: str) -> list[Share]:
    """ "All participants were female": all or nobody."""
    return [
        Share(ALL if _is_women(match["sex"]) else 0.0, *match.span(), COMPUTED, how="all")
        for match in EVERYONE.finditer(text)
    ]


def shares_told(sentence: Sentence) -> Iterator[Characterised]:
    """Per cents of women of one sentence; a printed one stands before a computed one."""
    text = sentence.text
    if not tells_of_sample(sentence) or not re.search(rf"\b(?:{WOMEN}|{MEN})\b|[♀♂]", text, re.IGNORECASE):
        return
    if is_of_others(text) or NOT_OURS.search(text) or not (len(text) < SHORT or SAMPLE_WORD.search(text)):
        return
    if sentence.section in ("results", "introduction") and STATISTIC.search(text):
        return
    shares = printed_shares(text) or counted_shares(text) or whole_shares(text)
    for place, share in enumerate(shares):
        earlier = shares[place - 1].end if place else 0
        near = group_near(text, share.start, share.end) or people_between(text, earlier, share.start, shares)
        group = in_group(sentence.study, near)
        yield Characterised(
            name="percent_female",
            value=share.percent,
            page=sentence.page_at(share.start),
            quote=sentence.quote(share.start, share.end),
            rule=RULE,
            probability=share.sure
            if sentence.section not in ("introduction", "results", "discussion")
            else share.sure - 0.15,
            unit="%",
            group=group,
            derived=share.how,
        )
