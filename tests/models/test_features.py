from dataclasses import replace

from corpus.evidence import Flag
from extractors import extract
from models.features import doubts, squashed, structure, words
from tests.papers import paper, table

SENTENCE = "Loneliness was related to depression in 2014, r(98) = .25, p = .012, as expected."


def test_words_keep_the_shape_of_numbers_and_never_their_value() -> None:
    (found,) = extract(paper(SENTENCE))
    seen = words(found)
    assert "loneliness" in seen
    assert "#year" in seen
    assert not any(character.isdigit() for token in seen for character in token)


def test_the_words_beside_the_number_know_their_side() -> None:
    (found,) = extract(paper(SENTENCE))
    seen = words(found)
    assert "<=" in seen
    assert ">p" in seen
    assert ">loneliness" not in seen


def test_a_quote_that_lacks_the_number_is_all_before_it() -> None:
    (found,) = extract(paper(SENTENCE))
    elsewhere = replace(found, quotes=(replace(found.quotes[0], text="Loneliness and age"),))
    assert "loneliness_and" in words(elsewhere)
    assert words(replace(found, quotes=())) == []


def test_the_second_of_two_equal_numbers_is_found_by_its_position() -> None:
    first, second = extract(paper("Age was related to mood (r = .25) and, in women only, to sleep (r = .25)."))
    assert "sleep" not in words(first)[:6]
    assert words(first) != words(second)


def test_a_cell_of_a_table_brings_its_heads_not_its_neighbours() -> None:
    found = extract(
        table("Variable|1|2", "1. Mood|–|", "2. Sleep|.25|–", caption="Table 1. Correlations", note="N = 80")
    )
    assert found
    assert all(token.startswith("table:") for token in words(found[0]))


def test_structure_tells_what_is_there_and_nothing_of_what_is_not() -> None:
    (found,) = extract(paper(SENTENCE))
    seen = structure(found)
    assert seen["has_p"] == 1.0
    assert "has_ci" not in seen
    assert structure(replace(found, flags=(Flag("psd", "hard", ""),)))["flag=psd"] == 1.0


def test_every_number_of_structure_stays_in_bounds() -> None:
    (found,) = extract(paper(SENTENCE))
    wild = replace(found, evidence=(("distance", 5000.0), ("depth", -300.0)))
    assert all(abs(value) <= 1 for value in structure(wild).values())
    assert squashed(1) < squashed(2) < squashed(3) < 1


def test_doubts_carry_the_chance_of_the_kind_in_both_directions() -> None:
    (found,) = extract(paper(SENTENCE))
    assert doubts(found, 0.9)["kind"] > 0 > doubts(found, 0.1)["kind"]
    assert doubts(found, 0.0)["kind"] == -doubts(found, 1.0)["kind"]
