"""The protocol is amended in the browser: the effect is seen first, the reason is kept, and readings stay."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.store import Store
from review import coding, decisions
from tests.review.reviews import MATRIX, WHO
from tests.store.evidence import document, sample, scored
from tests.web.test_report_page import PROTOCOL, parsed
from tests.web.visitor import Visitor, visiting

TURNED = PROTOCOL.replace('high = "more symptoms"', 'high = "fewer symptoms"')
FIXED = PROTOCOL + '[[analyses]]\nquestion = "depression"\nmethod = { tau2 = "DL" }\n'


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[Visitor]:
    with Store.create(tmp_path) as store:
        store.add(document("berg2019"), scored(*MATRIX), [sample(212)], name="berg2019.pdf", rules="1")
        for label, construct in (("CES-D", "depression"), ("Group use", "groups")):
            coding.code_variable(store, parsed(), "R1", label, construct=construct, direction="+", who=WHO)
        decisions.decide(store, "C1", "accept", who=WHO)
        with visiting(store, tmp_path, PROTOCOL) as someone:
            yield someone


def file_of(visitor: Visitor) -> str:
    return str(visitor.page("/protocol").xpath("string(//textarea)")).lstrip("\n")


def test_the_text_is_the_files(visitor: Visitor) -> None:
    assert file_of(visitor) == PROTOCOL.lstrip("\n")


def test_a_preview_tells_what_opens_and_changes_nothing(visitor: Visitor) -> None:
    before = len(visitor.store.events())
    told = visitor.send("/protocol", "/protocol", text=TURNED, action="preview").text
    assert "opens 1 coding in 1 report, changes no reading" in told
    assert "fewer symptoms" in told
    assert file_of(visitor) == PROTOCOL.lstrip("\n")
    assert len(visitor.store.events()) == before


def test_another_method_changes_the_analysis_only(visitor: Visitor) -> None:
    told = visitor.send("/protocol", "/protocol", text=FIXED, action="preview").text
    assert "opens no coding, changes no reading, changes 1 analysis (Depression and groups)." in told


def test_an_amendment_needs_its_reason_and_is_kept_with_it(visitor: Visitor) -> None:
    answer = visitor.send("/protocol", "/protocol", text=FIXED, action="save")
    assert answer.status_code == 422
    assert "Why is the protocol changed?" in answer.text
    answer = visitor.send("/protocol", "/protocol", text=FIXED, action="save", reason="a reviewer asked for it")
    assert answer.status_code == 200
    assert "a reviewer asked for it" in answer.text
    assert file_of(visitor).endswith('method = { tau2 = "DL" }\n')
    event = visitor.store.events()[-1]
    assert (event.subject, event.action, event.who) == ("protocol", "change", WHO)
    assert [reading.id for reading in visitor.store.readings()] == ["C1"]


@pytest.mark.parametrize(
    ("text", "message"),
    [("[review\n", "not valid TOML"), (PROTOCOL.replace("high =", "hihg =", 1), "unknown key"), (PROTOCOL, "Nothing")],
)
def test_what_cannot_be_a_protocol_is_named_and_kept_in_the_field(visitor: Visitor, text: str, message: str) -> None:
    answer = visitor.send("/protocol", "/protocol", text=text, action="save", reason="x")
    assert answer.status_code == 422
    assert message in answer.text
    assert file_of(visitor) == PROTOCOL.lstrip("\n")
