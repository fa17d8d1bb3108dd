import os
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.decisions import Decision
from corpus.errors import MissingFile, StoreUnavailable, UnknownId
from corpus.store import Store, backup, restore
from corpus.store.files import are_copies
from tests.store.evidence import candidate, digest, document, sample, scored

pytestmark = pytest.mark.usefixtures("dialect")


def test_a_new_store_can_be_opened_again(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store:
        store.put("protocol", "abc")
    with Store.open(tmp_path) as store:
        assert store.get("protocol") == "abc"
        assert store.get("nothing") == ""


def test_creating_a_store_that_is_there_keeps_it(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store:
        store.put("a", "1")
        store.put("a", "2")
    with Store.create(tmp_path) as store:
        assert store.get("a") == "2"


def test_a_store_that_is_not_there_names_its_place_and_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match=r"stook\.db is not there; run `stook init`"):
        Store.open(tmp_path / "nowhere")


def test_a_folder_with_blanks_and_umlauts_holds_a_store(tmp_path: Path) -> None:
    with Store.create(tmp_path / "Übersicht 2026 %20?") as store:
        store.put("a", "1")
    with Store.open(tmp_path / "Übersicht 2026 %20?") as store:
        assert store.get("a") == "1"


def test_a_file_is_kept_by_its_digest(tmp_path: Path) -> None:
    paper = tmp_path / "berg2019.pdf"
    paper.write_bytes(b"a paper")
    with Store.create(tmp_path) as store:
        added = store.add_file(paper)
        assert added.new
        assert added.name == "berg2019.pdf"
        kept = store.path_of(added.digest)
        assert kept.read_bytes() == b"a paper"
        assert kept.relative_to(tmp_path / "store" / "files").parts == (added.digest[:2], added.digest)
        assert store.papers()[0].state == "added"


def test_the_same_bytes_under_another_name_change_nothing(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(b"a paper")
    with Store.create(tmp_path) as store:
        first = store.add_file(tmp_path / "a.pdf")
        before = store.papers(), store.generation()
        second = store.add_file(tmp_path / "b.pdf")
        assert (second.digest, second.name, second.new) == (first.digest, "a.pdf", False)
        assert (store.papers(), store.generation()) == before


@pytest.mark.parametrize("name", ["missing.pdf", "."])
def test_what_is_no_file_is_refused_by_name(tmp_path: Path, name: str) -> None:
    with Store.in_memory() as store, pytest.raises(MissingFile, match="is not a file; check its name"):
        store.add_file(tmp_path / name)


def test_a_store_in_memory_keeps_no_files(tmp_path: Path) -> None:
    paper = tmp_path / "a.pdf"
    paper.write_bytes(b"a paper")
    with Store.in_memory() as store:
        added = store.add_file(paper)
        assert added.new
        with pytest.raises(StoreUnavailable, match="keeps no files"):
            store.path_of(added.digest)


def test_a_failure_is_kept_with_its_reason() -> None:
    with Store.in_memory() as store:
        store.add_failure(digest("x"), "x.pdf", "encrypted", "x.pdf asks for a password; remove it.", rules="1")
        (paper,) = store.papers()
        assert (paper.state, paper.code, paper.message) == (
            "failed",
            "encrypted",
            "x.pdf asks for a password; remove it.",
        )
        assert not store.needs_reading(digest("x"), "1")
        assert store.needs_reading(digest("x"), "2")


def test_the_same_failure_again_changes_nothing() -> None:
    with Store.in_memory() as store:
        for _ in range(2):
            store.add_failure(None, "x.pdf", "missing", "x.pdf is not there.")
        assert store.generation() == 1
        assert [paper.digest for paper in store.papers()] == [""]


def test_a_missing_file_that_comes_is_no_failure_any_more(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"a paper")
    with Store.in_memory() as store:
        store.add_failure(None, "x.pdf", "missing", "x.pdf is not there.")
        store.add_file(tmp_path / "x.pdf")
        assert [paper.state for paper in store.papers()] == ["added"]


def test_a_paper_that_cannot_be_read_is_a_report_all_the_same() -> None:
    with Store.in_memory() as store:
        store.add_failure(digest("scan"), "berg2019.pdf", "no_text", "berg2019.pdf has pictures only.")
        store.add_failure(digest("empty"), "empty.pdf", "empty", "empty.pdf is empty.")
        (report,) = store.codings().reports
        assert (report.id, report.name, report.files) == ("R1", "berg2019", (digest("scan"),))
        assert [study.label for study in store.codings().studies] == ["Berg 2019"]


WHOLE = b"%PDF-1.7 " + bytes(range(256)) * 8
IDS = b"/ID [<" + b"ab12" * 8 + b"> <" + b"%s" * 8 + b">]"


@pytest.mark.parametrize(
    ("broken", "better", "same"),
    [
        (WHOLE[:900], WHOLE, True),
        (WHOLE[:100], WHOLE, False),
        (b"%PDF-1.7 locked " + IDS % ((b"cd34",) * 8), b"%PDF-1.7 open " + IDS % ((b"ef56",) * 8), True),
        (b"%PDF-1.4 a scan" * 90, WHOLE, False),
    ],
)
@pytest.mark.parametrize("broken_first", [True, False])
def test_a_better_copy_of_what_could_not_be_read_is_known_by_its_bytes_and_never_by_its_name(
    tmp_path: Path, broken: bytes, better: bytes, same: bool, broken_first: bool
) -> None:
    with Store.create(tmp_path) as store:
        digests = []
        for folder, data in (("a", broken), ("b", better)):
            (tmp_path / folder).mkdir()
            (tmp_path / folder / "manuscript.pdf").write_bytes(data)
            digests.append(store.add_file(tmp_path / folder / "manuscript.pdf").digest)
        read = replace(document("berg2019"), digest=digests[1])

        def add(first: bool) -> None:
            if first:
                store.add_failure(digests[0], "manuscript.pdf", "damaged", "manuscript.pdf is damaged.")
            else:
                store.add(read, scored(candidate()), [], name="manuscript.pdf", rules="1")

        add(broken_first)
        add(not broken_first)
        assert (len({paper.report for paper in store.papers()}) == 1) is same


def test_files_that_are_gone_are_no_copies(tmp_path: Path) -> None:
    assert not are_copies(tmp_path / "a", tmp_path / "b")


def test_a_failed_rereading_keeps_what_was_found_before() -> None:
    with Store.in_memory() as store:
        store.add(document("berg2019"), scored(candidate()), [], name="berg2019.pdf", rules="1")
        store.add_failure(digest("berg2019"), "berg2019.pdf", "limit", "berg2019.pdf took too long.", rules="2")
        assert [item.id for item in store.candidates()] == ["C1"]
        assert store.papers()[0].state == "failed"


def test_a_paper_needs_reading_until_these_rules_have_read_it() -> None:
    with Store.in_memory() as store:
        assert store.needs_reading(digest("berg2019"), "1")
        store.add(document("berg2019"), [], [], name="berg2019.pdf", rules="1")
        assert not store.needs_reading(digest("berg2019"), "1")
        assert store.needs_reading(digest("berg2019"), "2")


def test_what_was_found_comes_back_as_it_was() -> None:
    found = scored(candidate(), candidate(".12", "CES-D", "Age", row=1, n=None, stars="*"))
    with Store.in_memory() as store:
        stored = store.add(document("berg2019"), found, [sample(212)], name="in/berg2019.pdf", rules="1")
        assert stored.ids == ("C1", "C2")
        assert [item.scored for item in store.candidates("R1")] == found
        assert store.candidate("C2").scored == found[1]
        assert store.sample_sizes("R1") == [sample(212)]
        assert store.sample_sizes("R9") == []
        (paper,) = store.papers()
        assert (paper.name, paper.report, paper.pages, paper.parser, paper.rules) == (
            "berg2019.pdf", "R1", 1, "test.v1", "1",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("item", "message"),
    [("C9", "no candidate C9; ids go from C1 to C1"), ("R1", "'R1' is not an id"), ("12", "'12' is not an id")],
)
def test_an_unknown_candidate_is_named_with_what_is_known(item: str, message: str) -> None:
    with Store.in_memory() as store:
        store.add(document("berg2019"), scored(candidate()), [], name="berg2019.pdf", rules="1")
        with pytest.raises(UnknownId, match=message):
            store.candidate(item)


def test_an_empty_store_says_that_nothing_was_found_yet() -> None:
    with Store.in_memory() as store, pytest.raises(UnknownId, match="nothing has been found yet, run `stook ingest`"):
        store.candidate("C1")


def test_the_generation_rises_with_decisions_and_news_only() -> None:
    with Store.in_memory() as store:
        store.add(document("berg2019"), scored(candidate()), [], name="berg2019.pdf", rules="1")
        assert store.generation() == 1
        store.add(document("berg2019"), scored(candidate()), [], name="berg2019.pdf", rules="1")
        store.put("digest", "abc")
        assert store.generation() == 1
        store.append(Decision("reading", "C1", "reject", "mei", "", {"kind": "cited"}))
        assert store.generation() == 2
        store.append_all([])
        assert store.generation() == 2


def test_an_item_is_claimed_by_one_person_at_a_time() -> None:
    with Store.in_memory() as store:
        assert store.claim("C1", "mei")
        assert store.claim("C1", "mei")
        assert not store.claim("C1", "jonas")
        store.release("C1", "jonas")
        assert not store.claim("C1", "jonas")
        store.release("C1", "mei")
        assert store.claim("C1", "jonas", seconds=-1)
        assert store.claim("C1", "mei")


def test_each_of_two_studies_in_a_paper_is_minted() -> None:
    found = scored(candidate(group="Study 1"), candidate(row=1, group="study 2: women"))
    with Store.in_memory() as store:
        store.add(document("berg2019"), found, [sample(212, "Study 1")], name="berg2019.pdf", rules="1")
        assert [(s.id, s.label, s.printed) for s in store.codings().studies] == [
            ("S1", "Berg 2019, Study 1", "Study 1"),
            ("S2", "Berg 2019, Study 2", "Study 2"),
        ]


def test_a_paper_without_named_studies_has_one() -> None:
    with Store.in_memory() as store:
        store.add(document("berg2019"), scored(candidate(group="Study 1")), [], name="berg2019.pdf", rules="1")
        assert [(s.id, s.label, s.printed) for s in store.codings().studies] == [("S1", "Berg 2019", "")]


def test_studies_that_get_names_later_take_the_place_of_the_nameless_one() -> None:
    with Store.in_memory() as store:
        store.add(document("berg2019"), scored(candidate()), [], name="berg2019.pdf", rules="1")
        found = scored(candidate(group="Study 1"), candidate(row=1, group="Study 2"))
        store.add(document("berg2019"), found, [], name="berg2019.pdf", rules="2")
        assert [s.printed for s in store.codings().studies] == ["Study 1", "Study 2"]
        store.append(Decision("study", "S1", "set", "mei", "", {"generation": "z"}))
        assert [s.printed for s in store.codings().studies] == ["", "Study 1", "Study 2"]


def test_a_report_named_by_a_sheet_is_made_once() -> None:
    with Store.in_memory() as store:
        assert store.report_named("Klein 2001") == "R1"
        assert store.report_named("klein  2001") == "R1"
        (report,) = store.codings().reports
        assert (report.name, report.year, report.files) == ("Klein 2001", 2001, ())
        assert [study.label for study in store.codings().studies] == ["Klein 2001"]


def test_a_restored_backup_never_overwrites_a_protocol(tmp_path: Path) -> None:
    review, copy, other, same = (tmp_path / name for name in ("review", "copy", "other", "same"))
    Store.create(review).close()
    (review / "review.toml").write_text("old", encoding="utf-8")
    backup(review, copy)
    for folder, text in ((other, "new"), (same, "old")):
        folder.mkdir()
        (folder / "review.toml").write_text(text, encoding="utf-8")
        restore(copy, folder)
    assert (other / "review.toml").read_text(encoding="utf-8") == "new"
    assert (other / "review.backup.toml").read_text(encoding="utf-8") == "old"
    assert [path.name for path in same.glob("*.toml")] == ["review.toml"]


def test_a_restored_backup_never_overwrites_the_protocol_of_another_backup(tmp_path: Path) -> None:
    review, copy, other = (tmp_path / name for name in ("review", "copy", "other"))
    Store.create(review).close()
    (review / "review.toml").write_text("old", encoding="utf-8")
    backup(review, copy)
    other.mkdir()
    for name, text in (("review.toml", "new"), ("review.backup.toml", "older"), ("review.backup-2.toml", "oldest")):
        (other / name).write_text(text, encoding="utf-8")
    restore(copy, other)
    kept = {path.name: path.read_text(encoding="utf-8") for path in other.glob("*.toml")}
    assert kept == {
        "review.toml": "new", "review.backup.toml": "older", "review.backup-2.toml": "oldest",
        "review.backup-3.toml": "old",
    }  # fmt: skip


def test_text_that_no_database_takes_is_kept_as_far_as_it_can_be(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9\x00.pdf".replace(b"\x00", b""))
    odd = candidate(x="CES\0-D", group="Wom\0en")
    with Store.create(tmp_path) as store:
        store.add(document("berg2019", "A title\0"), scored(odd), [], name=name, rules="1")
        store.add_failure(None, name + "x", "missing", f"{name} is not there")
        made = store.append(Decision("reading", "C1", "reject", "mei\0", "", {"kind": "cited"}, note="so\0"))
        assert (made.who, made.note, store.verify()) == ("mei\ufffd", "so\ufffd", 1)
        assert [paper.name for paper in store.papers()] == ["caf\ufffd.pdf", "caf\ufffd.pdfx"]
        before = store.generation()
        store.add(document("berg2019", "A title\0"), scored(odd), [], name=name, rules="1")
        assert store.generation() == before
