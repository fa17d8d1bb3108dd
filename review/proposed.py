"""What the papers themselves tell of a study, proposed to its coder: values with quotes, never codings."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from corpus.decisions import Report, Study
from corpus.document import Document
from corpus.evidence import Characterised, CharacteristicProposal
from corpus.identity import normal, sample_of_group, study_of_group
from corpus.protocol import Protocol
from corpus.store import Store

Proposals = Mapping[str, Sequence[CharacteristicProposal]]
DIRECTION = "what high means"  # beside the protocol's characteristics, whose names have no blanks
LIKELY = 0.5  # more likely right than wrong: good enough to stand in the command that a coder reads before running it
LONGEST_QUOTE = 120  # characters: with its value a line and a half of a terminal


def refresh(store: Store, protocol: Protocol) -> int:
    """Propose anew for every paper whose proposals were made under another protocol; the number of papers."""
    waiting = store.unproposed(protocol.digest)
    if waiting:
        from extractors.characteristics import propose  # its language rules take longer to load than a queue to show

        for kept in waiting:
            document = Document(kept.digest, (), kept.passages, (), parser="kept")
            proposals = [*propose(kept.found, protocol, document=document), *_directions(kept.found)]
            store.propose(kept.digest, protocol.digest, proposals)
    return len(waiting)


def _directions(found: Sequence[Characterised]) -> list[CharacteristicProposal]:
    """What high values of measures mean: no protocol has to ask for it, as every coding of a variable needs it."""
    return [
        CharacteristicProposal(
            DIRECTION, one.value, one.group, one.quote, one.page, one.rule, one.probability, one.variable, one.derived
        )
        for one in found
        if one.name == "direction"
    ]


def of_study(study: Study, reports: Sequence[Report], proposals: Proposals) -> dict[str, list[CharacteristicProposal]]:
    """By characteristic, what the study's reports tell of it, the surest first; of each report its newest file counts.

    What a report says of no study in particular is said of all of them, and is less sure where it has several.
    """
    found: dict[str, list[CharacteristicProposal]] = {}
    for report in reports:
        if report.id not in study.reports:
            continue
        newest = next((proposals[digest] for digest in report.files if digest in proposals), ())
        for one in newest:
            if _is_of(one, study):
                found.setdefault(one.characteristic, []).append(one)
    return {name: sorted(told, key=lambda one: _doubt(one, study)) for name, told in found.items()}


def _is_of(one: CharacteristicProposal, study: Study) -> bool:
    told = study_of_group(one.group)
    return not told or not study.printed or normal(told) == normal(study.printed)


def _doubt(one: CharacteristicProposal, study: Study) -> tuple[bool, bool, float]:
    """What sorts a proposal behind others: told of no study in particular, of a part of it only, or less sure."""
    told = study_of_group(one.group)
    of_all = bool(study.printed) and not told
    of_part = bool(sample_of_group(one.group))
    return of_part, of_all, -one.probability


def as_told(one: CharacteristicProposal) -> str:
    """A proposal in one line: value, group, place and quote."""
    quote = " ".join(one.quote.text.split())
    shown = f"{quote[:LONGEST_QUOTE]}…" if len(quote) > LONGEST_QUOTE else quote
    group = f" ({one.group})" if one.group else ""
    derived = f", from {one.derived}" if one.derived else ""
    return f"proposed: {one.characteristic} = {one.value}{group}{derived}, page {one.page}: “{shown}”"


def prefilled(name: str, proposals: Sequence[CharacteristicProposal]) -> str:
    """`--set name=value` with the likely value, or with dots where the papers tell nothing or several things."""
    likely = [one for one in proposals if one.probability >= LIKELY]
    best = likely[0] if likely else None
    return f"--set {name}={shlex.quote(str(best.value)) if best else '...'}"
