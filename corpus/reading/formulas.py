"""Formulas of XML and web pages as text: MathML and the little TeX that stands in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from corpus.reading.runs import Run, name, words_of

RELATIONS = frozenset(
    (
        "=",
        "≠",
        "<",
        ">",
        "≤",
        "≥",
        "≈",
        "≅",
        "∼",
        "~",
        "⩽",
        "⩾",
        "≪",
        "≫",
    )
)
LISTED = frozenset(",;")  # closed up on the left, a blank on the right
# function application, times, separator, plus, blank
INVISIBLE = dict.fromkeys((0x2061, 0x2062, 0x2063, 0x2064, 0x200B), None)
TOKENS = frozenset(("mi", "mn", "mo", "mtext", "ms"))
SCRIPTED = frozenset(("msup", "msubsup", "mmultiscripts"))  # their last child is raised
UNSAID = frozenset(("annotation", "annotation-xml", "mphantom", "maligngroup", "malignmark"))
TEX_WORDS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "Delta": "Δ", "epsilon": "ε", "eta": "η", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "pi": "π", "rho": "ρ", "sigma": "σ", "Sigma": "Σ", "sum": "Σ", "tau": "τ", "phi": "φ",
    "varphi": "φ", "chi": "χ", "omega": "ω", "theta": "θ", "times": "×", "cdot": "·", "pm": "±", "le": " ≤ ",
    "leq": " ≤ ", "leqslant": " ≤ ", "ge": " ≥ ", "geq": " ≥ ", "geqslant": " ≥ ", "lt": " < ", "gt": " > ",
    "ne": " ≠ ", "neq": " ≠ ", "approx": " ≈ ", "sim": " ~ ", "infty": "∞", "ast": "*", "dagger": "†", "ddagger": "‡",
    "quad": " ", "qquad": " ", "enspace": " ", "thinspace": " ", "ldots": "…", "cdots": "…", "minus": "−",
}  # fmt: skip
TEX_BODY = re.compile(r"\\begin\{document\}(?P<body>.*?)\\end\{document\}", re.DOTALL)
TEX = re.compile(
    r"""\\(?P<word>[A-Za-z]+)\s?          # a command; what it only dresses stays: \mathrm{p}
      | \\(?P<blank>[,;:!\ ])             # a blank by a sign
      | \\(?P<sign>[%&$#_{}])             # a sign that TeX would take for its own
      | (?P<script>[\^_])\s*(?:\{(?P<group>[^{}]*)\}|(?P<one>\\[A-Za-z]+|\S))
      | (?P<relation>[=<>])
      | (?P<dropped>[{}$&])
    """,
    re.VERBOSE,
)


def math(element: Any, *, raised: bool = False) -> Iterator[Run]:
    """A MathML element as runs, its superscripts marked, blanks round relations."""
    kind = name(element)
    children = [child for child in element if isinstance(child.tag, str)]
    if kind in TOKENS:
        text = words_of(element).translate(INVISIBLE)
        yield Run(_operator(text.strip()) if kind == "mo" else text, raised=raised)
    elif kind == "mspace":
        yield Run(" ")
    elif kind == "mfenced":
        yield from _fenced(element, children, raised=raised)
    elif kind not in UNSAID:
        if kind in ("msqrt", "mroot"):
            yield Run("√", raised=raised)
        shown = children[:1] if kind in ("semantics", "mroot") else children
        for i, child in enumerate(shown):
            if kind == "mfrac" and i:
                yield Run("/", raised=raised)
            above = kind in SCRIPTED and i > 0 and i == len(shown) - 1
            yield from math(child, raised=raised or above)


def _operator(sign: str) -> str:
    if sign in RELATIONS:
        return f" {sign} "
    return f"{sign} " if sign in LISTED else sign


def _fenced(element: Any, children: list[Any], *, raised: bool) -> Iterator[Run]:
    yield Run(element.get("open", "("), raised=raised)
    for i, child in enumerate(children):
        if i:
            yield Run(element.get("separators", ",")[:1] + " ", raised=raised)
        yield from math(child, raised=raised)
    yield Run(element.get("close", ")"), raised=raised)


def tex(source: str) -> list[Run]:
    """The TeX of a formula as runs; a command that is not known leaves its argument."""
    body = TEX_BODY.search(source)
    text = (body["body"] if body else source).strip().strip("$")
    out: list[Run] = []
    at = 0
    for found in TEX.finditer(text):
        out.append(Run(_unspaced(text[at : found.start()])))
        out.append(_tex(found))
        at = found.end()
    out.append(Run(_unspaced(text[at:])))
    return [run for run in out if run.text]


def _unspaced(text: str) -> str:
    """TeX ignores blanks in formulas, and sets one after a comma."""
    return re.sub(r",(?!\d)", ", ", re.sub(r"\s+", "", text))


def _tex(found: re.Match[str]) -> Run:
    if found["word"]:
        return Run(TEX_WORDS.get(found["word"], ""))
    if found["script"]:
        inner = "".join(run.text for run in tex(found["group"] or found["one"] or ""))
        return Run(inner, raised=found["script"] == "^")
    if found["relation"]:
        return Run(f" {found['relation']} ")
    return Run(found["sign"] or (" " if found["blank"] else ""))
