"""What papers tell of their studies, kept with their running text, and the proposals made of it for the coder."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, update

from corpus.document import Document, Passage
from corpus.evidence import Characterised, CharacteristicProposal
from corpus.store.codec import canonical, decode, encode
from corpus.store.records import TextKept
from corpus.store.schema import characteristics, papers


def keep(connection: Connection, paper: int, document: Document, found: Sequence[Characterised]) -> bool:
    """Keep what was found in this file and its running text; whether that is news. Old proposals are void then."""
    values: dict[str, Any] = {"found": encode(tuple(found)), "passages": _packed(document.passages)}
    here = characteristics.c.paper == paper
    before = connection.execute(select(characteristics).where(here)).first()
    if before is None:
        connection.execute(insert(characteristics).values(paper=paper, **values))
        return True
    if all(before._mapping[name] == value for name, value in values.items()):
        return False
    connection.execute(update(characteristics).where(here).values(**values, protocol="", proposals="[]"))
    return True


def unproposed(connection: Connection, protocol: str) -> list[TextKept]:
    """The files whose proposals were made under another protocol, with what was found in them and their text."""
    query = select(characteristics, papers.c.digest).join(papers, papers.c.id == characteristics.c.paper)
    return [
        TextKept(row.digest, decode(tuple[Characterised, ...], row.found), _unpacked(row.passages))
        for row in connection.execute(query.where(characteristics.c.protocol != protocol).order_by(papers.c.id))
    ]


def text_of(connection: Connection, digest: str) -> tuple[Passage, ...]:
    """The running text of a file without places; nothing where it was not read."""
    query = select(characteristics.c.passages).join(papers, papers.c.id == characteristics.c.paper)
    return _unpacked(connection.execute(query.where(papers.c.digest == digest)).scalar() or b"")


def propose(connection: Connection, digest: str, protocol: str, proposals: Sequence[CharacteristicProposal]) -> None:
    """Keep what is proposed of this file under this protocol."""
    paper = select(papers.c.id).where(papers.c.digest == digest).scalar_subquery()
    values = {"protocol": protocol, "proposals": encode(tuple(proposals))}
    connection.execute(update(characteristics).where(characteristics.c.paper == paper).values(values))


def found_in(connection: Connection) -> dict[str, tuple[Characterised, ...]]:
    """What was found in each file, by its digest."""
    query = select(papers.c.digest, characteristics.c.found).join(papers, papers.c.id == characteristics.c.paper)
    return {row.digest: decode(tuple[Characterised, ...], row.found) for row in connection.execute(query)}


def proposed(connection: Connection, digests: Sequence[str]) -> dict[str, tuple[CharacteristicProposal, ...]]:
    """What is proposed of each of these files, by digest."""
    query = select(papers.c.digest, characteristics.c.proposals).join(papers, papers.c.id == characteristics.c.paper)
    rows = connection.execute(query.where(papers.c.digest.in_(digests), characteristics.c.proposals != "[]"))
    return {row.digest: decode(tuple[CharacteristicProposal, ...], row.proposals) for row in rows}


def _packed(passages: Sequence[Passage]) -> bytes:
    plain = [[passage.text, passage.page, passage.kind, passage.section] for passage in passages]
    return zlib.compress(canonical(plain).encode())


def _unpacked(packed: bytes) -> tuple[Passage, ...]:
    if not packed:
        return ()
    return tuple(
        Passage(text, page, kind, section) for text, page, kind, section in json.loads(zlib.decompress(packed))
    )
