"""What a file says about each candidate: matched to what is stored, written only where it differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from corpus.evidence import Candidate, Scored
from corpus.identity import DASHES, make_id, normal, normal_pair, number_of
from corpus.store import forms
from corpus.store.codec import decode, encode, storable, storables
from corpus.store.matching import match_other_file, match_same_file
from corpus.store.meta import seq
from corpus.store.records import CandidateRow, Stored, StoredCandidate
from corpus.store.schema import candidates, events, papers, sightings

Facts = dict[str, Any]


def facts(candidate: Candidate) -> Facts:
    """The printed facts that a person decides on: where they differ, a decision has to be looked at again."""
    return {
        "r": candidate.r.text,
        "n": candidate.n,
        "x": candidate.x,
        "y": candidate.y,
        "statistic": candidate.statistic,
        "group": candidate.group,
    }


def is_same(name: str, before: Any, now: Any) -> bool:
    """Whether a fact is the same whichever glyphs print it: a minus or a hyphen, 0.31 or .31, CES-D or ces–d."""
    if not isinstance(before, str) or not isinstance(now, str):
        return bool(before == now)
    if name == "r":
        return _digits(before) == _digits(now)
    return normal(before) == normal(now)


def differ(before: Facts, now: Facts) -> bool:
    """Whether two readings of a result differ in a fact; which variable is named first is none."""
    turned = {**now, "x": now["y"], "y": now["x"]}
    return not any(all(is_same(name, before.get(name), one[name]) for name in now) for one in (now, turned))


def _digits(text: str) -> str:
    sign, digits = ("-", text.translate(DASHES)[1:]) if text.translate(DASHES)[:1] == "-" else ("", text)
    return sign + digits.strip().replace(",", ".").removeprefix("0")


def write(connection: Connection, paper: int, report: int, scored: Sequence[Scored]) -> tuple[Stored, bool]:
    """Store what this reading of the file found: what that changed, and whether a row was written."""
    known = _known(connection, paper, report)
    ids = _matched(connection, known, paper, [item.candidate for item in scored])
    new = [index for index in range(len(scored)) if index not in ids]
    ids |= dict(zip(new, _mint(connection, report, len(new)), strict=True))
    mine = {row.candidate: row for row in known if row.paper == paper}
    like = {row.candidate: row for row in known if row.paper != paper} | mine
    newest, changed, written = seq(connection), 0, False
    for position, item in enumerate(scored):
        before = mine.get(ids[position])
        if before and differ(facts(decode(Scored, before.content).candidate), facts(item.candidate)):
            changed += 1
        since = _since(like.get(ids[position]), item, newest)
        written |= _write_one(connection, before, _row(ids[position], paper, position, item, since))
    seen = set(ids.values())
    gone = [row.candidate for row in known if row.paper == paper and row.candidate not in seen and not row.vanished]
    if gone:
        here = (sightings.c.paper == paper) & sightings.c.candidate.in_(gone)
        connection.execute(update(sightings).where(here).values(vanished=True))
    stored = Stored(
        report=make_id("R", report),
        new=len(new),
        kept=len(scored) - len(new),
        vanished=len(gone),
        changed=changed,
        ids=tuple(make_id("C", ids[position]) for position in range(len(scored))),
        gone=tuple(make_id("C", number) for number in sorted(gone)),
    )
    return stored, written or bool(gone)


def _since(before: Row[Any] | None, item: Scored, newest: int) -> int:
    """When a candidate became what it is: a result with this value of this pair and kind is no news."""
    found = item.candidate
    if before is None or (before.kind, before.statistic) != (item.kind, found.statistic):
        return newest
    pair = normal_pair(storable(found.x), storable(found.y))
    is_same = before.printed == storable(found.r.text) and normal_pair(before.x, before.y) == pair
    return int(before.since) if is_same else newest


def _known(connection: Connection, paper: int, report: int) -> list[Row[Any]]:
    of_report = select(candidates.c.id).where(candidates.c.report == report)
    where = (sightings.c.paper == paper) | sightings.c.candidate.in_(of_report)
    return list(connection.execute(select(sightings).where(where).order_by(sightings.c.paper, sightings.c.position)))


def _matched(
    connection: Connection, known: Sequence[Row[Any]], paper: int, found: Sequence[Candidate]
) -> dict[int, int]:
    mine = [(row.candidate, decode(Scored, row.content).candidate) for row in known if row.paper == paper]
    matches = match_same_file(mine, found, decided=_decided(connection, mine))
    taken = set(matches.values())
    others = {
        row.candidate: decode(Scored, row.content).candidate
        for row in known
        if row.paper != paper and row.candidate not in taken
    }
    left = [index for index in range(len(found)) if index not in matches]
    elsewhere = match_other_file(list(others.items()), [found[index] for index in left])
    return matches | {left[index]: number for index, number in elsewhere.items()}


def _decided(connection: Connection, known: Sequence[tuple[int, Candidate]]) -> set[int]:
    """Those of the candidates on which somebody decided."""
    ids = {make_id("C", number): number for number, _ in known}
    query = select(events.c.item).where(events.c.item.in_(ids), events.c.subject == "reading").distinct()
    return {ids[item] for item in connection.execute(query).scalars()}


def _mint(connection: Connection, report: int, count: int) -> list[int]:
    minted = []
    for _ in range(count):
        key = connection.execute(insert(candidates).values(report=report)).inserted_primary_key
        assert key is not None
        minted.append(int(key[0]))
    return minted


def _row(number: int, paper: int, position: int, item: Scored, since: int) -> dict[str, Any]:
    candidate = item.candidate
    row = {
        "candidate": number,
        "paper": paper,
        "position": position,
        "page": candidate.page,
        "printed": candidate.r.text,
        "kind": item.kind,
        "statistic": candidate.statistic,
        "x": candidate.x,
        "y": candidate.y,
        "group": candidate.group,
        "n": candidate.n,
        "probability": item.probability,
        "vanished": False,
        "content": encode(item),
        "place": candidate.table,
        "since": since,
    }
    return storables(row)


def _write_one(connection: Connection, before: Row[Any] | None, row: Mapping[str, Any]) -> bool:
    if before is not None and dict(before._mapping) == row:
        return False
    if before is None:
        connection.execute(insert(sightings).values(row))
    else:
        here = (sightings.c.candidate == row["candidate"]) & (sightings.c.paper == row["paper"])
        connection.execute(update(sightings).where(here).values(row))
    return True


def rescore(connection: Connection, scored: Mapping[str, Scored]) -> None:
    """Another probability for candidates, wherever they were seen."""
    for item, new in scored.items():
        here = sightings.c.candidate == number_of(item, "C")
        for row in connection.execute(select(sightings).where(here)).all():
            content = replace(decode(Scored, row.content), probability=new.probability, raw=new.raw)
            values = {"probability": new.probability, "content": encode(content)}
            connection.execute(update(sightings).where(here & (sightings.c.paper == row.paper)).values(values))


def _seen(connection: Connection, *, content: bool, ids: Sequence[int] | None = None) -> list[Row[Any]]:
    """Sightings with their candidate's report and their file's digest and parser."""
    columns = [column for column in sightings.c if content or column.name != "content"]
    query = (
        select(*columns, candidates.c.report, papers.c.digest, papers.c.parser)
        .join(candidates, candidates.c.id == sightings.c.candidate)
        .join(papers, papers.c.id == sightings.c.paper)
    )
    return list(connection.execute(query if ids is None else query.where(sightings.c.candidate.in_(ids))))


def _in_order(found: Mapping[int, list[Row[Any]]]) -> list[list[Row[Any]]]:
    """The candidates' sightings in the order of the pages, the vanished ones of a report last."""

    def place(seen: list[Row[Any]]) -> tuple[int, ...]:
        row = forms.place_of(seen)
        return row.report, row.vanished, row.page, row.position, row.candidate

    return sorted(found.values(), key=place)


def rows(connection: Connection) -> list[CandidateRow]:
    """Every candidate, without its quotes, in the order of the page."""
    everything = _seen(connection, content=False)
    tables = forms.exact_tables(everything)
    found = []
    for seen in _in_order(forms.by_candidate(everything)):
        row, place = seen[0], forms.place_of(seen)
        found.append(
            CandidateRow(
                id=make_id("C", row.candidate),
                report=make_id("R", row.report),
                digest=place.digest,
                page=place.page,
                printed=row.printed,
                kind=row.kind,
                statistic=row.statistic,
                x=row.x,
                y=row.y,
                group=row.group,
                n=row.n,
                probability=row.probability,
                vanished=bool(row.vanished),
                since=row.since,
                superseded=bool(tables) and forms.is_superseded(seen, tables),
            )
        )
    return found


def whole(connection: Connection, ids: Sequence[int]) -> list[StoredCandidate]:
    """These candidates with everything that is known of them, in the order of the page."""
    everything = _seen(connection, content=True, ids=ids)
    tables = _exact_tables(connection, {row.report for row in everything})
    return [
        StoredCandidate(
            id=make_id("C", seen[0].candidate),
            report=make_id("R", seen[0].report),
            digest=forms.place_of(seen).digest,
            scored=forms.together(seen),
            vanished=bool(seen[0].vanished),
            superseded=bool(tables) and forms.is_superseded(seen, tables),
        )
        for seen in _in_order(forms.by_candidate(everything))
    ]


def _exact_tables(connection: Connection, reports: Set[int]) -> set[tuple[int, str]]:
    """The tables of these reports whose cells a marked-up file gives."""
    files = connection.execute(select(papers.c.id, papers.c.parser).where(papers.c.report.in_(reports)))
    if not (exact := [file.id for file in files if forms.is_markup(file.parser)]):
        return set()
    query = (
        select(candidates.c.report, sightings.c.place, sightings.c.vanished, papers.c.parser)
        .join(candidates, candidates.c.id == sightings.c.candidate)
        .join(papers, papers.c.id == sightings.c.paper)
        .where(sightings.c.paper.in_(exact))
    )
    return forms.exact_tables(connection.execute(query))


def range_known(connection: Connection) -> tuple[int, int]:
    """The lowest and the highest number of a candidate; zeros where there is none."""
    low, high = connection.execute(select(func.min(candidates.c.id), func.max(candidates.c.id))).one()
    return (low or 0, high or 0)
