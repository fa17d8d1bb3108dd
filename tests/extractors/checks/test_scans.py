from dataclasses import replace

from corpus.document import Document
from extractors import extract
from tests.papers import paper

TEXT = "Envy was related to regret, r(98) = .25, p = .012."


def scan(text: str) -> Document:
    document = paper(text)
    return replace(document, pages=tuple(replace(page, ocr=True) for page in document.pages))


def test_every_value_of_a_page_read_by_ocr_bears_a_hard_flag() -> None:
    (found,) = extract(scan(TEXT))
    assert [(flag.code, flag.severity) for flag in found.flags] == [("ocr", "hard")]
    assert ".25" in found.flags[0].message


def test_a_page_with_a_text_layer_bears_none() -> None:
    (found,) = extract(paper(TEXT))
    assert not found.flags
