"""The ladder of people: nobody is analysed who was not recruited, and recruited - excluded = analysed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from corpus.evidence import Candidate, Flag, Role, SampleSize
from extractors.checks.stars import Flags

FROM_THE_PAPER = ("study", "paper")  # an n that was linked through the ladder


def ladder(candidates: Sequence[Candidate], samples: Sequence[SampleSize]) -> Flags:
    """`analysed_exceeds_recruited`, `ladder_mismatch`, on the first candidate whose n is the one analysed."""
    flags: Flags = defaultdict(list)
    steps = {role: _one(samples, role) for role in ("recruited", "excluded", "analysed")}
    recruited, excluded, analysed = steps["recruited"], steps["excluded"], steps["analysed"]
    linked = (i for i, c in enumerate(candidates) if c.kind == "correlation" and c.n_source in FROM_THE_PAPER)
    first = next((i for i in linked if candidates[i].n == analysed), None)
    if recruited is None or analysed is None or first is None:
        return flags
    numbers = (("recruited", float(recruited)), ("analysed", float(analysed)))
    if analysed > recruited:
        text = f"{analysed} people were analysed, but only {recruited} recruited."
        flags[first].append(Flag("analysed_exceeds_recruited", "soft", text, numbers))
    elif excluded is not None and recruited - excluded != analysed:
        text = (
            f"{recruited} recruited less {excluded} excluded are {recruited - excluded}, not the {analysed} analysed."
        )
        flags[first].append(Flag("ladder_mismatch", "soft", text, (*numbers, ("excluded", float(excluded)))))
    return flags


def _one(samples: Sequence[SampleSize], role: Role) -> int | None:
    """The one number of people in this role, of no group; None where there are more."""
    sizes = {sample.n for sample in samples if sample.role == role}
    grouped = any(sample.group for sample in samples if sample.role == role)
    return sizes.pop() if len(sizes) == 1 and not grouped else None
