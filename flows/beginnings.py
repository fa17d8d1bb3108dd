"""What the start page asks for: papers read one by one, the example, a protocol's template."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from corpus.protocol import Protocol, read_protocol
from corpus.store import Store
from flows.demonstrate import MARK, lay_out, recorded, remember
from flows.ingest import inbox, ingest, process_map, propose_to_coders

TEMPLATE = Path(__file__).parent / "commands" / "review_template.toml"


def read(store: Store, file: Path) -> None:
    """Read one paper into the store; one that cannot be read is kept there with its reason."""
    ingest(store, [file], each=process_map(1))


def begun(store: Store, protocol: Protocol) -> None:
    """After a review has begun with papers that were read before: what they tell under its protocol."""
    propose_to_coders(store, protocol)


def is_laid_out(folder: Path) -> bool:
    """Whether the example stands in this folder, with whatever was decided there since: it is not read again."""
    return (folder / MARK).is_file()


def lay_out_example(folder: Path, told: Callable[[str], None]) -> None:
    """The example's papers read, its recorded decisions applied and pooled, as `stook demo` does it."""
    from flows.repool import repool
    from review.recorded import apply_recorded

    lay_out(folder)
    protocol = read_protocol(folder / "review.toml")
    papers = inbox(folder / "papers")
    with Store.create(folder) as store:
        for index, paper in enumerate(papers, 1):
            told(f"reading paper {index} of {len(papers)}")
            read(store, paper)
        propose_to_coders(store, protocol)
        told("applying its decisions")
        apply_recorded(store, recorded(), protocol)
        told("pooling")
        repool(store, folder)
        remember(folder, store.generation())
