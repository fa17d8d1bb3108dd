"""Before any review: the folder where reviews are kept, papers that were dropped, and what is done meanwhile."""

from __future__ import annotations

import filecmp
import json
import logging
import shutil
import threading
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PureWindowsPath
from typing import BinaryIO

from corpus.errors import StookError, UnknownId
from corpus.protocol import Protocol, read_protocol
from corpus.store import Store
from corpus.store.connections import explained
from review.web.pictures import PictureRoom

RECENT = "recent.json"
MOST_RECENT = 12
PROTOCOL, INBOX, PICTURES = "review.toml", "papers", Path("store") / "pages"
EXAMPLE = "example"
LONGEST_NAME = 120  # characters of a file's name, below what file systems take
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Services:
    """What is done for the start page by whoever started it: reading papers, laying out the example, serving a review.

    `open` gives the address of a review with a link that lets in once. `template` is the text of a protocol.
    """

    read: Callable[[Store, Path], None]
    lay_out: Callable[[Path, Told], None]
    is_laid_out: Callable[[Path], bool]
    begun: Callable[[Store, Protocol], None]
    open: Callable[[Path], str]
    template: str


@dataclass(frozen=True, slots=True)
class Known:
    """A review that can be opened."""

    folder: Path
    title: str


class StartRoom:
    """What the start page works with. One thing at a time is done in each folder, in a thread of its own."""

    def __init__(self, home: Path, services: Services) -> None:
        self.home, self.services = home, services
        self._doing: dict[Path, str] = {}
        self._failed: dict[Path, str] = {}
        self._threads: list[threading.Thread] = []
        self._rooms: dict[Path, PictureRoom] = {}
        self._lock = threading.Lock()
        self._closing = False

    # Folders

    def new_folder(self) -> Path:
        """A new folder for papers, named by the day."""
        day = f"papers-{date.today().isoformat()}"
        with explained(str(self.home)):
            self.home.mkdir(parents=True, exist_ok=True)
            folder = _free(self.home / day)
            folder.mkdir()
        return folder

    def folder(self, name: str) -> Path:
        """The folder of papers with this name; only those right below the home are given out."""
        found = next((folder for folder in self.dropped() if folder.name == name), None)
        if found is None:
            raise UnknownId(f"there are no papers under {name[:80]!r}; drop them on the start page.")
        return found

    def dropped(self) -> list[Path]:
        """The folders of papers that no review was made of, the newest first."""
        below = sorted(self.home.iterdir(), reverse=True) if self.home.is_dir() else []
        return [folder for folder in below if (folder / INBOX).is_dir() and not (folder / PROTOCOL).exists()]

    def keep(self, folder: Path, name: str, source: BinaryIO) -> None:
        """Keep a file under its own name; another one of that name gets a number, the same bytes are kept once."""
        inbox = folder / INBOX
        part = inbox / f".{file_name(name)}.part"
        with explained(str(inbox)):
            inbox.mkdir(parents=True, exist_ok=True)
            try:
                with part.open("wb") as opened:
                    shutil.copyfileobj(source, opened)
                if not any(filecmp.cmp(part, known, shallow=False) for known in papers_in(folder)):
                    part.replace(_free(inbox / file_name(name)))
            finally:
                part.unlink(missing_ok=True)

    def pictures(self, folder: Path) -> PictureRoom:
        """The pictures of the papers in this folder."""
        with self._lock:
            return self._rooms.setdefault(folder, PictureRoom(folder / PICTURES))

    # Work

    def read(self, folder: Path) -> None:
        """Read every paper of the folder that was not read yet, one after the other."""

        def work(told: Told) -> None:
            with Store.create(folder) as store:
                for file in papers_in(folder):
                    if self._closing:
                        return
                    told(f"reading {file.name}")
                    self.services.read(store, file)

        self._start(folder, work)

    def lay_out(self) -> Path:
        """Lay out the example, if it is not there already as it should be; its folder."""
        folder = self.home / EXAMPLE
        if not self.doing(folder) and not self.services.is_laid_out(folder):
            with explained(str(folder)):
                folder.mkdir(parents=True, exist_ok=True)
            self._start(folder, lambda told: self.services.lay_out(folder, told))
        return folder

    def doing(self, folder: Path) -> str:
        """What is done in this folder right now, "" where nothing is."""
        return self._doing.get(folder, "")

    def failed(self, folder: Path) -> str:
        """Why the last work in this folder came to nothing, "" where it did not."""
        return self._failed.get(folder, "")

    def _start(self, folder: Path, work: Callable[[Told], None]) -> None:
        with self._lock:
            if folder in self._doing:
                return
            self._doing[folder] = "starting"
            self._failed.pop(folder, None)
        thread = threading.Thread(target=self._work, args=(folder, work), daemon=True)
        self._threads.append(thread)
        thread.start()

    def _work(self, folder: Path, work: Callable[[Told], None]) -> None:
        def told(what: str) -> None:
            self._doing[folder] = what

        try:
            work(told)
        except StookError as error:
            self._failed[folder] = str(error)
        except Exception:  # a fault of ours must not leave a page that waits for ever
            logging.getLogger("stook").exception("in %s", folder)
            self._failed[folder] = "This is a fault of Stook; the files are kept. Please report it."
        finally:
            del self._doing[folder]

    def close(self) -> None:
        """Stop after the paper that is being read."""
        self._closing = True
        for thread in self._threads:
            thread.join()
        for room in self._rooms.values():
            room.close()

    # Reviews

    def begin(self, folder: Path, text: str, papers: Path | None) -> Path:
        """A new review in this folder with this protocol, made of these papers where they were dropped before."""
        folder = place_of(folder, taking=papers)
        if papers is not None and self.doing(papers):
            raise StookError(f"the papers are still being read ({self.doing(papers)}); try again in a moment.")
        with explained(str(folder)):
            if papers is not None and papers != folder:
                self.pictures(papers).close()
                self._rooms.pop(papers)
                folder.parent.mkdir(parents=True, exist_ok=True)
                if folder.is_dir():
                    folder.rmdir()
                shutil.move(papers, folder)
            (folder / INBOX).mkdir(parents=True, exist_ok=True)
            (folder / PROTOCOL).write_text(text, encoding="utf-8")
        with Store.create(folder) as store:
            self.services.begun(store, read_protocol(folder / PROTOCOL))
        return folder

    def open(self, folder: Path) -> str:
        """The address under which this review is served from now on; it is remembered as the most recent one."""
        read_protocol(folder / PROTOCOL)
        link = self.services.open(folder)
        remember(self.home, folder)
        return link

    def recent(self) -> list[Known]:
        """The reviews that were opened last, then the others below the home."""
        below = (file.parent for file in sorted(self.home.glob(f"*/{PROTOCOL}")))
        folders = dict.fromkeys((*_recent(self.home), *below))
        return [Known(folder, _title(folder)) for folder in folders if (folder / PROTOCOL).is_file()]


def _free(wanted: Path) -> Path:
    """This place, or the next with a number where something stands there."""
    target, number = wanted, 2
    while target.exists():
        target = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
        number += 1
    return target


def papers_in(folder: Path) -> list[Path]:
    """The files that were dropped, by name."""
    inbox = folder / INBOX
    files = inbox.iterdir() if inbox.is_dir() else iter(())
    return sorted(file for file in files if file.is_file() and not file.name.startswith("."))


def place_of(folder: Path, *, taking: Path | None = None) -> Path:
    """A folder in which a review may begin: new, empty, or with nothing but papers; these may stand in it already."""
    folder = folder.expanduser()
    if not folder.is_absolute():
        raise StookError(f"{str(folder)!r} is no whole path; write it from the root, like {Path.home() / 'my-review'}.")
    if (folder / PROTOCOL).exists():
        raise StookError(f"{folder} holds a review already; open it, or choose another folder.")
    with explained(str(folder)):
        full = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
        if full and (taking != folder if taking is not None else not (folder / INBOX).is_dir()):
            raise StookError(f"{folder} is not empty; choose a new folder.")
    return folder


def file_name(name: str) -> str:
    """The name of an uploaded file without folders and without what file systems refuse."""
    plain = unicodedata.normalize("NFC", PureWindowsPath(name).name)
    plain = "".join(letter for letter in plain if letter.isprintable() and letter not in '<>:"/\\|?*').strip(" .")
    return plain[-LONGEST_NAME:] or "paper.pdf"


def remember(home: Path, folder: Path) -> None:
    """Keep this review as the one that was opened last; a home that is not there yet is not made for it."""
    if not home.is_dir():
        return
    folders = dict.fromkeys((folder.resolve(), *_recent(home)))
    with suppress(OSError):  # a list of conveniences is no reason to refuse a review
        (home / RECENT).write_text(json.dumps([str(known) for known in [*folders][:MOST_RECENT]]), encoding="utf-8")


def _recent(home: Path) -> Iterable[Path]:
    try:
        return [Path(str(text)) for text in json.loads((home / RECENT).read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        return []


def _title(folder: Path) -> str:
    try:
        return read_protocol(folder / PROTOCOL).review.title
    except StookError:
        return "its protocol cannot be read"
