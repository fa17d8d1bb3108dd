"""Papers as JATS XML and as web pages with their truth: one correlation matrix and sentences, in varied markup."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

NAMES = (
    "Age", "Depressive symptoms", "Trait anxiety", "Perceived stress", "Loneliness", "Emotional support",
    "Self-efficacy", "Empowerment", "Help seeking", "Stigma", "Sleep quality", "Job satisfaction", "Work engagement",
    "Burnout", "Rumination", "Mindfulness", "Life satisfaction", "Openness",
)  # fmt: skip
GROUPS = (("Women", "Men"), ("Students", "Teachers"), ("Patients", "Controls"))
LARGEST = 0.55  # keeps a random symmetric matrix of few variables plausible
SMALLEST = 0.10  # stars would not fit smaller ones
ONE, TWO = 0.05, 0.01
CRITICAL = ((2.58, "**"), (1.96, "*"))  # |t| of the two levels, two-sided, large n
FEATURES: dict[str, tuple[str, ...]] = {
    "minus": ("−", "-", "–", "&#8722;", "&#x2212;", "−\u00a0", "−\u2009", "<sup>−</sup>"),
    "stars": ("raised", "plain", "linked", "column"),
    "diagonal": ("—", "1", "", "–", "1.00"),
    "heads": ("numbers", "numbers with dots", "names"),
    "zero": ("", "0"),
    "structure": ("head", "cells only", "spacers", "exchange model"),
    "descriptives": ("none", "M and SD"),
    "groups": ("one", "two side by side", "two below each other"),
    "stacked": ("rows", "one cell a column"),
    "note": ("paragraphs", "footnotes", "last row"),
    "sentence": ("italics", "mathml", "tex", "entity"),
}


@dataclass(frozen=True, slots=True)
class Truth:
    """One correlation as the paper prints it."""

    x: str
    y: str
    r: str
    stars: str = ""
    n: int = 0
    group: str = ""


@dataclass(frozen=True, slots=True)
class MarkupPaper:
    """A paper's bytes, what is true of it, and how it was made."""

    data: bytes
    table: tuple[Truth, ...]
    sentence: tuple[Truth, ...]
    features: dict[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """One sample's coefficients below the diagonal."""

    label: str
    n: int
    r: dict[tuple[int, int], float]


def jats(seed: int, **fixed: str) -> MarkupPaper:
    """A JATS file; the same seed and features make the same bytes."""
    return _paper(seed, "jats", fixed)


def html(seed: int, **fixed: str) -> MarkupPaper:
    """A saved web page."""
    return _paper(seed, "html", fixed)


def _paper(seed: int, language: str, fixed: dict[str, str]) -> MarkupPaper:
    random = Random(f"{language} {seed}")
    chosen = {key: fixed.get(key) or random.choice(values) for key, values in FEATURES.items()}
    _settle(chosen, language, fixed)
    names = random.sample(NAMES, random.randint(4, 7))
    labels = random.choice(GROUPS) if chosen["groups"] != "one" else ("",)
    groups = [_group(random, label, len(names)) for label in labels]
    rows = _matrix(random, names, groups, chosen)
    truth = tuple(
        Truth(names[i], names[j], _printed(r, chosen, "−"), _stars(r, g.n), g.n, g.label)
        for g in groups
        for (i, j), r in g.r.items()
    )
    said = _said(random, names, groups[0], chosen)
    dress = _jats if language == "jats" else _html
    text = dress(names, groups, rows, _sentence(said, chosen), chosen)
    return MarkupPaper(text.encode(), truth, (said,), chosen)


def _settle(chosen: dict[str, str], language: str, fixed: dict[str, str]) -> None:
    """Takes back what does not go together."""
    if chosen["structure"] == "exchange model" and language == "html":
        chosen["structure"] = "head"
    if chosen["groups"] == "two side by side":
        chosen["structure"] = "head" if chosen["structure"] == "exchange model" else chosen["structure"]
        chosen["descriptives"] = "none"
    if chosen["stacked"] == "one cell a column":
        chosen |= {"groups": "one", "stars": "plain", "diagonal": "—", "minus": fixed.get("minus", "−")}
    if language == "html" and chosen["sentence"] == "tex":
        chosen["sentence"] = "italics"
    if chosen["stars"] == "column":
        chosen["structure"] = "head"


def _group(random: Random, label: str, size: int) -> Group:
    n = random.randint(150, 900)
    pairs = [(i, j) for i in range(size) for j in range(i)]
    drawn = {pair: round(random.uniform(SMALLEST, LARGEST) * random.choice((1, 1, -1)), 2) for pair in pairs}
    return Group(label, n, drawn)


def _printed(r: float, chosen: dict[str, str], minus: str) -> str:
    digits = f"{abs(r):.2f}".removeprefix("0")
    return f"{minus if r < 0 else ''}{chosen['zero']}{digits}"


def _stars(r: float, n: int) -> str:
    t = abs(r) * ((n - 2) / (1 - r * r)) ** 0.5
    return next((stars for limit, stars in CRITICAL if t > limit), "")


def _value(r: float, n: int, chosen: dict[str, str]) -> list[str]:
    """A coefficient as one cell, or as two where stars have a column of their own."""
    number, stars = _printed(r, chosen, chosen["minus"]), _stars(r, n)
    dressed = {
        "raised": f"<sup>{stars}</sup>" if stars else "",
        "plain": stars,
        "linked": f'<xref ref-type="table-fn" rid="f{len(stars)}">{stars}</xref>' if stars else "",
        "column": "",
    }[chosen["stars"]]
    return [number + dressed, *([stars] if chosen["stars"] == "column" else [])]


Cell = tuple[str, int, int]  # text, columns, rows


def _matrix(random: Random, names: Sequence[str], groups: Sequence[Group], chosen: dict[str, str]) -> list[list[Cell]]:
    """Rows of cells; the header rows come first, marked by the length of `_heads`."""
    per = 2 if chosen["stars"] == "column" else 1
    described = chosen["descriptives"] != "none"
    rows = [[(f"{i + 1}. {name}", 1, 1)] for i, name in enumerate(names)]
    if described:
        for row in rows:
            row += [(f"{random.uniform(1, 5):.2f}", 1, 1), (f"{random.uniform(0.3, 1.5):.2f}", 1, 1)]
    if chosen["groups"] == "two below each other":
        body: list[list[Cell]] = []
        for group in groups:
            width = 1 + 2 * described + per * len(names)
            body.append([(f"{group.label} (n = {group.n})", width, 1)])
            body += [[*row, *_coefficients(i, len(names), group, chosen)] for i, row in enumerate(rows)]
        return body
    return [
        [*row, *(cell for group in groups for cell in _coefficients(i, len(names), group, chosen))]
        for i, row in enumerate(rows)
    ]


def _coefficients(i: int, size: int, group: Group, chosen: dict[str, str]) -> list[Cell]:
    out: list[str] = []
    blank = [""] if chosen["stars"] != "column" else ["", ""]
    for j in range(size):
        if j < i:
            out += _value(group.r[i, j], group.n, chosen)
        else:
            out += [chosen["diagonal"], *blank[1:]] if i == j else blank
    return [(text, 1, 1) for text in out]


def _heads(names: Sequence[str], groups: Sequence[Group], chosen: dict[str, str]) -> list[list[Cell]]:
    per = 2 if chosen["stars"] == "column" else 1
    shown = {
        "numbers": [str(i + 1) for i in range(len(names))],
        "numbers with dots": [f"{i + 1}." for i in range(len(names))],
        "names": list(names),
    }[chosen["heads"]]
    sides = len(groups) if chosen["groups"] == "two side by side" else 1
    lead: list[Cell] = [("Variable", 1, 2 if sides > 1 else 1)]
    lead += [("<italic>M</italic>", 1, 1), ("<italic>SD</italic>", 1, 1)] if chosen["descriptives"] != "none" else []
    columns: list[Cell] = [(text, per, 1) for _ in range(sides) for text in shown]
    if sides == 1:
        return [[*lead, *columns]]
    spans = [(f"{g.label} (<italic>n</italic> = {g.n})", per * len(names), 1) for g in groups]
    return [[*lead, *spans], columns]


def _said(random: Random, names: Sequence[str], group: Group, chosen: dict[str, str]) -> Truth:
    i, j = random.choice(sorted(group.r))
    r = -abs(group.r[i, j])
    return Truth(names[i], names[j], _printed(r, {**chosen, "zero": ""}, "−"), n=group.n)


def _sentence(said: Truth, chosen: dict[str, str]) -> str:
    digits = said.r.lstrip("−")
    statistic = {
        "italics": f"<italic>r</italic>({said.n - 2}) = −{digits}, <italic>p</italic> &lt; .001",
        "mathml": f"<mml:math><mml:mi>r</mml:mi><mml:mo>(</mml:mo><mml:mn>{said.n - 2}</mml:mn>"
        f"<mml:mo>)</mml:mo><mml:mo>=</mml:mo>"
        f"<mml:mo>−</mml:mo><mml:mn>{digits}</mml:mn></mml:math>, <italic>p</italic> &lt; .001",
        "tex": "<tex-math>\\documentclass{minimal}\\begin{document}$$ r(" + str(said.n - 2) + ") = - " + digits
        + "$$\\end{document}</tex-math>, <italic>p</italic> &lt; .001",
        "entity": f"<italic>r</italic>({said.n - 2}) = &#8722;{digits}, <italic>p</italic> &lt; .001",
    }[chosen["sentence"]]  # fmt: skip
    return f"{said.x} was negatively correlated with {said.y[0].lower()}{said.y[1:]}, {statistic}."


def _grid(head: list[list[Cell]], body: list[list[Cell]], chosen: dict[str, str], width: int) -> str:
    """Rows as the markup of a table."""
    if chosen["stacked"] == "one cell a column":
        columns = max(len(row) for row in body)
        filled = [[*row, *[("", 1, 1)] * (columns - len(row))] for row in body]
        body = [[("<break/>".join(row[c][0] for row in filled), 1, 1) for c in range(columns)]]
    if chosen["structure"] == "exchange model":
        return _exchange(head, body, width)
    spacer = "<td></td>" if chosen["structure"] == "spacers" and len(head) == 1 else ""

    def row(cells: list[Cell], tag: str) -> str:
        made = [_tagged(cell, tag) for cell in cells]
        return f"<tr>{(spacer if all(columns == 1 for _, columns, _ in cells) else '').join(made)}</tr>"

    if chosen["structure"] == "cells only":
        return "".join(row(cells, "td") for cells in head + body)
    over, under = "".join(row(c, "th") for c in head), "".join(row(c, "td") for c in body)
    return f"<thead>{over}</thead><tbody>{under}</tbody>"


def _tagged(cell: Cell, tag: str) -> str:
    text, columns, rows = cell
    across = f' colspan="{columns}"' if columns > 1 else ""
    down = f' rowspan="{rows}"' if rows > 1 else ""
    return f"<{tag}{across}{down}>{text}</{tag}>"


def _exchange(head: list[list[Cell]], body: list[list[Cell]], width: int) -> str:
    """The exchange table model, in which columns have names and spans say from where to where."""

    def row(cells: list[Cell]) -> str:
        out, at = "", 1
        for text, columns, _ in cells:
            span = f' namest="c{at}" nameend="c{at + columns - 1}"' if columns > 1 else f' colname="c{at}"'
            out += f"<entry{span}>{text}</entry>"
            at += columns
        return f"<row>{out}</row>"

    specs = "".join(f'<colspec colname="c{i + 1}"/>' for i in range(width))
    over, under = "".join(map(row, head)), "".join(map(row, body))
    return f'<tgroup cols="{width}">{specs}<thead>{over}</thead><tbody>{under}</tbody></tgroup>'


LEGEND = ("* <italic>p</italic> &lt; .05.", "** <italic>p</italic> &lt; .01.")


def _table(names: Sequence[str], groups: Sequence[Group], body: list[list[Cell]], chosen: dict[str, str]) -> str:
    head = _heads(names, groups, chosen)
    width = sum(columns for _, columns, _ in body[-1])
    grid = _grid(head, body, chosen, width)
    if chosen["note"] == "last row" and chosen["structure"] == "head":
        grid += f'<tfoot><tr><td colspan="{width}">{" ".join(LEGEND)}</td></tr></tfoot>'
    return f"<table>{grid}</table>"


def _caption(groups: Sequence[Group]) -> str:
    total = f" (N = {groups[0].n})" if len(groups) == 1 else ""
    return f"Correlations among the study variables{total}"


def _about(groups: Sequence[Group]) -> str:
    if len(groups) == 1:
        return f"The sample consisted of {groups[0].n} persons who filled in all measures."
    parts = " and ".join(f"{g.n} {g.label.lower()}" for g in groups)
    return f"Participants were {parts} who filled in all measures."


def _jats(
    names: Sequence[str], groups: Sequence[Group], body: list[list[Cell]], sentence: str, chosen: dict[str, str]
) -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in LEGEND)
    notes = "".join(
        f'<fn id="f{i + 1}"><label>{line.split()[0]}</label><p>{line.split(" ", 1)[1]}</p></fn>'
        for i, line in enumerate(LEGEND)
    )
    foot = {
        "paragraphs": paragraphs,
        "footnotes": notes,
        "last row": paragraphs if chosen["structure"] != "head" else "",
    }
    wrap = (
        f'<table-wrap id="T1"><label>Table 1</label><caption><p>{_caption(groups)}</p></caption>'
        f"{_table(names, groups, body, chosen)}<table-wrap-foot>{foot[chosen['note']]}</table-wrap-foot></table-wrap>"
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Archiving and Interchange DTD v1.3 20210610//EN"'
        ' "JATS-archivearticle1-3.dtd">\n'
        '<article xmlns:mml="http://www.w3.org/1998/Math/MathML" xmlns:xlink="http://www.w3.org/1999/xlink">'
        "<front><article-meta><title-group>"
        "<article-title>A synthetic paper</article-title></title-group></article-meta></front>"
        f'<body><sec sec-type="methods"><title>Method</title><p>{_about(groups)}</p></sec>'
        f"<sec><title>Results</title><p>{sentence} All coefficients stand in Table 1.</p>{wrap}</sec></body>"
        "<back><ref-list><title>References</title>"
        "<ref><mixed-citation>Miller found r(88) = .71, p &lt; .001.</mixed-citation>"
        "</ref></ref-list></back></article>"
    )


def _html(
    names: Sequence[str], groups: Sequence[Group], body: list[list[Cell]], sentence: str, chosen: dict[str, str]
) -> str:
    notes = "".join(f"<p>{line}</p>" for line in LEGEND)
    text = (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>A synthetic paper | Journal</title>'
        '<script>var r = ".99";</script></head><body><nav><a href="/">Journal</a></nav><main><h1>A synthetic paper</h1>'
        f"<h2>Method</h2><p>{_about(groups)}</p><h2>Results</h2><p>{sentence} All coefficients stand in Table 1.</p>"
        f"<figure><figcaption><b>Table 1.</b> {_caption(groups)}</figcaption>{_table(names, groups, body, chosen)}"
        f'<div class="table-footnotes">{notes}</div></figure>'
        "<h2>References</h2><ol><li>Miller found r(88) = .71, p &lt; .001.</li></ol></main>"
        "<footer>r = .98</footer></body></html>"
    )
    swaps: tuple[tuple[str, str], ...] = (
        ("<italic>", "<i>"), ("</italic>", "</i>"), ("<break/>", "<br>"), ("mml:", ""), ("</xref>", "</a>"),
        ('<xref ref-type="table-fn" rid="', '<a href="#'),
    )  # fmt: skip
    for old, new in swaps:
        text = text.replace(old, new)
    return text


# ---- what no paper is ---------------------------------------------------------------------------------------------


def laughs() -> bytes:
    """A billion laughs: entities that multiply."""
    levels = "".join(f'<!ENTITY l{i} "{ten}">' for i in range(1, 10) for ten in [f"&l{i - 1};" * 10])
    return f'<?xml version="1.0"?><!DOCTYPE article [<!ENTITY l0 "ha">{levels}]><article>&l9;</article>'.encode()


def outside() -> bytes:
    """An entity that asks for a file of this machine."""
    return b'<!DOCTYPE article [<!ENTITY x SYSTEM "file:///etc/passwd">]><article>&x;</article>'


def hidden_entity() -> bytes:
    """The same in an encoding whose bytes hide the declaration."""
    return ('<?xml version="1.0" encoding="UTF-16"?>' + outside().decode()).encode("utf-16")


def parameter_entity() -> bytes:
    """A parameter entity that would load declarations from elsewhere."""
    return b'<!DOCTYPE article [<!ENTITY % p SYSTEM "http://localhost:9/x.dtd"> %p;]><article><body/></article>'


def deep() -> bytes:
    """Elements inside each other without end."""
    return b"<article><body>" + b"<sec>" * 900 + b"<p>r(98) = .25</p>" + b"</sec>" * 900 + b"</body></article>"


def wide_span() -> bytes:
    """A table whose spans ask for a grid of millions of cells."""
    cells = '<td colspan="999999" rowspan="999999">.25</td>' * 20
    rows = "".join(f"<tr>{cells}</tr>" for _ in range(20))
    return f"<article><body><table-wrap><table>{rows}</table></table-wrap></body></article>".encode()


HOSTILE: tuple[tuple[str, Callable[[], bytes], str], ...] = (
    ("laughs.xml", laughs, "hostile"),
    ("outside.xml", outside, "hostile"),
    ("hidden-entity.xml", hidden_entity, "hostile"),
    ("parameter-entity.xml", parameter_entity, "hostile"),
    ("deep.xml", deep, "limit"),
    ("wide-span.xml", wide_span, "limit"),
)
