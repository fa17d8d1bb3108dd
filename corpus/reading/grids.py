"""A region's rows as an upright grid of cells: labels joined, headings placed, stars split from numbers."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from corpus.document import Cell, Grid, Word
from corpus.reading.atoms import Atom, atoms, is_decimal, kind_of, make
from corpus.reading.columns import NEAR, Column, columns, nearest, spanned
from corpus.reading.labels import wrapped
from corpus.reading.lanes import Row
from corpus.reading.passages import KEPT_PREFIXES
from corpus.reading.regions import Region
from corpus.reading.sight import Rule
from corpus.reading.words import SUPERSCRIPT_SIGNS

STARS = re.compile(rf"^(.*[\d)\]%.])\s*([{re.escape(SUPERSCRIPT_SIGNS)}]+(?:[a-e])?|[a-e]{{1,2}})$")
BROKEN = re.compile(r"[^\W\d][-‐]$")  # a word that goes on in the next line
STAR_SIGNS = frozenset("*∗†‡")
UNDERLINE = 1.1  # of the size; a rule this near below a heading underlines it
SYMBOLS = frozenset(("M", "SD", "α", "ω", "n", "N"))  # of statistics beside numbered columns
STACKED = 1.4  # of the size; lines of one cell stand no further apart
TURNED_PITCH = 1.35  # of the size; lines of one turned heading stand closer than two headings
HEADER_GAP = 0.62  # of the size; headings of two columns are further apart than two words


def grid(
    region: Region,
    *,
    rules: Sequence[Rule] = (),
    turned: Sequence[Word] = (),
    by_anchor: bool = False,
    cell_gap: float | None = None,
) -> Grid:
    """One reading of a region; empty where it has no columns."""
    body = _unstretched([_atoms(row, cell_gap) for row in region.body])
    numeric = [a for a, r in zip(body, region.body, strict=True) if r.kind == "number"]
    cols = columns([_split_tail(row, numeric) for row in numeric], by_anchor=by_anchor)
    if not any(c.numeric for c in cols):
        return ()
    cols = _with_label_column(cols, body)
    cols = _with_turned_columns(_with_empty_columns(cols, region.header), turned)
    placed = [_place(row, cols) for row in body]
    placed, rows = _stacked(placed, region.body, cols)
    merged = _join_labels(placed, rows, cols)
    head = _turned_heads(turned, cols) + _heads(region.header, cols, _spans(region.header, rules))
    out = [tuple(cell(words) for words in row) for row in head + merged]
    return tuple(row for row in out if any(c.text for c in row))


def _atoms(row: Row, cell_gap: float | None) -> list[Atom]:
    if row.kind == "sparse" and row.pieces == 1 and row.atoms[0].kind == "text" and not _has_dash(row):
        return [make(row.words, "text")]  # a label's line or a heading between rows, though a number stands in it
    return list(row.atoms) if cell_gap is None else atoms(row.words, cell_gap=cell_gap)


def _unstretched(body: list[list[Atom]]) -> list[list[Atom]]:
    """Rows with a stretched label's words joined: its gaps have no common edge, and other lines run across them."""
    body = [_hyphenated(row) for row in body]
    leads = [next((k for k, a in enumerate(row) if a.kind != "text"), len(row)) for row in body]
    second = [row[1].x0 for row, lead in zip(body, leads, strict=True) if lead > 1]
    size = body[0][0].words[0].size
    if len(second) < 2 or max(second) - min(second) < size or _on_one_edge(second):
        return body
    lines = [atom for row, lead in zip(body, leads, strict=True) for atom in row[:lead]]
    out: list[list[Atom]] = []
    for row, lead in zip(body, leads, strict=True):
        gaps = itertools.pairwise(row[:lead])
        if lead > 1 and all(any(c.x0 < a.x1 + 1 and c.x1 > b.x0 - 1 for c in lines) for a, b in gaps):
            out.append([make([w for a in row[:lead] for w in a.words], "text"), *row[lead:]])
        else:
            out.append(row)
    return out


def _hyphenated(row: list[Atom]) -> list[Atom]:
    """A row whose label ends its line in a broken word, however far that is stretched from the words before it."""
    lead = next((k for k, a in enumerate(row) if a.kind != "text"), len(row))
    if lead < 2 or not BROKEN.search(row[lead - 1].text):
        return row
    return [make([w for a in row[:lead] for w in a.words], "text"), *row[lead:]]


def _on_one_edge(places: Sequence[float]) -> bool:
    """Whether most places are one and the same: the left edge of a column of words."""
    return max(sum(abs(a - b) < 1 for b in places) for a in places) > max(1.0, len(places) / 2)


def _has_dash(row: Row) -> bool:
    return any(atom.kind == "dash" for atom in row.atoms)


def _split_tail(row: Sequence[Atom], rows: Sequence[Sequence[Atom]]) -> list[Atom]:
    """A label that runs into its first number, cut where the other rows have a column of numbers."""
    out: list[Atom] = []
    for atom in row:
        at = _tail(atom, rows) if atom.kind == "text" else 0
        out += [make(atom.words[:at], "text"), *atoms(atom.words[at:])] if at else [atom]
    return out


def _tail(atom: Atom, rows: Sequence[Sequence[Atom]]) -> int:
    """Index of the first of the numbers at a label's end; 0 where it ends in words."""
    at = len(atom.words)
    for k in range(len(atom.words) - 1, 0, -1):
        word = atom.words[k]
        if word.superscript or not set(word.text) - STAR_SIGNS:
            continue
        if not (is_decimal(word.text) and _aligned(word, rows)):
            break
        at = k
    return at if at < len(atom.words) else 0


def _aligned(word: Word, rows: Sequence[Sequence[Atom]]) -> bool:
    return any(a.kind == "number" and a.x0 < word.box.x1 and a.x1 > word.box.x0 for row in rows for a in row)


def _with_label_column(cols: list[Column], body: Sequence[Sequence[Atom]]) -> list[Column]:
    """Columns with one for labels at the left, also where a leading column holds the numbers 1, 2, 3 of the rows."""
    if not cols[0].numeric:
        return cols
    left = [a for row in body for a in row if a.kind == "text" and a.centre < cols[0].x0]
    if left:
        return [Column(min(a.x0 for a in left), cols[0].x0 - 1, numeric=False, atoms=[(0, a) for a in left]), *cols]
    return cols


def _with_empty_columns(cols: list[Column], header: Sequence[Row]) -> list[Column]:
    """Columns with those that have a heading and no number: the last variable of a triangle."""
    out = list(cols)
    edge = max(c.x1 for c in cols)
    for k, row in enumerate(header):
        found = _header_atoms(row, cols)
        under = [w for lower in header[k + 1 :] for w in lower.words]
        for atom in found:
            size = atom.words[0].size
            if len(atom.words) > 3 or spanned(out, atom):
                continue
            over = not any(w.box.x0 < atom.x1 and w.box.x1 > atom.x0 for w in under)
            if under and over and atom.x0 < edge:
                continue  # it spans the columns around it
            clear = all(atom.x0 > c.x1 + NEAR * size or atom.x1 < c.x0 - NEAR * size for c in out)
            clear = clear or _crowded_out(atom, found, out)
            numeric = [c for c in out if c.numeric]
            labels = max((c.x1 for c in out if not c.numeric and c.x0 < numeric[0].x0), default=numeric[0].x0)
            counts = atom.text.strip(".()").isdigit() and atom.x0 > labels
            if clear and (counts or atom.centre > numeric[0].x0):
                out.append(Column(atom.x0, atom.x1, numeric=True, atoms=[(-1, atom)]))
                out.sort(key=lambda c: c.centre)
    return out


def _with_turned_columns(cols: list[Column], turned: Sequence[Word]) -> list[Column]:
    """Columns with those right of the numbers that have a turned heading alone."""
    edge = max(c.x1 for c in cols)
    out = list(cols)
    beyond: list[Word] = []
    for word in sorted(turned, key=lambda w: w.box.x0):
        if word.box.x0 < edge + NEAR * word.size / 2:
            continue
        if beyond and word.box.x0 - beyond[-1].box.x0 > TURNED_PITCH * word.size:
            out.append(_turned_column(beyond))
            beyond = []
        beyond.append(word)
    return [*out, _turned_column(beyond)] if beyond else out


def _turned_column(words: Sequence[Word]) -> Column:
    x0, x1 = min(w.box.x0 for w in words), max(w.box.x1 for w in words)
    return Column(x0, x1, numeric=True, atoms=[(-1, make(tuple(words), "text"))])


def _crowded_out(atom: Atom, found: Sequence[Atom], cols: Sequence[Column]) -> bool:
    """Whether the number or letter of a column stands beside a column that has its own heading already."""
    if not (atom.text.strip(".()").isdigit() or _capital(atom.words[0])):
        return False
    if any(c.x0 <= atom.centre <= c.x1 for c in cols):
        return False
    near = cols[nearest(cols, atom)]
    return any(other is not atom and near.x0 <= other.centre <= near.x1 for other in found)


def _place(row: Sequence[Atom], cols: Sequence[Column]) -> list[list[Word]]:
    cells: list[list[Word]] = [[] for _ in cols]
    first_number = next((k for k, c in enumerate(cols) if c.numeric and _decimal_column(c)), 0)
    parts = _split_tail(row, [[a for c in cols if c.numeric for _, a in c.atoms]])
    if len(parts) == 1 and parts[0].kind == "text":
        cells[_label_of(row[0], cols)] += row[0].words  # a label's line, or a heading between rows wherever it stands
        return cells
    for atom in parts:
        k = nearest(cols, atom)
        if atom.kind == "text" and cols[k].numeric and atom.x0 < cols[first_number].x0 - 1 and first_number > 0:
            k = max((j for j in range(first_number) if not cols[j].numeric), default=k)
        cells[k] += atom.words
    return cells


def _label_of(atom: Atom, cols: Sequence[Column]) -> int:
    lead = 0
    for k, c in enumerate(cols):
        if c.numeric and _decimal_column(c):
            break
        if not c.numeric and c.x0 - 2 <= atom.x0 <= c.x1 and atom.x1 - atom.x0 < 1.6 * (c.x1 - c.x0):
            lead = k
    return lead


def _decimal_column(column: Column) -> bool:
    return any(is_decimal(w.text) for _, a in column.atoms for w in a.words)


def _stacked(
    placed: list[list[list[Word]]], rows: Sequence[Row], cols: Sequence[Column]
) -> tuple[list[list[list[Word]]], list[Row]]:
    """Rows with a number that has its bracket on the line below ("3.20" over "(0.71)") put together with that line."""
    out: list[list[list[Word]]] = []
    kept: list[Row] = []
    for cells, row in zip(placed, rows, strict=True):
        if out and row.base - kept[-1].base < STACKED * row.size and _opens_bracket_under(out[-1], cells, cols):
            out[-1] = [a + b for a, b in zip(out[-1], cells, strict=True)]
            kept[-1] = row
        else:
            out.append(cells)
            kept.append(row)
    return out, kept


def _opens_bracket_under(above: list[list[Word]], below: list[list[Word]], cols: Sequence[Column]) -> bool:
    """Whether the only number of a line has a bracket right under it."""
    filled = [k for k, c in enumerate(cols) if c.numeric and above[k]]
    if len(filled) != 1 or not below[filled[0]]:
        return False
    return below[filled[0]][0].text.startswith("(") and is_decimal(above[filled[0]][0].text)


def _join_labels(placed: list[list[list[Word]]], rows: Sequence[Row], cols: Sequence[Column]) -> list[list[list[Word]]]:
    """Rows with the lines of a wrapped label joined to the row that has its numbers."""
    bare = [not any(cells[k] for k, c in enumerate(cols) if c.numeric) for cells in placed]
    target = wrapped(rows, placed, bare)
    out: list[list[list[Word]]] = []
    for i, cells in enumerate(placed):
        if i in target:
            continue
        lines = sorted([i, *(j for j, host in target.items() if host == i)])
        out.append([[w for j in lines for w in placed[j][k]] for k in range(len(cells))])
    return out


def _header_atoms(row: Row, cols: Sequence[Column]) -> list[Atom]:
    """A header row's words as headings: apart where the gap is wide, or where each word has a column of its own."""
    out: list[Atom] = []
    for word in row.words:
        last = out[-1].words[-1] if out else None
        joined = last is not None and (word.box.x0 - last.box.x1 < HEADER_GAP * word.size or word.superscript)
        if joined and last is not None and not _own_columns(last, word, cols):
            out[-1] = make((*out[-1].words, word), "text")
        else:
            out.append(make((word,), "text"))
    return out


def _own_columns(last: Word, word: Word, cols: Sequence[Column]) -> bool:
    if word.superscript or (word.text[:1] in "([" and word.text[1:2].isalpha()):
        return False
    if last.text.strip(".()").isdigit() and (word.text.strip(".()").isdigit() or _symbol(word)):
        return True  # two numbers of columns, or a number and the symbol of a statistic
    if _capital(last) and _capital(word):
        return True  # two letters of columns
    short = all(kind_of(w.text) != "text" or len(w.text) <= 2 or w.text.rstrip(".").isdigit() for w in (last, word))
    return short and nearest(cols, make((last,), "text")) != nearest(cols, make((word,), "text"))


def _symbol(word: Word) -> bool:
    return word.text in SYMBOLS


def _capital(word: Word) -> bool:
    return len(word.text) == 1 and word.text.isupper()


def _turned_heads(turned: Sequence[Word], cols: Sequence[Column]) -> list[list[list[Word]]]:
    """A header row of words that run up or down over their columns."""
    cells: list[list[Word]] = [[] for _ in cols]
    for word in turned:
        middle = (word.box.x0 + word.box.x1) / 2
        cells[min(range(len(cols)), key=lambda k: abs(cols[k].centre - middle))].append(word)
    for words in cells:
        words.sort(key=_reading_place)
    return [cells] if turned else []


def _reading_place(word: Word) -> tuple[int, float]:
    """Line by line, then along the line: up from the left, or down from the right."""
    if word.angle == 270:
        return round(word.box.x0 / word.size), -word.box.bottom
    return round(-word.box.x1 / word.size), word.box.top


def _spans(header: Sequence[Row], rules: Sequence[Rule]) -> dict[int, list[Rule]]:
    """For each header row the short rules right below it: what they underline is a heading of all columns over them."""
    if not header:
        return {}
    width = max(r.x1 for r in header) - min(r.x0 for r in header)
    out: dict[int, list[Rule]] = {}
    for i, row in enumerate(header):
        low, high = row.base, row.base + UNDERLINE * row.size
        out[i] = [r for r in rules if low < r.top < high and r.x1 - r.x0 < 0.8 * width]
    return out


def _heads(header: Sequence[Row], cols: Sequence[Column], spans: dict[int, list[Rule]]) -> list[list[list[Word]]]:
    """Header rows: one that spans stands alone and is repeated over its columns, lines of a wrapped one are joined."""
    out: list[list[list[Word]]] = []
    open_row = False
    for i, row in enumerate(header):
        cells: list[list[Word]] = [[] for _ in cols]
        spread = False
        found = _header_atoms(row, cols)
        lines = [r for r in spans.get(i, ()) if sum(r.x0 - 2 <= a.centre <= r.x1 + 2 for a in found) == 1]
        for atom in found:
            over = _over(atom, cols, lines)
            for k in over or [nearest(cols, atom)]:
                cells[k] += atom.words
            spread = spread or len(over) > 1
        if open_row and not spread:
            out[-1] = [a + b for a, b in zip(out[-1], cells, strict=True)]
        else:
            out.append(cells)
        open_row = not spread
    return out


def _over(atom: Atom, cols: Sequence[Column], underlines: Sequence[Rule]) -> list[int]:
    """The columns of numbers that a heading spreads over, by its own width or by the rule under it."""
    for rule in underlines:
        if rule.x0 - 2 <= atom.centre <= rule.x1 + 2:
            under = [k for k, c in enumerate(cols) if c.numeric and rule.x0 - 2 <= c.centre <= rule.x1 + 2]
            if len(under) > 1:
                return under
    over = [k for k in spanned(cols, atom) if cols[k].numeric]
    return over if len(over) > 1 else []


def cell(words: Sequence[Word]) -> Cell:
    """Words as a cell, its stars apart."""
    if not words:
        return Cell("")
    plain: list[str] = []
    stars = ""
    for i, word in enumerate(words):
        if (word.superscript and i and kind_of(words[i - 1].text) != "text") or (
            set(word.text) <= set(SUPERSCRIPT_SIGNS) and plain
        ):
            stars += word.text
        else:
            plain.append(word.text)
    text = _spaced(plain)
    match = STARS.match(text)
    if match and any(c.isdigit() for c in match[1]):
        text, stars = match[1].rstrip(), match[2] + stars
    return Cell(text, tuple(w.box for w in words), stars, tuple(words))


def _spaced(parts: Sequence[str]) -> str:
    """Words with blanks between them, hyphens at line ends and lone signs closed up."""
    text = ""
    for part in parts:
        if text and len(text) <= 1 and text in "-−–" and part[:1] in ".0123456789":
            text += part
        elif text.endswith("-") and len(text) > 1 and part[:1].islower():
            stem = re.split(r"\W", text[:-1])[-1].lower()
            text = (text if stem in KEPT_PREFIXES else text[:-1]) + part
        else:
            text = f"{text} {part}" if text else part
    return text
