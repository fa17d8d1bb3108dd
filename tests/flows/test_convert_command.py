"""A paper that prints t and no r: read, queued, converted by name, coded, and pooled as what it is."""

import json

import pytest

from tests.flows.commandline import Stook

PROTOCOL = """
[review]
title = "Forums and mood"

[[questions]]
id = "mood"
label = "Forum use and low mood"
x = "forums"
y = "mood"
statistics = ["pearson", "point_biserial"]

[constructs.forums]
label = "Forum use"
high = "uses forums"
terms = ["forum users", "forum users vs non-users"]

[constructs.mood]
label = "Low mood"
high = "lower mood"
terms = ["low mood"]
"""
PAPER = """<!DOCTYPE html><html><head><title>Forums</title></head><body><h1>Forums and mood</h1>
<h2>Results</h2>
<p>Forum users scored higher than non-users on low mood, t(98) = 2.31, p = .02. The sample was small and the forum was
young, so that more work is needed before anything is said about other people, places or years.</p>
</body></html>"""


@pytest.fixture
def forums(outside: Stook) -> Stook:
    outside.works("init", "forums")
    outside.folder /= "forums"
    (outside.folder / "review.toml").write_text(PROTOCOL, "utf-8")
    (outside.folder / "papers" / "Berg2019.html").write_text(PAPER, "utf-8")
    outside.works("ingest", "--quiet")
    return outside


def test_a_conversion_is_accepted_on_the_command_line_and_pooled(forums: Stook) -> None:
    waiting = json.loads(forums.works("queue", "--format", "json"))
    (task,) = [task for task in waiting if task["kind"] == "reading"]
    assert "no r, but t = 2.31, df = 98" in task["what"]
    refused = forums("decide", task["id"], "accept")
    assert (refused.status, "--conversion t" in refused.err) == (1, True)
    forums.works("decide", task["id"], "accept", "--conversion", "t", "--sign", "+")
    forums.works("code", "R1", "--variable", "Forum users vs non-users", "--construct", "forums", "--direction", "+")
    forums.works("code", "R1", "--variable", "low mood", "--construct", "mood", "--direction", "+")
    forums.works("repool", "--quiet")
    report = json.loads(forums.works("report", "--format", "json"))
    (effect,) = report["questions"][0]["effects"]
    assert effect["r"] == pytest.approx(0.227, abs=5e-4)
    assert (effect["n"], effect["statistic"], effect["conversion"]) == (100, "point_biserial", "t")
    assert effect["printed"] == "t = 2.31, df = 98"
