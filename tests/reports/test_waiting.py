import math

import pytest

from reports.unverified import sensitivity
from reports.waiting import FIRST, Known, Waiting, moves, sentence
from tests.reports.effects import analysis, effect, three


def waits(r: float, n: int, chance: float = 0.8, *, key: str = "C9", sample: str = "new", **more: bool) -> Waiting:
    return Waiting(key, "R9", "q", ("S9", sample), r, n, chance, **more)


def known(*rows: tuple[float, float]) -> Known:
    return Known({("S", str(i)): [row] for i, row in enumerate(rows)}, tau2=0.01)


def test_a_move_is_the_shift_of_the_weighted_mean_times_its_probability():
    # weights 1/(.01 + .01) = 50 each; mean of .1 and .3 is .2; a third of z = atanh(.5) and variance .01 moves it
    moved = moves(known((0.1, 0.01), (0.3, 0.01)), [waits(0.5, 103)])
    assert moved["C9"] == pytest.approx(0.8 * (math.atanh(0.5) - 0.2) / 3)


def test_a_doubtful_sign_may_move_it_the_other_way():
    certain, doubtful = waits(0.5, 103), waits(0.5, 103, sign_in_doubt=True)
    there = known((0.1, 0.01), (0.3, 0.01))
    flipped = 0.2 * 0.5 * (0.2 + math.atanh(0.5)) / 3
    assert moves(there, [doubtful])["C9"] - moves(there, [certain])["C9"] == pytest.approx(flipped)


def test_another_result_of_a_known_sample_moves_less_than_a_new_sample():
    there = Known({("S9", "old"): [(0.1, 0.01)], ("S8", "x"): [(0.3, 0.01)]}, tau2=0.01)
    old, new = (moves(there, [waits(0.5, 103, sample=name)])["C9"] for name in ("old", "new"))
    assert 0 < old < new


def test_the_first_result_of_a_question_moves_it_furthest():
    assert moves(Known({}), [waits(0.1, 50)])["C9"] == FIRST * 0.8


def test_what_waits_widens_the_interval_beside_the_estimate():
    found = analysis(three())
    beside = sensitivity(found, [waits(0.6, 400, 0.5)])
    low, high = found.estimate.ci_lb, found.estimate.ci_ub
    assert (beside["results"], beside["combinations"], beside["exact"]) == (1, 2, True)
    assert beside["ci_ub"] > high
    assert beside["ci_lb"] > low - 0.5
    assert beside["r"] == pytest.approx(math.tanh(beside["b"]))
    doubtful = sensitivity(found, [waits(0.6, 400, 0.5, sign_in_doubt=True)])
    assert doubtful["combinations"] == 3
    assert doubtful["b"] < beside["b"]


def test_an_answer_is_kept_while_its_question_is_the_same():
    found, one = analysis(three()), [waits(0.6, 400)]
    first = sensitivity(found, one)
    marked = {**first, "b": "kept"}
    assert sensitivity(found, one, known=marked)["b"] == "kept"
    assert sensitivity(analysis([*three(), effect(0.1, 90, "Li 2001")]), one, known=marked)["b"] != "kept"
    assert sensitivity(found, []) == {}


def test_too_little_for_an_interval_is_said():
    assert "refused" in sensitivity(analysis([]), [waits(0.2, 50)])


def test_the_interval_is_told_in_words_and_never_as_an_estimate():
    text = sentence(sensitivity(analysis(three()), [waits(0.6, 400)]))
    assert text.startswith("With 1 unverified result that would count, each as likely right as its reading: r = ")
    assert text.endswith("a sensitivity analysis, not an estimate.")
    assert sentence({}) == sentence({"refused": "why", "results": 2}) == ""
