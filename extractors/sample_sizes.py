"""Sample sizes with their roles: who was invited, recruited, excluded and analysed, in all and by group."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.document import Document, Passage
from corpus.evidence import Quote, Role, SampleSize
from extractors.correlations import symbols
from extractors.groups import group_of
from extractors.kind_words import CITATION, REPORTER
from extractors.language import sentences
from extractors.numbers import INTEGER, integer
from extractors.people import Count, counts
from extractors.prose import told
from extractors.statements import apart
from extractors.studies import in_study, study_name, study_of_passages
from extractors.variables import Inside

RULE = "people.v1"
SMALLEST_SAMPLE = 4  # Fisher's z needs four; fewer people are never a sample, but may be excluded ones
QUOTE_REACH = 220
VERB_AFTER = 12  # characters: room for " remained"
HINT = re.compile(r"\d|\b(?:hundred|thousand|teen|ty|ten|eleven|twelve|twenty)\b|\w+(?:teen|ty)\b", re.IGNORECASE)


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


# each rule: words before the count and words after it, in the same clause; the first that fits gives the role
OUT = (
    r"exclu\w+|remov\w+|dropp\w+|discard\w+|eliminat\w+|omit\w+|disqualif\w+|withdr\w+|declin\w+|lost\s+to"
    r"|attrition|missing|screened\s+out|fail(?:ed|ing)|did\s+not\s+(?:complete|pass|finish|meet|return)"
)
BEFORE: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (
        "analysed",
        _words(
            r"\b(?:leaving|left|yield\w*|result\w*\s+in|resulting\s+(?:\w+\s+)?sample|retain\w*|remain\w*|final\s+(?:\w+\s+){0,2}(?:sample|N|dataset|data|group|total|analys[ei]s)|analytic(?:al)?\s+sample|subsample|reduc\w+\s+to"
            r"|analy[sz]ed|analys[ei]s\s+(?:of|was|were|included)|based\s+on|data\s+(?:of|from)\s+the|conducted\s+on|run\s+on|complete\s+data|valid\s+(?:data|responses))\b[^.;()]{0,70}$"
        ),
    ),
    ("excluded", _words(rf"\b(?:{OUT})\b[^.;,]{{0,60}}$|\bexclusion\s+of\s[^.;,]{{0,20}}$|\ban?\s+additional\s*$")),
    (
        "invited",
        _words(r"\b(?:invited|approached|contacted|mailed|e-?mailed|distributed\s+to|sent\s+to)\b[^.;,]{0,40}$"),
    ),
    (
        "recruited",
        _words(
            r"\b(?:recruited|enrolled|sampled|registered)\s+(?:a\s+)?(?:total\s+of\s+)?(?:\w+\s+){0,3}[(,]?\s*(?:N\s*=?\s*)?$"
        ),
    ),
)
AFTER: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (
        "excluded",
        _words(
            rf"^[^.;,()]{{0,50}}?\b(?:was|were|had\s+to\s+be|been|be|who)?\s*(?:thus\s+|therefore\s+|then\s+|also\s+)?(?:\b{OUT})\b|^[^.;]{{0,80}}\bwere\s+(?:thus\s+|therefore\s+|then\s+)?excluded\b"
        ),
    ),
    ("invited", _words(r"^[^.;,()]{0,40}?\b(?:(?:was|were)\s+)?(?:invited|approached|contacted|eligible)\b")),
    (
        "analysed",
        _words(
            r"^[^.;,()]{0,50}?\b(?:remained|(?:was|were)\s+(?:\w+ly\s+)?(?:analy[sz]ed|included\s+in\s+(?:the|all|our)\s|retained|used\s+in\s+(?:the\s+|all\s+)?analys\w*)|for\s+(?:all|the|further|subsequent|final|main|statistical)\s+(?:\w+\s+)?analys\w*|as\s+(?:our|the)\s+final|completed\s+(?:both|all|the\s+(?:second|third|final|entire|whole|full))"
            r"|with\s+(?:complete|valid|usable)|(?:was|were)\s+(?:usable|valid)\b|were\s+(?:in|part\s+of)\s+the\s+(?:final|analy))\b"
        ),
    ),
    (
        "recruited",
        _words(
            r"^(?:[^.;()]|\([^()]*\)){0,90}?\b(?:(?:was|were)\s+(?:then\s+|initially\s+|originally\s+)?(?:recruited|enrolled|randomi[sz]ed|sampled|returned)|responded|signed\s+up|had\s+(?:parental\s+|informed\s+)?consent|consented|agreed\s+to)\b"
        ),
    ),
)
BEFORE_EXCLUSION = _words(r"^[^.;]{0,60}\bbefore\s+(?:\w+\s+)?exclusions?")
GROUPED_NOUN = _words(
    r"^(?:[\w'’/-]+,?\s+){0,3}(?:women|men|females?|males?|boys|girls|controls?|patients|(?:wo)?man|unreported|nonbinary|non-binary)(?:\s+(?:students|adults|participants|patients|children))?$"
)
COUNT_OF_GENDER = _words(
    r"^\s*(?:were\s+|self-?identified\s+as\s+|identified\s+as\s+|who\s+)?\(?(?:wo)?(?:fe)?m(?:ale|an|en)s?\b"
)
PER_GROUP = _words(r"^[^.;()]{0,15}\b(?:per|each|in\s+each|for\s+each)\b|^\s*(?:of\s+them|of\s+whom)")
GROUP_LEFT = re.compile(
    r"(?:(?:^|[;.(]\s*|\b(?:in|for|to|among|from|and|of)\s+)(?:(?:the|a|an)\s+)?)"
    r"(?P<group>[A-Z][\w+/-]*(?:\s[\w+/-]+){0,4}|(?:[a-z][\w+-]*\s){0,2}[a-z][\w+-]*)\s*[(\[,:]\s*(?:total\s+)?$"
)
GROUP_RIGHT = re.compile(
    r"^\s*(?:in|for|from|of)\s+(?:the\s+|each\s+)?(?P<group>[\w'’ /+-]{2,40}?)(?=\s*[,;.()]|\s+(?:and|were"
    r"|was|had|with|who)\b|$)"
)
STUDY_LEFT = re.compile(r"\b(?P<study>(?:Study|Experiment)\s+\d{1,2}[a-c]?)\s*[(\[:,]?\s*$")
SAMPLE_LEFT = re.compile(r"\b(?P<study>[Ss]ample\s+\d{1,2}[a-c]?)\s*[(\[:,]?\s*$")
SHARE_LEFT = re.compile(r"(?:%|\bper\s?cent)\s*[(\[]\s*$")  # "75% (n = 480) were women"
RATE_LEFT = re.compile(r"\b(?:respon|return|participation|completion|retention|rate)", re.IGNORECASE)
MADE_UP = re.compile(
    r"^\s*[)\]]\s*(?:of\s+(?:them|whom)\s+)?(?:were|was|identified\s+as)\s+(?P<group>[\w-]+(?:\s[\w-]+)?)(?=\s*[,;.(]|\s+and\b)"
)
OF_OTHERS = re.compile(rf"^[^.;()]{{0,40}}\bby\s+{CITATION.pattern}")
LEADING = re.compile(r"^(?:(?:in|for|the|a|an|of|only|and|with)\s+)+", re.IGNORECASE)
PLANNED = _words(
    r"\b(?:power|needed|required?|necessary|would\s+need|minimum|at\s+least|aimed|target(?:ed)?|planned|recommend\w*|sufficient|sample\s+size\s+calculation|a\s+priori|goal|preregistered\s+(?:a\s+)?sample)\b"
)
DONE = _words(r"\b(?:resulting|final|actual|recruited|participated|completed|remaining)\b")
NOT_PEOPLE = _words(
    r"^\s*(?:stud(?:y|ies)|trials?|items?|articles?|papers?|effect|experiments?|scans?|observations?|data\s?points?|websites?|images?|words?|sentences|countries|schools|videos|tweets|posts|messages|comments|reviews|genes|cells|mice|rats|animals)\b"
)


CELL = re.compile(rf"^(?P<group>[A-Za-z][^=()]*?)\s*[(,]\s*[Nn]\s*=\s*(?P<n>{INTEGER})\s*\)?$")


@dataclass(frozen=True, slots=True)
class Seen:
    """A count in its sentence."""

    text: str
    start: int
    end: int
    count: Count
    previous: int = 0  # where the count before it ends

    @property
    def left(self) -> str:
        return self.text[self.start : self.count.before]

    @property
    def clause(self) -> str:
        """What stands between the count before and this one."""
        return self.text[max(self.start, self.previous) : self.count.before]

    @property
    def counted(self) -> str:
        """The count with the verb that follows: "448 remained"."""
        return self.text[self.count.start : self.count.end + VERB_AFTER]

    @property
    def right(self) -> str:
        return self.text[self.count.end : self.end]

    @property
    def in_brackets(self) -> bool:
        return self.left.count("(") > self.left.count(")") or self.left.count("[") > self.left.count("]")


def _outside(text: str) -> str:
    """The text without closed brackets, at another length."""
    return re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", text)


def _role_by_words(seen: Seen) -> Role | None:
    left = re.sub(r"\d+\.\d+", "0", _outside(seen.clause))
    right = seen.text[seen.count.start : seen.end]
    right = re.sub(r"^[\w,]+", "", right, count=1)
    if BEFORE_EXCLUSION.search(right):
        return "total"
    for role, pattern in BEFORE:
        if pattern.search(left[-110:]):
            return role
    for role, pattern in AFTER:
        if pattern.search(_outside(right)[:140] if role != "recruited" else right[:220]):
            return role
    return None


def _is_subgroup(seen: Seen, before: list[Seen]) -> bool:
    """Whether this count is a part of one counted earlier in the sentence, or names a group by itself."""
    larger = [s for s in before if s.count.n > seen.count.n]
    noun = seen.count.noun
    named_small = seen.count.name.startswith("n")
    if PER_GROUP.search(seen.right) or re.search(r"\bof\s+(?:them|whom|these)\b[^.;]{0,20}$", seen.left[-40:]):
        return True
    if larger and seen.in_brackets and SHARE_LEFT.search(seen.left) and not RATE_LEFT.search(seen.left[-60:]):
        return True
    if larger and (seen.in_brackets or GROUPED_NOUN.search(noun)):
        return bool(noun) or _in_group(seen)
    if noun and GROUPED_NOUN.search(noun) and not seen.in_brackets and before:
        return True
    return bool(named_small and seen.in_brackets and GROUP_LEFT.search(seen.left))


def _sums(everyone: list[Seen]) -> set[int]:
    """Where the counts begin that add up to one before or after them: its subgroups."""
    subgroups: set[int] = set()
    for level in (everyone, [s for s in everyone if not s.in_brackets]):
        sizes = [s.count.n for s in level]
        for place, whole in enumerate(sizes):
            for first in range(len(level)):
                for last in range(first + 2, len(level) + 1):
                    if not first <= place < last and sum(sizes[first:last]) == whole:
                        subgroups.update(s.count.start for s in level[first:last])
    return subgroups


def _group(seen: Seen) -> str:
    noun = seen.count.noun
    if seen.count.name and (study := STUDY_LEFT.search(seen.left) or SAMPLE_LEFT.search(seen.left)):
        return study_name(study["study"])
    if noun and GROUPED_NOUN.search(noun):
        return noun.strip()
    if seen.count.name and (match := GROUP_LEFT.search(seen.left)):
        return LEADING.sub("", match["group"]).strip()
    if match := GROUP_RIGHT.match(seen.right) or (MADE_UP.match(seen.right) if SHARE_LEFT.search(seen.left) else None):
        return match["group"].strip()
    if noun and not re.fullmatch(
        r"(?:participants?|respondents?|individuals|people|subjects|sample|total|N)", noun, re.IGNORECASE
    ):
        return noun.strip()
    return ""


def _beside(seen: Seen, results: Inside) -> int | None:
    """Which result of the sentence this N belongs to."""
    at = seen.count.start - seen.start
    return next((index for index, (start, _, end) in enumerate(results) if start <= at <= end), None)


def _role(seen: Seen, before: list[Seen], *, summed: bool, group: str, beside: bool, note: bool) -> Role:
    if seen.count.name and STUDY_LEFT.search(seen.left):
        return "study"
    by_words = _role_by_words(seen)
    left_over = by_words == "analysed" and re.search(r"leaving|remain", seen.clause + seen.counted)
    if by_words is not None and (by_words == "excluded" or (summed and left_over)):
        return by_words
    if summed or _is_subgroup(seen, before):
        return "subgroup"
    if by_words:
        return by_words
    if beside or note:
        return "subgroup" if group or _in_group(seen) else "analysed"
    if SAMPLE_LEFT.search(seen.left) or (seen.count.name.startswith("n") and seen.in_brackets and _in_group(seen)):
        return "subgroup"
    members = seen.count.noun.lower().endswith("members") and bool(GROUP_RIGHT.match(seen.right))
    return "subgroup" if members else "total"


def _in_group(seen: Seen) -> bool:
    """Whether the words before "(n = 64)" name a group, a wave or a condition."""
    if SAMPLE_LEFT.search(seen.left):
        return True
    near = seen.left[-60:].rstrip(" (")
    return bool(
        re.search(
            r"(?:\b(?:group|condition|arm|cohort|subset|subsample|baseline|follow-?up|(?:wo)?men|(?:fe)?males?|boys|girls|patients|controls|before\s\S+|after\s\S+|set)\b[^.;]{0,35}|\b(?:Sample|Group)\s\w+\s*[(,]?\s*(?:n\d?\s*=\s*)?)$",
            near,
        )
    )


def _elsewhere(text: str, seen: Seen) -> bool:
    """Whether the count is of other work, only planned, or not of people."""
    sentence = text[seen.start : seen.end]
    if seen.count.noun == "" and NOT_PEOPLE.match(seen.right):
        return True
    if (
        OF_OTHERS.match(seen.right)
        or REPORTER.search(seen.left)
        or re.match(rf"\s*[;,]?\s*{CITATION.pattern}", seen.right)
    ):
        return True
    if re.search(r"meta-analy|previous (?:stud|research)|prior (?:stud|research)", sentence) and CITATION.search(
        sentence
    ):
        return True
    return bool(PLANNED.search(sentence) and not DONE.search(sentence) and not seen.in_brackets)


def _sentence_samples(
    document: Document, passage: Passage, span: tuple[int, int], study: str, found: Sequence[Count]
) -> Iterator[SampleSize]:
    text = passage.text
    inside = [count for count in found if span[0] <= count.start < span[1]]
    everyone = [
        Seen(text, *span, count, previous=last.end if last else 0)
        for last, count in zip([None, *inside], inside, strict=False)
    ]
    if not everyone:
        return
    summed = _sums(everyone)
    sentence = text[slice(*span)]
    results = [(s.start, s.at[0], s.end) for s in apart([*symbols(sentence), *told(sentence)])]
    for place, seen in enumerate(everyone):
        if _elsewhere(text, seen):
            continue
        beside = _beside(seen, results) if seen.count.name else None
        group = _group(seen) if beside is None else group_of(sentence, results, beside)
        several = len({s.count.n for s in everyone if s.count.name and _beside(s, results) is not None}) > 1
        note = passage.kind in ("note", "caption") and seen.count.name != ""
        part = seen.count.start in summed
        role = _role(seen, everyone[:place], summed=part, group=group, beside=beside is not None, note=note)
        role = "subgroup" if several and role == "analysed" and beside is not None else role
        if seen.count.n < 2 or (
            seen.count.n < SMALLEST_SAMPLE and (seen.count.in_words or role not in ("excluded", "subgroup"))
        ):
            continue
        group = group if role in ("subgroup", "study") else ""
        start, end = max(span[0], seen.count.start - QUOTE_REACH), min(span[1], seen.count.end + QUOTE_REACH)
        yield SampleSize(
            n=seen.count.n,
            role="study" if study and role == "total" else role,
            page=passage.page_at(seen.count.start),
            quote=Quote(document.digest, text[start:end], passage.boxes_at(seen.count.start, seen.count.end)),
            rule=RULE,
            group=in_study(study, group),
        )


def sample_sizes(document: Document) -> list[SampleSize]:
    """Every number of people in the document with its role, in the order of the text."""
    samples: list[SampleSize] = []
    for passage, study in zip(document.passages, study_of_passages(document), strict=True):
        cited = passage.section == "references" and passage.kind == "text"
        if passage.kind == "heading" or cited or not HINT.search(passage.text):
            continue
        found = counts(passage.text)
        if found:
            for span in sentences(passage.text):
                samples += _sentence_samples(document, passage, span, study, found)
    return samples + list(_in_cells(document))


def _in_cells(document: Document) -> Iterator[SampleSize]:
    """Groups named with their n in the heads of a table: "Users (n = 120)"."""
    for table in document.tables:
        for cell in (cell for row in table.cells for cell in row if "=" in cell.text):
            match = CELL.match(cell.text)
            if match and integer(match["n"]) >= SMALLEST_SAMPLE:
                quote = Quote(document.digest, cell.text, cell.boxes)
                yield SampleSize(integer(match["n"]), "subgroup", table.page, quote, RULE, match["group"].strip())
