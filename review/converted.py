"""A person accepts a named conversion: the printed statistic becomes a correlation, and what it was stays beside it."""

from __future__ import annotations

from typing import Any

from corpus.errors import InvalidDecision
from corpus.evidence import Candidate
from corpus.store import Store
from corpus.store.codec import plain

Facts = dict[str, Any]
OF_A_CONVERSION = ("conversion", "sign")


def is_conversion(read_as: str, changes: Facts) -> bool:
    """Whether a decision is about a result that must be converted, or asks for a conversion."""
    return read_as == "convertible" or any(name in changes for name in OF_A_CONVERSION)


def as_converted(store: Store, item: str, proposal: Facts, changes: Facts) -> tuple[Facts, Facts]:
    """The reading that the conversion makes, and the other changes; refused without a formula or a sign.

    What is changed later (n, a label) keeps the conversion and the sign that were accepted.
    """
    from extractors.convertible_values import STATISTIC, converted, source_text  # brings numpy

    candidate = _candidate(store, item)
    if "r" in changes:
        raise InvalidDecision(f"{item}: r is computed by the conversion; give --conversion and --sign, not --r.")
    rest = {name: value for name, value in changes.items() if name not in OF_A_CONVERSION}
    name, sign = _chosen(store, item, candidate, changes)
    n = rest.get("n", proposal["n"])
    try:
        found = converted(candidate, name, n=n, sign=sign)
    except InvalidDecision as error:
        raise InvalidDecision(f"{item}: {error}") from None
    made = {
        "r": plain(found.printed),
        "statistic": STATISTIC[name],
        "conversion": name,
        "converted_from": source_text(candidate),
        "assumption": found.assumption,
        "between": [found.low, found.high],
    }
    return proposal | made, rest


def _candidate(store: Store, item: str) -> Candidate:
    scored = None if item.startswith("H") else store.candidate(item).scored
    if scored is None or scored.kind != "convertible":
        raise InvalidDecision(f"{item} is not convertible; --conversion and --sign are for t, F, d, OR and the like.")
    return scored.candidate


def _chosen(store: Store, item: str, candidate: Candidate, changes: Facts) -> tuple[str, str | None]:
    """The formula and the sign: as given now, else as accepted before."""
    from extractors.convertible_values import offered

    name, sign = (changes.get(name) for name in OF_A_CONVERSION)
    word = store.view().words.get(item)
    if word is not None and word.after.get("conversion"):
        before = "-" if word.after["r"]["value"] < 0 else "+"
        name, sign = name or word.after["conversion"], sign or before
    if name is None:
        known = offered(candidate)
        how = f"give --conversion {' or '.join(known)}, or ask or reject it" if known else "ask or reject it"
        raise InvalidDecision(f"{item} is no correlation yet: it needs a named conversion first; {how}.")
    return name, sign


def how_to_convert(item: str, candidate: Candidate) -> str:
    """The command that accepts a conversion, for the queue."""
    from extractors.convertible_values import SIGNED, offered

    known = offered(candidate)
    if not known:
        return f'stook decide {item} reject | ask --note "..."'
    sign = "" if known[0] in SIGNED else " --sign + (or -)"
    return f"stook decide {item} accept --conversion {known[0]}{sign} | reject | ask --note ..."


def told(candidate: Candidate) -> tuple[str, tuple[str, ...]]:
    """What a convertible result is in a few words, and what each formula that fits it assumes."""
    from extractors.convertible_values import STATISTIC, offered, source_text
    from pooling.conversions import formula

    lines = [
        f"by {name}: {formula(name).assumption} ({formula(name).source}); it would count as {STATISTIC[name]}"
        for name in offered(candidate)
    ]
    return (f"no r, but {source_text(candidate)}" if candidate.source else "no r, told as not significant"), tuple(
        lines
    )
