"""Every error a person can meet. Its message is one line that names the value and the remedy."""


class StookError(Exception):
    """Root of all errors that Stook raises on purpose; `code` is stable and machine-readable."""

    code = "error"


class UnreadablePaper(StookError):
    """A file that cannot be turned into a document; stored on the paper with its reason."""

    code = "unreadable"


class MissingFile(UnreadablePaper):
    """There is no such file."""

    code = "missing"


class EmptyFile(UnreadablePaper):
    """The file has no bytes."""

    code = "empty"


class NotAPaper(UnreadablePaper):
    """The bytes are not those of a format that Stook reads."""

    code = "not_a_pdf"


class HostilePaper(UnreadablePaper):
    """XML that declares entities, as an attack does and no paper needs."""

    code = "hostile"


class EncryptedPaper(UnreadablePaper):
    """The file asks for a password."""

    code = "encrypted"


class DamagedPaper(UnreadablePaper):
    """The file is truncated or broken beyond what the parser repairs."""

    code = "damaged"


class NoText(UnreadablePaper):
    """No page has a text layer: pictures only."""

    code = "no_text"


class LimitExceeded(UnreadablePaper):
    """Reading broke a limit on time, memory, pages or characters, or the parser died."""

    code = "limit"


class BrokenRule(UnreadablePaper):
    """A rule of ours fails on this paper, which is none of its faults."""

    code = "internal"


class InvalidProtocol(StookError):
    """The protocol file has a key, a value or a reference that cannot be used."""

    code = "protocol"


class UnreadableSheet(StookError):
    """A sheet of effects that is not there, no text, or holds a cell or a column that cannot be used."""

    code = "sheet"


class UnknownId(StookError):
    """No candidate, reading, report, study or sample bears this id."""

    code = "unknown_id"


class InvalidDecision(StookError):
    """A decision that contradicts itself, the evidence or the protocol."""

    code = "decision"


class StoreUnavailable(StookError):
    """The store is locked, full, read-only or not there."""

    code = "store"


class BrokenAudit(StookError):
    """The chain of decisions does not hold together."""

    code = "audit"


class NothingToPool(StookError):
    """A question has no verified effect yet."""

    code = "nothing_to_pool"
