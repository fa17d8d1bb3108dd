"""Mean age and per cent of women in tables that describe samples: a row of their own, or a column of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Cell, Document, Grid, Table
from corpus.evidence import Characterised
from extractors.ages import AGE_NUMBER, OLDEST, YOUNGEST
from extractors.characterised import in_group, quote_of_cell
from extractors.numbers import POINT, printed
from extractors.studies import study_of_tables

RULE = "sample_tables.v1"
SURE, GROUPED, TURNED = 0.9, 0.7, 0.75  # of the whole sample; of one of several groups; 100 minus the men's
ALL = 100.0

AGE_ROW = re.compile(
    r"^(?:\d+\.?\s+)?(?:mean\s+(?:\(SD\)\s+)?)?(?:participants?[’']?s?\s+)?(?:M\s?_?\s?age"
    r"|age)(?:\s*[,(\[:±–-]?\s*(?:in\s+years|years|yrs?|y|M|mean|SD|standard\s+deviation|and|±|range"
    r"|[,;()=\[\]\s±/])*)$",
    re.IGNORECASE,
)
WOMEN_ROW = re.compile(
    r"^(?:\d+\.?\s+)?(?:(?:gender|sex)\b\s*[,:(–-]*\s*)?(?:%|percent(?:age)?|n|no\.?"
    r"|number)?\s*(?:of\s+)?[(:\s]*(?:female|women|girls|woman)s?(?:\s+(?:participants|sex|gender"
    r"|students))?(?:\s*[,(\[:]?\s*(?:n|N|%|no\.?|[,;()=\[\]\s])*)$",
    re.IGNORECASE,
)
MEN_ROW = re.compile(WOMEN_ROW.pattern.replace("female|women|girls|woman", "male|men|boys|man"), re.IGNORECASE)
MEAN_CELL = re.compile(
    rf"^(?P<mean>{AGE_NUMBER})\s*(?:(?:\(|±|\[)\s*±?\s*(?P<sd>{AGE_NUMBER})\s*[)\]]?)?(?:\s*\(?[\d.\s–-]+\)?)?$"
)
COUNT_AND_PERCENT = re.compile(
    rf"^(?P<n>\d{{1,3}}(?:,\d{{3}})*|\d+)\s*[(\[,/]\s*(?P<percent>\d{{1,3}}(?:{POINT}\d{{1,2}})?)\s?%?\s*[)\]]?$"
)
PERCENT_CELL = re.compile(
    rf"^(?P<percent>\d{{1,3}}(?:{POINT}\d{{1,2}})?)\s?(?P<sign>%)?(?:\s*[(\[]\s*(?P<n>[\d,]+)(?:/\d+)?\s*[)\]])?$"
)
NOT_A_SAMPLE = re.compile(
    r"^(?:p|p[\s-]?values?|t|F|χ.?2?|sig\.?|test|d|statistics?|95%\s?CI|difference|SMD|effect.*|range|min\.?"
    r"|max\.?|skew\w*|kurt\w*|\d{1,2}\.?|α|alpha)$",
    re.IGNORECASE,
)
MEAN_HEAD = re.compile(r"^(?:M|mean|mean\s*\(SD\)|M\s*\(SD\)|x̄)$", re.IGNORECASE)
SD_HEAD = re.compile(r"^(?:S\.?D\.?|standard\s+deviation)$", re.IGNORECASE)
PERCENT_HEAD = re.compile(r"^(?:%|percent(?:age)?|per\s?cent|n\s*\(%\)|\(%\))$", re.IGNORECASE)
AGE_COLUMN = re.compile(r"\b(?:M\s?_?\s?age|mean\s+age|age)\b", re.IGNORECASE)
WOMEN_COLUMN = re.compile(
    r"(?:%|percent(?:age)?)\s*(?:of\s+)?(?:female|women|girls)|(?:female|women|girls)\s*[,(]?\s*%", re.IGNORECASE
)
IN_CELL = re.compile(r"^(?P<n>\d+)\s*\((?P<women>\d+)\s*(?:females?|women|girls|♀|F)\)$", re.IGNORECASE)
WHOLE = re.compile(
    r"^(?:overall|total|all|full\s+sample|whole\s+sample|sample|participants|value|all\s+participants"
    r"|total\s+sample)?(?:\s*\(?[nN]\s*=\s*[\d,]+\)?)?$",
    re.IGNORECASE,
)
N_OF_COLUMN = re.compile(r"[nN]\s?=\s?(?P<n>[\d,]+)")
UNIT = re.compile(r"\b(?:Study|Experiment|Sample)\b(?!\s+size)")
SIZE_ROW = re.compile(r"^(?:N|n|sample\s+size)(?:\s*\(%\))?$")
HEADER_ROWS = 3  # rows above the first number that can bear column names
DESCRIBES = re.compile(r"demograph|characterist|sample|participants|baseline|descriptive|summary", re.IGNORECASE)
CORRELATES = re.compile(r"correlat", re.IGNORECASE)
MODEL = re.compile(
    r"\b(?:regression|coefficients?|odds|predict\w*|models?|estimates?|anova|loadings?|multilevel"
    r"|hierarchical|mediation)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A value of a cell, with the name of its column or row."""

    name: str
    value: float
    cell: Cell
    label: str
    group: str
    sure: float
    how: str = ""


def _heads(grid: Grid) -> list[str]:
    """The name of each column: header cells above each other, joined; a spanning one counts for its columns."""
    first = next((row for row, cells in enumerate(grid) if _numbers(cells) * 2 >= len(cells) - 1 > 0), 1)
    size = next((row for row, cells in enumerate(grid) if row and SIZE_ROW.match(cells[0].text.strip())), first)
    rows = grid[: max(1, min(first, size, HEADER_ROWS))]
    heads = []
    for column in range(len(grid[0])):
        parts = dict.fromkeys(row[column].text.strip() for row in rows if column < len(row))
        heads.append(" ".join(part for part in parts if part))
    units = {word for head in heads for word in UNIT.findall(head)}
    if len(units) == 1:  # a head that spans the numbers of the studies stands above one of them
        unit = units.pop()
        heads = [f"{unit} {head}" if re.fullmatch(r"\d{1,2}[a-c]?", head) else head for head in heads]
    return heads


def _numbers(cells: tuple[Cell, ...]) -> int:
    return sum(1 for cell in cells[1:] if re.match(r"^[−-]?\d*\.\d+|^\d+\.?\d*\s?(?:±|\()", cell.text))


def _label(cells: tuple[Cell, ...]) -> tuple[int, str]:
    """The row's label and its column: the first cell with words."""
    for place, cell in enumerate(cells[:2]):
        if re.search(r"[A-Za-z♀]", cell.text):
            return place, cell.text.strip()
    return 0, ""


def _age_row(cells: tuple[Cell, ...], label: str, at: int, heads: list[str]) -> Iterator[Found]:
    """Means of a row "Age": with the SD in the cell, or under a head M beside a head SD."""
    marked = [place for place, head in enumerate(heads) if MEAN_HEAD.match(head.split(" ")[-1] if head else "")]
    for place, cell in enumerate(cells):
        if place <= at or not cell.text.strip() or NOT_A_SAMPLE.match(heads[place]):
            continue
        match = MEAN_CELL.match(cell.text.strip())
        following = cells[place + 1] if place + 1 < len(cells) else None
        alone = following is not None and bool(
            SD_HEAD.match(heads[place + 1].split(" ")[-1] if heads[place + 1] else "")
        )
        announced = bool(re.search(r"\bM\b|mean|SD|±", label, re.IGNORECASE))
        if not match or (not match["sd"] and not (place in marked or alone or (announced and place == at + 1))):
            continue
        value = printed(match["mean"]).value
        if not YOUNGEST < value <= OLDEST or (not printed(match["mean"]).decimals and not match["sd"]):
            continue
        group = "" if place in marked or alone else _group(heads[place])
        sure = GROUPED if group else SURE
        yield Found("mean_age", value, cell, label, group, sure)
        if match["sd"]:
            yield Found("sd_age", printed(match["sd"]).value, cell, label, group, sure)
        elif announced and following is not None and (spread := MEAN_CELL.match(following.text.strip())):
            yield Found("sd_age", printed(spread["mean"]).value, following, label, group, sure)
        if not match["sd"]:
            break


def _group(head: str) -> str:
    name = re.sub(r"\s*\(?[nN]\s?=\s?[\d,]+\)?.*$", "", head).strip()
    return "" if WHOLE.match(head) else name


def _women_row(cells: tuple[Cell, ...], label: str, at: int, heads: list[str], *, men: bool) -> Iterator[Found]:
    """Per cents of a row "Female": "53 (43.1%)", "61%", a count under n beside a per cent under %."""
    percents = "%" in label or any(PERCENT_HEAD.match(head.split(" ")[-1] if head else "") for head in heads)
    for place, cell in enumerate(cells):
        text = cell.text.strip()
        if place <= at or not text or NOT_A_SAMPLE.match(heads[place]):
            continue
        both = COUNT_AND_PERCENT.match(text)
        single = PERCENT_CELL.match(text)
        head = heads[place].split(" ")[-1] if heads[place] else ""
        if both and not (percents or "%" in text):
            continue
        if not both and not (
            single and (single["sign"] or PERCENT_HEAD.match(head) or (label.startswith("%") and not single["n"]))
        ):
            continue
        value = printed((both or single)["percent"]).value  # type: ignore[index]  # one of both matched
        if value > ALL:
            continue
        group = "" if PERCENT_HEAD.match(heads[place]) else _group(heads[place])
        sure = (TURNED if men else SURE) - (0.2 if group else 0.0)
        how = f"100 - {value:g} (men)" if men else ""
        yield Found("percent_female", round(ALL - value, 2) if men else value, cell, label, group, sure, how)


def _columns(grid: Grid, heads: list[str]) -> Iterator[Found]:
    """Samples as rows, their mean age and share of women as columns; "20 (10 female)" wherever it stands."""
    for place, head in enumerate(heads):
        last = head.split(" ")[-1] if head else ""
        age = AGE_COLUMN.search(head) and not SD_HEAD.match(last) and not NOT_A_SAMPLE.match(last)
        women = WOMEN_COLUMN.search(head)
        for cells in grid[1:] if age or women else ():
            text = cells[place].text.strip()
            row = cells[0].text.strip()
            match = MEAN_CELL.match(text) if age else PERCENT_CELL.match(text)
            if not match or not row or place == 0:
                continue
            value = printed(match["mean"] if age else match["percent"]).value
            if (
                age
                and YOUNGEST < value <= OLDEST
                and re.search(r"\bM\b|mean|average|M\s?_?age|SD", head, re.IGNORECASE)
            ):
                yield Found("mean_age", value, cells[place], row, _row_group(heads[0], row), SURE)
            elif women and value <= ALL:
                yield Found("percent_female", value, cells[place], row, _row_group(heads[0], row), SURE)
    for cells in grid[1:]:
        for cell in cells[1:]:
            if inside := IN_CELL.match(cell.text.strip()):
                n, women_n = int(inside["n"]), int(inside["women"])
                if 0 <= women_n <= n and n > 1:
                    how, row = f"{women_n} of {n}", cells[0].text.strip()
                    yield Found(
                        "percent_female", round(ALL * women_n / n, 1), cell, row, _row_group(heads[0], row), SURE, how
                    )


def _row_group(head: str, row: str) -> str:
    return f"{head} {row}".strip() if re.fullmatch(r"\d+[a-c]?", row) else row


def _of_grid(grid: Grid) -> Iterator[Found]:
    heads = _heads(grid)
    women: list[Found] = []
    men: list[Found] = []
    for cells in grid[1:]:
        at, label = _label(cells)
        if AGE_ROW.match(label):
            yield from _age_row(cells, label, at, heads)
        elif WOMEN_ROW.match(label):
            women += _women_row(cells, label, at, heads, men=False)
        elif MEN_ROW.match(label):
            men += _women_row(cells, label, at, heads, men=True)
    yield from women or men
    yield from _columns(grid, heads)


def of_tables(document: Document) -> Iterator[Characterised]:
    """Mean ages and per cents of women in the tables of a document that describe its samples."""
    studies = study_of_tables(document)
    for table in document.tables:
        if not table.cells or len(table.cells[0]) < 2 or _is_model(table):
            continue
        seen: set[tuple[str, float, str]] = set()
        for found in _of_grid(table.cells):
            key = (found.name, found.value, found.group)
            if key in seen:
                continue
            seen.add(key)
            yield Characterised(
                name=found.name,  # type: ignore[arg-type]  # mean_age, sd_age or percent_female
                value=found.value,
                page=table.page,
                quote=quote_of_cell(document, table, found.label, found.cell),
                rule=RULE,
                probability=found.sure,
                unit="%" if found.name == "percent_female" else "years",
                group=in_group(studies.get((table.label, table.page), ""), _study_number(table, found.group)),
                derived=found.how,
            )


def _study_number(table: Table, group: str) -> str:
    """A head that is only a number is the study of that number where the head's row says Study."""
    match = re.fullmatch(r"(?:(?:Study|Experiment)\s)?(?P<number>\d[a-c]?)", group)
    words = {word for cell in table.cells[0] for word in re.findall(r"\b(?:Study|Experiment|Sample)\b", cell.text)}
    return f"{words.pop()} {match['number']}" if match and len(words) == 1 else group


def _is_model(table: Table) -> bool:
    """Whether the table shows estimates of a model, in which "Age" is a predictor."""
    return bool(MODEL.search(table.caption)) and not DESCRIBES.search(table.caption)
