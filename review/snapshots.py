"""Versions of the protocol under which codings were made, kept so that a later one can be compared with them."""

from __future__ import annotations

from corpus.protocol import Protocol
from corpus.store import Store

SNAPSHOT = "protocol:"  # and the digest


def keep_protocol(store: Store, protocol: Protocol) -> None:
    """Keep this version under its digest."""
    key = SNAPSHOT + protocol.digest
    if not store.get(key):
        store.put(key, protocol.model_dump_json())


def kept_protocol(store: Store, digest: str) -> Protocol | None:
    """The version with this digest, if a coding was made under it."""
    kept = store.get(SNAPSHOT + digest)
    return Protocol.model_validate_json(kept) if kept else None
