"""Lines to passages: paragraphs over columns and pages, hyphens rejoined, headings and sections."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Literal

from corpus.document import Line, Passage, PassageKind, Section, Word
from corpus.quick import quickly_made
from corpus.reading.lines import Laid, Sheet

NEW_PARAGRAPH = 1.45  # of the usual distance of lines; more separates paragraphs
INDENT = 0.7  # of the size; a first line set in at least this much opens a paragraph
SIZE_CHANGE = 0.08  # relative; a paragraph keeps its size
ATTACHED = 0.18  # of the size; a superscript nearer than this has no blank before it
HEADING_WORDS = 14
SECTION_WORDS = 5  # longer lines with such a word are sentences
SUPERSCRIPTS = str.maketrans("0123456789+-−=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾")
LINE_HYPHENS = "-‐\u00ad"
# Words whose hyphen belongs to them even where a line ends after it.
KEPT_PREFIXES = frozenset(
    [
        "self",
        "non",
        "well",
        "long",
        "short",
        "high",
        "low",
        "cross",
        "mid",
        "co",
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
    ]
)

CAPTION = re.compile(
    r"""^(?P<label>
        (?:(?:Supplement(?:ary|al)|Appendix|Extended\ Data)\s+)?
        (?:Table|TABLE|Tabelle|Tab\.|Tableau|Tabla)\s*
        (?:[A-Z]{0,2}[.\-]?\d{1,3}(?:\.\d{1,2})?[a-z]?|[IVXL]{1,6}|[A-Z])
    )(?![\w])(?P<rest>.*)$""",
    re.VERBOSE | re.DOTALL,
)
FIGURE = re.compile(r"^(?:Fig(?:ure)?\.?|FIG(?:URE)?\.?|Abbildung|Abb\.)\s*[A-Z]?\d{1,3}(?!\w)")
# What follows a label in running text: "Table 2 shows", "Table 2, we", "Table 2)".
PROSE_AFTER_LABEL = re.compile(
    r"^\s*(?:[,;)\]]|(?:and|or|to|shows?|presents?|provides?|reports?|displays?|summari[sz]es|lists?"
    r"|gives?|contains?|includes?|indicates?|illustrates?|depicts?|details?|outlines?|describes?|suggests?|reveals?"
    r"|also|for|in|is|are|was|were|we|which|that|the|with|below|above|but|demonstrates?|compares?)\b)"
)
NOTE = re.compile(
    r"^(?:Notes?\s*[.:—–-]|NOTES?\b\s*[.:]?|N\.?B\.|\*+\s*[pP]\s*[<=≤]|[†‡+]\s*p\s*[<=≤]|Abbreviations?:|Source:)"
)

SECTIONS: tuple[tuple[Section, re.Pattern[str]], ...] = (
    ("abstract", re.compile(r"^(?:abstract|summary|executive summary|zusammenfassung)\b", re.I)),
    (
        "introduction",
        re.compile(
            r"^(?:introduction|background|theor(?:y|etical (?:background|framework))|literature review)\b", re.I
        ),
    ),
    (
        "references",
        re.compile(
            r"^(?:references?(?: and notes)?|bibliography|literature cited|works cited|literatur(?:verzeichnis)?)$",
            re.I,
        ),
    ),
    ("appendix", re.compile(r"^(?:appendix|appendices|supplement(?:ary|al)? (?:material|information|data)s?)\b", re.I)),
    (
        "method",
        re.compile(
            r"^(?:(?:study|experiment) \w+:? )?(?:the )?(?:(?:general |overview of )?methods?\b|methodology"
            r"|materials? and methods?|participants?\b|procedures?\b|measures?\b|sample\b|data collection"
            r"|data analys[ie]s"
            r"|statistical analys[ie]s|analytic strategy|subjects\b|design\b|instruments?\b|materials?\b"
            r"|respondents\b)",
            re.I,
        ),
    ),
    (
        "results",
        re.compile(
            r"^(?:(?:study|experiment) \w+:? )?(?:results?\b|findings\b|descriptive (?:statistics|results|analyses)"
            r"|preliminary (?:analyses|results)|main (?:analyses|results)|hypothes[ei]s tests?)",
            re.I,
        ),
    ),
    (
        "discussion",
        re.compile(r"^(?:general |overall )?(?:discussion|conclusions?|limitations|implications|concluding)\b", re.I),
    ),
)
SPACED = re.compile(r"(?:[A-Za-z] ){3,}[A-Za-z]")
NUMBERING = re.compile(r"^(?:\(?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,4}|[A-Z])[.)]?\s+)")


@dataclass(slots=True)
class _Draft:
    kind: PassageKind
    lines: list[Line] = field(default_factory=list)
    column: tuple[int, int] = (0, 0)  # page and text column of the last line
    size: float = 0.0  # of the last line
    text: str = ""  # of the last line


def passages(sheets: Sequence[Sheet]) -> list[Passage]:
    """Paragraphs of all sheets in reading order, with sections."""
    drafts: list[_Draft] = []
    for one in sheets:
        _lay(one, drafts)
    vocabulary = _vocabulary(drafts)
    joined = (_passage(d.lines, kind=d.kind, vocabulary=vocabulary) for d in drafts)
    return with_sections([p for p in joined if p.text])


def _lay(one: Sheet, drafts: list[_Draft]) -> None:
    columns: dict[int, list[Laid]] = {}
    for laid in one.lines:
        columns.setdefault(laid.column + 2 * laid.full, []).append(laid)
    left = {key: _margin(group) for key, group in columns.items()}
    pitch = {key: _pitch(group) for key, group in columns.items()}
    before: Laid | None = None
    for laid in one.lines:
        key = laid.column + 2 * laid.full
        where = (one.number, key)
        draft = drafts[-1] if drafts else None
        text = laid.line.text
        kind = shown = _kind(laid.line, text)
        if draft and shown == "caption" and draft.column == where and runs_into(draft.lines[-1], laid.line):
            kind = draft.kind
        now = _Now(laid.line, text, kind, shown, _size(laid.line), where, left[key], pitch[key])
        if draft is None or _opens(draft, before, now):
            draft = _Draft(kind)
            drafts.append(draft)
        draft.lines.append(laid.line)
        draft.column, draft.size, draft.text = where, now.size, text
        before = laid


def _margin(group: Sequence[Laid]) -> float:
    starts = sorted(laid.line.box.x0 for laid in group)
    return starts[len(starts) // 4]


def _pitch(group: Sequence[Laid]) -> float:
    steps = [b.line.box.bottom - a.line.box.bottom for a, b in itertools.pairwise(group)]
    steps = [s for s in steps if 4 < s < 40]
    return median(steps) if steps else 14.0


def runs_into(last: Line, line: Line) -> bool:
    """Whether a line that begins like a caption goes on with a sentence: "... are reported in / Table 4. As ..."."""
    step = line.box.bottom - last.box.bottom
    same = abs(_size(last) - _size(line)) < SIZE_CHANGE * _size(last)
    return same and 0 < step < 2 * _size(line) and counted(last.words) >= 4 and not _ends_sentence(last.text)


@quickly_made
@dataclass(frozen=True, slots=True)
class _Now:
    """A line that goes on with a passage or opens one; `shown` is what it looks like by itself."""

    line: Line
    text: str
    kind: PassageKind
    shown: PassageKind
    size: float
    where: tuple[int, int]
    left: float
    pitch: float


def _opens(draft: _Draft, before: Laid | None, now: _Now) -> bool:
    """Whether a line begins a new passage rather than going on with the draft."""
    last, line, kind = draft.lines[-1], now.line, now.kind
    if (kind in ("caption", "note") and kind != draft.kind) or kind == "heading" or draft.kind == "heading":
        return not (kind == draft.kind == "heading" and _same_heading(last, line, now.pitch))
    if kind in ("caption", "note") and now.shown == kind:
        return True
    if abs(draft.size - now.size) > SIZE_CHANGE * draft.size:
        return True
    if before is None or draft.column != now.where:
        return draft.kind != "text" or not _runs_on(draft, now)
    step = line.box.bottom - last.box.bottom
    if step > NEW_PARAGRAPH * now.pitch or step < -now.pitch:
        return True
    indent = INDENT * now.size
    set_in = line.box.x0 - now.left > indent
    return draft.kind == "text" and set_in and last.box.x0 - now.left < indent and _ends_sentence(draft.text)


def _same_heading(last: Line, line: Line, pitch: float) -> bool:
    """Whether two heading lines are one heading over two lines."""
    step = line.box.bottom - last.box.bottom
    if section_of(last.text) != "unknown" or section_of(line.text) != "unknown" or NUMBERING.match(line.text):
        return False
    return (
        abs(_size(last) - _size(line)) < 0.1
        and 0 < step < NEW_PARAGRAPH * max(pitch, 1.2 * _size(line))
        and line.words[0].bold
    )


def _runs_on(draft: _Draft, now: _Now) -> bool:
    """Whether a paragraph that ended at the foot of a column goes on with this line."""
    if _ends_sentence(draft.text):
        return False
    return not (len(draft.lines) == 1 and _looks_heading(now.line, now.text)) and not CAPTION.match(now.text)


def _ends_sentence(text: str) -> bool:
    return text.rstrip("\"'”’)]0123456789,*†")[-1:] in ".?!:" if text else True


def counted(words: Iterable[Word]) -> int:
    """How many words these are, each of those that stand together counted."""
    return sum(w.count for w in words)


def _size(line: Line) -> float:
    words = line.words
    sizes = {w.size for w in words}
    if len(sizes) == 1 and not words[0].superscript:
        return words[0].size
    plain = [w for w in words if not w.superscript]
    sizes = {w.size for w in plain}
    if len(sizes) < 2:
        return sizes.pop() if sizes else 10.0
    return median(w.size for w in plain for _ in range(w.count))


def _kind(line: Line, text: str) -> PassageKind:
    if table_label(text) or (FIGURE.match(text) and not PROSE_AFTER_LABEL.match(FIGURE.sub("", text))):
        return "caption"
    if NOTE.match(text):
        return "note"
    return "heading" if _looks_heading(line, text) else "text"


def table_label(text: str) -> str:
    """The label of a table caption ("Table 2"), empty where the line is running text."""
    match = CAPTION.match(text)
    if not match or PROSE_AFTER_LABEL.match(match["rest"]):
        return ""
    return " ".join(match["label"].split())


def _looks_heading(line: Line, text: str) -> bool:
    words = line.words
    number = text.count(" ") + 1
    if not words or number > HEADING_WORDS:
        return False
    if text.rstrip()[-1:] in ".,;":
        return False
    bare = _unspaced(text)
    if bare != text and section_of(bare) != "unknown":
        return True
    if text[:1].islower() or not any(c.isalpha() for c in text):
        return False
    if number <= SECTION_WORDS and section_of(text) != "unknown":
        return True
    return all(w.bold or not any(c.isalpha() for c in w.text) for w in words)


def _unspaced(text: str) -> str:
    """A heading printed with a blank after each letter as the word that it is."""
    return text.replace(" ", "") if SPACED.fullmatch(text) else text


def section_of(heading: str) -> Section:
    """The section that a heading opens; unknown where it opens none."""
    bare = _unspaced(NUMBERING.sub("", heading.strip()).strip(" :.—–"))
    for section, pattern in SECTIONS:
        if pattern.match(bare):
            return section
    return "unknown"


def with_sections(found: Iterable[Passage]) -> list[Passage]:
    """Passages with the section that the last heading opened."""
    out: list[Passage] = []
    current: Section = "front"
    for passage in found:
        short = passage.kind == "heading" or len(passage.text) < 60
        section = section_of(passage.text) if short else _run_in(passage.text)
        if section != "unknown" and not (current == "references" and section not in ("appendix", "discussion")):
            current = section
        out.append(replace(passage, section=current))
    return out


def with_inserted(flow: Sequence[Passage], beside: Sequence[Passage]) -> list[Passage]:
    """The running text with captions and notes of tables put after the last passage that begins on their page."""
    out: list[Passage] = []
    waiting = sorted(beside, key=lambda p: p.page)
    at = 0
    for passage in flow:
        while at < len(waiting) and waiting[at].page < passage.page:
            out.append(replace(waiting[at], section=out[-1].section if out else "front"))
            at += 1
        out.append(passage)
    out += [replace(p, section=out[-1].section if out else "front") for p in waiting[at:]]
    return out


def _run_in(text: str) -> Section:
    """Abstract headings stand in one line with their text: "Abstract: We ...", "Abstract Objective ..."."""
    return "abstract" if re.match(r"^(?:ABSTRACT|Abstract)\b[.:—–\s]", text) else "unknown"


def _vocabulary(drafts: Sequence[_Draft]) -> frozenset[str]:
    """Hyphenated words that stand inside lines: their hyphen is real."""
    return frozenset(
        text.lower().strip(".,;:()[]\"'")
        for d in drafts
        for line in d.lines
        for at, w in enumerate(line.words, 1 - len(line.words))
        if "-" in w.text
        for text in (w.text.split(" ")[:-1] if at == 0 else w.text.split(" "))
        if "-" in text
    )


def _passage(lines: Sequence[Line], *, kind: PassageKind, vocabulary: frozenset[str]) -> Passage:
    words = [w for line in lines for w in line.words]
    ends = set()
    total = 0
    for line in lines:
        total += len(line.words)
        ends.add(total - 1)
    return joined(words, line_ends=ends, kind=kind, vocabulary=vocabulary)


def joined(
    words: Sequence[Word],
    *,
    line_ends: set[int],
    kind: PassageKind = "text",
    vocabulary: frozenset[str] = frozenset(),
) -> Passage:
    """Words as one passage with the offset of each; a hyphen at a line's end goes unless it is the word's own."""
    parts: list[str] = []
    starts: list[int] = []
    offset = 0
    end = len(words) - 1
    for i, word in enumerate(words):
        text, raised = word.text, word.superscript
        if raised:
            text = text.translate(SUPERSCRIPTS)
        joint: Literal["", " "] = " "
        if i == end:
            joint = ""
        elif i in line_ends:
            text, joint = _at_line_end(text, words[i + 1].text, vocabulary)
        elif (raised or words[i + 1].superscript) and _attached(word, words[i + 1]):
            joint = ""
        starts.append(offset)
        parts.append(text + joint)
        offset += len(text) + len(joint)
    page = words[0].box.page if words else 1
    return Passage("".join(parts), page, kind, "unknown", tuple(words), tuple(starts))


def _at_line_end(text: str, after: str, vocabulary: frozenset[str]) -> tuple[str, Literal["", " "]]:
    if text[-1:] not in LINE_HYPHENS or not text:
        return text, "" if text[-1:] in "–/" and len(text) > 1 else " "
    stem = text[text.rfind(" ") + 1 : -1].lower().lstrip("(\"'“‘[")
    after = after.partition(" ")[0]
    if after[:1].isdigit() or after[:1] == "." or not stem or not stem[-1].isalpha():
        return text, ""  # a minus or a range broken by the line's end
    whole = (stem + "-" + after.lower()).strip(".,;:()[]\"'")
    if not after[:1].islower() or whole in vocabulary or stem in KEPT_PREFIXES:
        return text, ""
    return text[:-1], ""


def _attached(word: Word, following: Word) -> bool:
    """Whether no blank stands between two words of which one is raised."""
    return following.box.x0 - word.box.x1 < ATTACHED * max(word.size, following.size)
