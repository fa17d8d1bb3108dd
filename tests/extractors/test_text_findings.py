"""What was found, as the plain objects that programs read."""

from dataclasses import replace

from corpus.evidence import Scored
from corpus.reading.plain import from_table, from_text
from extractors import extract
from extractors.findings import found, paper_shape, proposed
from extractors.sample_sizes import sample_sizes
from tests.papers import paper, table

TEXT = (
    "Ninety nurses took part. The trust scale was reliable (α = .83). Pay was related to trust in women, r(58) = .31*, "
    "99% CI [.02, .55], p = .013, and partial r = .28, ns. Kim (2012) found r = .22."
)


def test_a_text_gives_correlations_reliabilities_and_sample_sizes() -> None:
    results = found(from_text(TEXT))
    assert [(r["type"], r["value"]) for r in results] == [
        ("reliability", 0.83),
        ("correlation", 0.31),
        ("correlation", 0.28),
        ("sample_size", 90),
    ]
    first = results[1]
    assert first["df"] == 58
    assert (first["p_op"], first["p"]) == ("=", 0.013)
    assert (first["ci"], first["ci_level"], first["stars"]) == ([0.02, 0.55], 0.99, 1)
    assert first["variables"] == ["Pay", "trust"]
    assert results[2]["p_op"] == "ns"
    assert results[2]["statistic"] == "partial"
    assert results[0] == {"type": "reliability", "value": 0.83, "coefficient": "alpha", "variables": ["trust scale"]}
    assert results[3] == {"type": "sample_size", "value": 90, "role": "total"}


def test_a_semipartial_coefficient_is_of_the_family_of_partial_ones() -> None:
    (result,) = found(paper("The semipartial correlation of pay and trust was sr = .31."))
    assert result["statistic"] == "partial"


def test_kinds_that_somebody_judged_count_instead_of_the_proposed_ones() -> None:
    document = paper("Pay and trust were related (r = .31).")
    (candidate,) = extract(document)
    assert found(document, scored=[Scored(candidate, "cited", 0.9, "someone")]) == []


def test_a_paper_has_the_shape_of_the_gold() -> None:
    document = from_text(TEXT)
    scored = proposed(extract(document))
    shape = paper_shape("nurses2020", document, scored, sample_sizes(document))
    assert (shape["name"], shape["pages"], shape["digest"]) == ("nurses2020", 1, document.digest)
    assert [(s["n"], s["role"], s["page"]) for s in shape["samples"]] == [(90, "total", 1)]
    first, second = shape["correlations"]
    assert (first["r"], first["r_printed"], first["n"], first["n_source"], first["df"]) == (0.31, ".31", 60, "df", 58)
    assert (first["p"], second["p"]) == ("= .013", "ns")
    assert first["boxes"][0]["page"] == 1
    assert first["confidence"] == 1.0
    assert first["evidence_id"] != second["evidence_id"]
    assert [r["coefficient"] for r in shape["reliabilities"]] == ["alpha"]
    assert [r["kind"] for r in shape["other"]] == ["cited"]
    assert shape["matrices"] == []


def test_a_result_printed_in_two_places_stands_twice_with_one_id() -> None:
    document = paper("Pay and trust were related (r = .31).")
    (candidate,) = extract(document)
    box = replace(candidate.value_boxes[0], page=2)
    second = replace(candidate.quotes[0], boxes=(box,))
    both = replace(candidate, quotes=(*candidate.quotes, second), value_boxes=(*candidate.value_boxes, box))
    shape = paper_shape("x", document, proposed([both]), [], ids=["C7"])
    assert [(c["page"], c["evidence_id"]) for c in shape["correlations"]] == [(1, "C7"), (2, "C7")]
    bare = replace(candidate, quotes=())
    assert [c["page"] for c in paper_shape("x", document, proposed([bare]), [])["correlations"]] == [1]


def test_flags_are_told_with_their_numbers() -> None:
    document = paper("Pay and trust were related, r(61) = .05, p < .001.")
    (correlation,) = paper_shape("x", document, proposed(extract(document)), [])["correlations"]
    assert correlation["flags"]
    assert {"code", "severity", "message", "numbers"} == set(correlation["flags"][0])


def test_a_matrix_names_its_table_variables_and_n() -> None:
    document = table(
        "Variable | 1 | 2",
        "1. Pay | — | .30**",
        "2. Trust | | —",
        caption="Table 2. Correlations",
        note="Note. N = 90. ** p < .01.",
    )
    shape = paper_shape("x", document, proposed(extract(document)), sample_sizes(document))
    (matrix,) = shape["matrices"]
    assert (matrix["table"], matrix["n"], matrix["cells"]) == ("Table 2", 90, 1)
    assert set(matrix["variables"]) == {"Pay", "Trust"}


def test_plain_rows_have_places_stars_and_equal_lengths() -> None:
    document = from_table([["", "1"], ["1. Pay", "-.30**", "x"]], caption="Table 4. Pay", note="N = 9")
    (only,) = document.tables
    assert [len(row) for row in only.cells] == [3, 3]
    assert (only.cells[1][1].text, only.cells[1][1].stars) == ("-.30", "**")
    assert only.cells[1][1].boxes
    assert only.label == "Table 4"
    assert [p.kind for p in document.passages] == ["caption", "note"]
    assert from_table([]).tables[0].box is None


def test_plain_text_keeps_paragraphs_rejoins_words_and_gives_each_word_a_place() -> None:
    document = from_text("The associa-\ntion was weak.\n\nIt " + "went on " * 30)
    first, second = document.passages
    assert first.text == "The association was weak."
    assert first.boxes_at(4, 15)
    assert len(second.boxes_at(0, len(second.text))) > 1
    assert len(document.digest) == 64
    assert document.digest != from_text("x").digest
