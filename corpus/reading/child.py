"""One child process a paper, forked from a preloaded server, with limits; its death is that paper's failure.

The server is a process of its own that has the reader imported and forks once a request (8 ms; a fresh interpreter
needs ten times as long). Documents come back by pickle through a pipe that only our own child can write to. Where
forking or `resource` is missing, a fresh interpreter reads the paper and a watchdog ends it when its time is up.
"""

from __future__ import annotations

import contextlib
import gc
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
from importlib import import_module
from pathlib import Path
from typing import Any

import corpus
from corpus.document import Document
from corpus.errors import BrokenRule, DamagedPaper, LimitExceeded, StookError, UnreadablePaper
from corpus.reading.limits import Limits
from corpus.reading.packing import packed, unpacked

try:
    import resource
except ImportError:  # pragma: no cover  (Windows; tests block the import in a process of their own)
    resource = None  # type: ignore[assignment]

GRACE = 5.0  # seconds after a child's own alarm before its server is ended as well
START = 30.0  # seconds that a server may take to import the reader
AHEAD = 2  # papers a worker may be ahead of whoever takes the documents
EXAMPLE = "Results. Age was related to hope in our sample (N = 100), r(98) = .25, p < .05."
MOST_OF_A_REASON = 200  # characters
HEADER = struct.Struct("!I")
USUAL = Limits()
SERVE = "from corpus.reading.child import serve; serve({fd})"
ONCE = "from corpus.reading.child import once; once()"


def forking() -> bool:
    """Whether papers are read by forked children with limits of the system."""
    return resource is not None and hasattr(os, "fork") and hasattr(socket, "send_fds")


def read_document(path: Path | str, *, limits: Limits = USUAL) -> Document:
    """Reads one paper in a child process; raises what is wrong with it as an error of `corpus.errors`."""
    with _SHARED_LOCK:
        return _shared().read(Path(path), limits)


def read_document_then(path: Path | str, then: str, *, limits: Limits = USUAL) -> tuple[Document, Any]:
    """Reads one paper and calls a function on its document, both in one child under the same limits.

    `then` names a function at the top of a module, as "module:function"; what it returns is pickled. A rule that takes
    for ever on one odd paper, or dies of it, is that paper's failure like any other.
    """
    with _SHARED_LOCK:
        document, result = _shared().answer(Path(path), limits, then)
    return document, result


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
        document: Document = self.answer(path, limits, "")
        return document

    def answer(self, path: Path, limits: Limits, then: str) -> Any:
        """What a child says: the document or, with a function to call on it, the document and what that returned."""
        path = path.absolute()
        if not forking():
            return _answer(_spawned(path, limits, then), path)
        try:
            data, status = self._forked(path, limits, then)
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

    def _forked(self, path: Path, limits: Limits, then: str) -> tuple[bytes | None, int]:
        channel = self._connected()
        reading, writing = os.pipe()
        try:
            channel.settimeout(_patience(limits))
            request = pickle.dumps((str(path), limits, then))
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


def _answer(data: bytes, path: Path) -> Any:
    """The child's answer, or its error raised here."""
    kind, value = unpacked(data)
    if kind == "found":
        return value
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
    known = {""}
    while True:
        header, files, _, _ = socket.recv_fds(channel, HEADER.size, 1)
        if not header:
            os._exit(0)
        path, limits, then = pickle.loads(_received(channel, HEADER.unpack(header)[0]))  # noqa: S301  (our own side)
        if then not in known:
            _warm(then)
            known.add(then)
        child = os.fork()
        if child == 0:
            channel.close()
            _work(files[0], Path(path), limits, then)
        os.close(files[0])
        _, status = os.waitpid(child, 0)
        channel.sendall(struct.pack("!i", status))


def _warm(then: str) -> None:  # pragma: no cover  (runs in a process of its own)
    """Calls a function on a line of text, so that what it imports and loads is there for every child."""
    from corpus.reading import plain

    with contextlib.suppress(Exception):  # the child fails in the same way, and says so
        _function(then)(plain.from_text(EXAMPLE))
    gc.collect()
    gc.freeze()


def _work(fd: int, path: Path, limits: Limits, then: str) -> None:  # pragma: no cover  (a process of its own)
    _limit(limits)
    data = answer(path, limits, then)
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


def answer(path: Path, limits: Limits, then: str = "") -> bytes:
    """What a child says about a paper: the pickled document, with what a function made of it, or the pickled error."""
    gc.disable()
    try:
        document = _parsed(path, limits)
        return packed(("found", (document, _made(document, path, then)) if then else document))
    except StookError as error:
        return packed(("error", (error.code, str(error))))
    except MemoryError:
        return packed(("error", (LimitExceeded.code, _too_large(path, limits))))


def _parsed(path: Path, limits: Limits) -> Document:
    from corpus.reading import formats

    try:
        return formats.parse(path, limits=limits)
    except (StookError, MemoryError):
        raise
    except Exception as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:MOST_OF_A_REASON]
        raise DamagedPaper(f"{path.name} broke the reader ({reason}); print it to a new PDF.") from error


def _made(document: Document, path: Path, then: str) -> Any:
    try:
        return _function(then)(document)
    except (StookError, MemoryError):
        raise
    except Exception as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:MOST_OF_A_REASON]
        raise BrokenRule(f"{path.name}: {reason}. Please report it.") from error


def _function(then: str) -> Any:
    module, _, name = then.partition(":")
    return getattr(import_module(module), name)


def _too_large(path: Path, limits: Limits) -> str:
    return f"{path.name} needs more than {limits.memory // 2**20} MiB; split it or raise the limit of memory."


def once() -> None:  # pragma: no cover  (runs in a process of its own)
    """Reads the request on standard input and answers on standard output: where there is no fork."""
    path, limits, then = pickle.load(sys.stdin.buffer)  # noqa: S301  (written by our own other side)
    sys.stdout.buffer.write(answer(Path(path), limits, then))


def _spawned(path: Path, limits: Limits, then: str) -> bytes:
    """The answer of a fresh interpreter, which is ended when its time is up."""
    request = pickle.dumps((str(path), limits, then))
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
