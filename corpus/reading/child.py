"""One child process a paper, forked from a preloaded server, with limits; its death is that paper's failure.

The server is a process of its own that has the reader imported and forks once a request (8 ms; a fresh interpreter
needs ten times as long). Documents come back by pickle through a pipe that only our own child can write to. Where
forking or `resource` is missing, a fresh interpreter reads the paper and a watchdog ends it when its time is up.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path
from typing import Any

import corpus
from corpus.document import Box, Cell, Document, Line, Page, Passage, Table, Word
from corpus.errors import LimitExceeded, UnreadablePaper
from corpus.reading.limits import Limits

try:
    import resource
except ImportError:  # pragma: no cover  (Windows; tests block the import in a process of their own)
    resource = None  # type: ignore[assignment]

GRACE = 5.0  # seconds after a child's own alarm before its server is ended as well
START = 30.0  # seconds that a server may take to import the reader
AHEAD = 2  # papers a worker may be ahead of whoever takes the documents
HEADER = struct.Struct("!I")
USUAL = Limits()
VALUES = (Word, Box, Line, Cell, Passage, Table, Page, Document)
SERVE = "from corpus.reading.child import serve; serve({fd})"
ONCE = "from corpus.reading.child import once; once()"


def forking() -> bool:
    """Whether papers are read by forked children with limits of the system."""
    return resource is not None and hasattr(os, "fork") and hasattr(socket, "send_fds")


def read_document(path: Path | str, *, limits: Limits = USUAL) -> Document:
    """Reads one paper in a child process; raises what is wrong with it as an error of `corpus.errors`."""
    with _SHARED_LOCK:
        return _shared().read(Path(path), limits)


def read_many(
    paths: Iterable[Path | str],
    *,
    limits: Limits = USUAL,
    workers: int | None = None,
) -> Iterator[tuple[Path, Document | UnreadablePaper]]:
    """Reads papers side by side and gives each in the order asked for, as a document or as the reason why not."""
    count = workers or max(1, os.cpu_count() or 1)
    servers: deque[Server] = deque(Server() for _ in range(count))
    waiting: deque[tuple[Path, Future[Document | UnreadablePaper]]] = deque()

    def one(path: Path) -> Document | UnreadablePaper:
        server = servers.popleft()  # a deque's ends are safe between threads; never more tasks than servers
        try:
            return server.read(path, limits)
        except UnreadablePaper as error:
            return error
        finally:
            servers.append(server)

    try:
        with ThreadPoolExecutor(count) as pool:
            for path in map(Path, paths):
                waiting.append((path, pool.submit(one, path)))
                if len(waiting) >= AHEAD * count:
                    first, future = waiting.popleft()
                    yield first, future.result()
            for first, future in waiting:
                yield first, future.result()
    finally:
        for server in servers:
            server.close()


class Server:
    """The process that forks children; started when first needed, again when it died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self._owner = os.getpid()

    def read(self, path: Path, limits: Limits) -> Document:
        """One paper through one child."""
        path = path.absolute()
        if not forking():
            return _answer(_spawned(path, limits), path)
        try:
            data, status = self._forked(path, limits)
        except (OSError, EOFError) as error:
            self.close()
            raise LimitExceeded(f"{path.name}: the reading process was lost ({error}); try it again alone.") from error
        if data is None:
            raise _death(path, status, limits)
        return _answer(data, path)

    def close(self) -> None:
        """Ends the server; it holds nothing that could be lost."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        if self._process is not None and self._owner == os.getpid():
            self._process.kill()
            self._process.wait()
        self._process = None

    def _forked(self, path: Path, limits: Limits) -> tuple[bytes | None, int]:
        channel = self._connected()
        reading, writing = os.pipe()
        try:
            channel.settimeout(_patience(limits))
            request = pickle.dumps((str(path), limits))
            socket.send_fds(channel, [HEADER.pack(len(request))], [writing])
            channel.sendall(request)
        finally:
            os.close(writing)
        data = _drained(reading, _patience(limits))
        (status,) = struct.unpack("!i", _received(channel, 4))
        return (data if status == 0 and data else None), status

    def _connected(self) -> socket.socket:
        if self._socket is not None and self._owner == os.getpid() and self._process and self._process.poll() is None:
            return self._socket
        if self._owner != os.getpid():  # we are a fork of the process that started it: leave that server alone
            self._process, self._owner = None, os.getpid()
        self.close()
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  (our own interpreter)
                [sys.executable, "-c", SERVE.format(fd=theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env=_environment(),
                stdin=subprocess.DEVNULL,
            )
        ours.settimeout(START)
        _received(ours, 1)
        self._socket = ours
        return ours


_SHARED_LOCK = threading.Lock()
_SHARED: list[Server] = []


def _shared() -> Server:
    if not _SHARED:
        _SHARED.append(Server())
    return _SHARED[0]


def stop() -> None:
    """Ends the shared server; the next paper starts it again."""
    with _SHARED_LOCK:
        if _SHARED:
            _SHARED.pop().close()


def _environment() -> dict[str, str]:
    root = str(Path(corpus.__file__).resolve().parents[1])
    before = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([root, before] if before else [root])}


def _patience(limits: Limits) -> float:
    """Seconds after which a server is taken for dead: a child that lives too long has ended by its own alarm before."""
    return limits.seconds + limits.ocr_seconds + GRACE


def _drained(reading: int, seconds: float) -> bytes:
    """Everything that a child writes until it ends."""
    import select

    with os.fdopen(reading, "rb", buffering=0) as pipe:
        parts: list[bytes] = []
        while True:
            ready, _, _ = select.select([pipe], [], [], seconds)
            if not ready:
                raise TimeoutError("no answer in time")
            part = pipe.read(1 << 20)
            if not part:
                return b"".join(parts)
            parts.append(part)


def _received(channel: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        part = channel.recv(count - len(data))
        if not part:
            raise EOFError("it ended")
        data += part
    return data


def _answer(data: bytes, path: Path) -> Document:
    """The child's answer: a document, or its error raised here."""
    collecting = gc.isenabled()
    gc.disable()  # thousands of small values at once: collecting between them doubles the time
    try:
        kind, value = pickle.loads(data)  # noqa: S301  (written by our own other side)
    finally:
        if collecting:
            gc.enable()
    if kind == "document":
        document: Document = value
        return document
    code, message = value
    raise _classes().get(code, UnreadablePaper)(message or f"{path.name} cannot be read; download it again.")


def _classes() -> dict[str, type[UnreadablePaper]]:
    return {c.code: c for c in UnreadablePaper.__subclasses__()}


def _death(path: Path, status: int, limits: Limits) -> LimitExceeded:
    """Why a child that gave no answer died, as one line with the remedy."""
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if number == signal.SIGALRM:
        return LimitExceeded(
            f"{path.name} took more than {limits.seconds:g} s; split it or raise the limit of seconds."
        )
    if number == signal.SIGXCPU or (number == signal.SIGKILL and limits.cpu_seconds < limits.seconds):
        return LimitExceeded(
            f"{path.name} took more than {limits.cpu_seconds:g} s of processor time; print it to a new PDF."
        )
    name = signal.Signals(number).name if number else f"exit status {os.waitstatus_to_exitcode(status)}"
    return LimitExceeded(f"{path.name} broke the PDF parser ({name}); print it to a new PDF and add that.")


# ---- in the server and its children -----------------------------------------------------------------------------


def serve(fd: int) -> None:  # pragma: no cover  (runs in a process of its own)
    """Forks one child a request until the other side closes."""
    from corpus.reading import html, jats, reader  # noqa: F401  (imported before the first fork)

    channel = socket.socket(fileno=fd)
    gc.collect()
    gc.freeze()
    channel.sendall(b"+")
    while True:
        header, files, _, _ = socket.recv_fds(channel, HEADER.size, 1)
        if not header:
            os._exit(0)
        request = _received(channel, HEADER.unpack(header)[0])
        child = os.fork()
        if child == 0:
            channel.close()
            _work(files[0], request)
        os.close(files[0])
        _, status = os.waitpid(child, 0)
        channel.sendall(struct.pack("!i", status))


def _work(fd: int, request: bytes) -> None:  # pragma: no cover  (runs in a process of its own)
    path, limits = pickle.loads(request)  # noqa: S301  (written by our own other side)
    _limit(limits)
    data = answer(Path(path), limits)
    with os.fdopen(fd, "wb") as pipe:
        pipe.write(data)
    os._exit(0)


def _limit(limits: Limits) -> None:  # pragma: no cover  (runs in a process of its own)
    assert resource is not None
    seconds = max(1, int(limits.cpu_seconds))
    with contextlib.suppress(ValueError, OSError):  # a lower hard limit of the system stands
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)


def answer(path: Path, limits: Limits) -> bytes:
    """What a child says about a paper: the pickled document or the pickled error."""
    from corpus.reading import formats

    gc.disable()
    try:
        return packed(("document", formats.parse(path, limits=limits)))
    except UnreadablePaper as error:
        return packed(("error", (error.code, str(error))))
    except MemoryError:
        return packed(("error", (LimitExceeded.code, _too_large(path, limits))))
    except Exception as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        return packed(("error", ("damaged", f"{path.name} broke the reader ({reason}); print it to a new PDF.")))


def _too_large(path: Path, limits: Limits) -> str:
    return f"{path.name} needs more than {limits.memory // 2**20} MiB; split it or raise the limit of memory."


def packed(value: Any) -> bytes:
    """A pickle in which our value types are rebuilt by their constructors: a third of the default's time."""
    out = io.BytesIO()
    pickler = pickle.Pickler(out, protocol=5)
    pickler.dispatch_table = {kind: _reducer(kind) for kind in VALUES}
    pickler.dump(value)
    return out.getvalue()


def _reducer(kind: type[Any]) -> Any:
    from operator import attrgetter

    values = attrgetter(*(f.name for f in fields(kind)))
    return lambda value: (kind, values(value))


def once() -> None:  # pragma: no cover  (runs in a process of its own)
    """Reads the request on standard input and answers on standard output: where there is no fork."""
    path, limits = pickle.load(sys.stdin.buffer)  # noqa: S301  (written by our own other side)
    sys.stdout.buffer.write(answer(Path(path), limits))


def _spawned(path: Path, limits: Limits) -> bytes:
    """The answer of a fresh interpreter, which is ended when its time is up."""
    request = pickle.dumps((str(path), limits))
    try:
        done = subprocess.run(  # noqa: S603  (our own interpreter)
            [sys.executable, "-c", ONCE],
            input=request,
            stdout=subprocess.PIPE,
            env=_environment(),
            timeout=limits.seconds + GRACE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        message = f"{path.name} took more than {limits.seconds:g} s; split it or raise the limit of seconds."
        raise LimitExceeded(message) from error
    if done.returncode or not done.stdout:
        raise LimitExceeded(f"{path.name} broke the PDF parser (exit status {done.returncode}); print it to a new PDF.")
    return done.stdout
