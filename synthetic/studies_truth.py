"""What is true of made-up studies: their people, place, time, design and measures; and whether a proposal says so."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from corpus.evidence import Characterised, CharacteristicValue

TEMPLATES = Path(__file__).with_name("studies_told.toml")
EVEN = 0.5
SMALLEST, LARGEST = 40, 1500  # people
SAME_NUMBER = {"mean_age": 0.051, "sd_age": 0.051, "percent_female": 0.6}  # rounded or computed from counts
EXACT = 0.0006
# words that name no measure by themselves
SOFT = frozenset(
    [
        "scale",
        "inventory",
        "questionnaire",
        "index",
        "survey",
        "test",
        "measure",
        "of",
        "with",
        "the",
        "and",
        "brief",
        "general",
    ]
)
NUMBERS = (
    ("mean_age", "age"),
    ("sd_age", "sd"),
    ("percent_female", "pw"),
    ("items", "items"),
    ("reliability", "alpha"),
    ("mean", "m"),
    ("sd", "msd"),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is true of a study; `words` are those of the measure that it belongs to."""

    name: str
    value: CharacteristicValue
    words: frozenset[str] = frozenset()
    study: str = ""
    group: str = ""


@dataclass(slots=True)
class Study:
    """The truth of one study, and its numbers as they are printed."""

    name: str
    slots: dict[str, str]
    facts: dict[str, list[Fact]]
    source: dict[str, Any]
    design: str
    measures: list[dict[str, str]] = field(default_factory=list)


@cache
def bank() -> dict[str, Any]:
    """The templates and words of the file beside this one."""
    return tomllib.loads(TEMPLATES.read_text(encoding="utf-8"))


def study(rng: Random, name: str, *, design: str = "") -> Study:
    """The truth of a study and how its numbers are printed."""
    data = bank()
    source = rng.choice(data["sources"])
    design = design or rng.choice(("cross-sectional", "cross-sectional", "longitudinal", "experiment"))
    slots = _people(rng) | _background(rng, design)
    slots["who"] = rng.choice(source["who"])
    facts = {key: [Fact(key_name, float(slots[key]), study=name)] for key_name, key in NUMBERS[:3]}
    for group in ("women", "men"):
        facts[f"age{group[0]}"] = [Fact("mean_age", float(slots[f"age{group[0]}"]), study=name, group=group)]
    facts["pm"] = facts["women"] = facts["men"] = facts["pw"]
    facts["low"] = [Fact("age_range", f"{slots['low']}-{slots['high']}", study=name)]
    facts |= _named(rng, slots, source, design, name)
    measures = [_scale(rng, scale) for scale in rng.sample(data["words"]["scales"], rng.randint(2, 4))]
    for key_name, key in NUMBERS[3:]:
        facts[key] = [Fact(key_name, float(one[key]), measure_words(one), name) for one in measures]
    facts["directions"] = [Fact("direction", rng.choice("++-"), measure_words(one), name) for one in measures]
    return Study(name, slots, facts, source, design, measures)


def _people(rng: Random) -> dict[str, str]:
    n = round(SMALLEST * (LARGEST / SMALLEST) ** rng.random())
    women = max(1, min(n - 1, round(n * rng.betavariate(4, 3))))
    places, share = rng.choice((1, 2)), rng.choice((0, 1, 1))
    age, sd = rng.uniform(13, 60), rng.uniform(0.8, 14)
    low, high = max(10, round(age - 2 * sd) - rng.randint(0, 3)), round(age + 2.2 * sd) + rng.randint(1, 6)
    percent = 100 * women / n
    aside = rng.uniform(0.3, 3)
    return {
        "n": f"{n:,}" if rng.random() < EVEN else str(n),
        "women": str(women),
        "men": str(n - women),
        "pw": f"{percent:.{share}f}",
        "pm": f"{100 - percent:.{share}f}",
        "age": f"{age:.{places}f}",
        "agew": f"{age + aside:.{places}f}",
        "agem": f"{age - aside:.{places}f}",
        "sd": f"{sd:.{places}f}",
        "low": str(low),
        "high": str(high),
    }


def _background(rng: Random, design: str) -> dict[str, str]:
    words = bank()["words"]
    country, nation, city = rng.choice(words["places"])
    first = rng.randint(1996, 2023)
    lag = rng.choice(words["lags"])
    return {
        "country": country,
        "nation": nation,
        "city": city,
        "year": str(first),
        "years": rng.choice(
            (f"{first} to {first + 2}", f"May {first} to June {first + 2}", f"{first} and {first + 2}")
        ),
        "lag": lag,
        "lag1": lag.replace(" ", "-").rstrip("s"),
        "language": rng.choice(words["languages"]),
        "panel": rng.choice(words["panels"]),
        "design": design,
    }


def _named(rng: Random, slots: dict[str, str], source: dict[str, Any], design: str, name: str) -> dict[str, list[Fact]]:
    """What is told in words: place, time, source, design, language, registration, panel."""
    country = [Fact("country", slots["country"], study=name)]
    year = int(slots["year"])
    sources = [Fact(key, value, study=name) for key in ("recruitment", "sample_type") for value in source[key]]
    registered = [Fact("preregistration", rng.choice(("yes", "no")), study=name)] if rng.random() < EVEN else []
    panel = re.search(r"\((\w+)\)", slots["panel"])
    return {
        "country": country,
        "nation": country,
        "city": country,
        "year": [Fact("data_year", year, study=name)],
        "years": [Fact("data_year", year + 1, study=name)],
        "source": sources,
        "design": [Fact("design", design, study=name)],
        "lag": [Fact("lag", slots["lag"], study=name)] if design == "longitudinal" else [],
        "lag1": [Fact("lag", slots["lag"], study=name)] if design == "longitudinal" else [],
        "language": [Fact("language", slots["language"], study=name)],
        "panel": [Fact("panel", panel[1], study=name)] if panel else [],
        "registered": registered,
    }


def _scale(rng: Random, scale: Sequence[str]) -> dict[str, str]:
    """A measure with its numbers, all of them printed."""
    name, short, construct = scale
    return {
        "scale": name,
        "short": short,
        "construct": construct,
        "items": str(rng.randint(3, 40)),
        "alpha": f"{rng.choice(('.', '0.'))}{rng.randint(62, 96)}",
        "m": f"{rng.uniform(1.2, 6.4):.2f}",
        "msd": f"{rng.uniform(0.4, 1.7):.2f}",
    }


def measure_words(measure: dict[str, str]) -> frozenset[str]:
    """The words by which a measure is known again."""
    text = f"{measure.get('scale', '')} {measure.get('short', '')} {measure.get('construct', '')}"
    return words_of(text)


def words_of(text: str) -> frozenset[str]:
    """Words of a name in lower case, without those that every measure shares."""
    return frozenset(re.findall(r"[a-z]+", text.casefold())) - SOFT


def is_right(one: Characterised, facts: Sequence[Fact]) -> bool:
    """Whether a proposal is true: its value, its measure, and its study or group where there are several."""
    same = [fact for fact in facts if fact.name == one.name and _same(one, fact)]
    several = len({fact.study for fact in facts}) > 1
    return any(
        (not several or not one.group or fact.study in one.group)
        and (not fact.group or _of_group(one.group, fact.group))
        for fact in same
    )


def _of_group(said: str, group: str) -> bool:
    other = {"women": ("men", "male"), "men": ("women", "female")}[group]
    named = re.findall(r"[a-z]+", said.casefold())
    return not any(word.startswith(other) for word in named)


def _same(one: Characterised, fact: Fact) -> bool:
    if isinstance(fact.value, float | int) and isinstance(one.value, float | int):
        near = abs(float(one.value) - float(fact.value)) <= SAME_NUMBER.get(one.name, EXACT)
        return near and (not fact.words or bool(words_of(one.variable) & fact.words))
    if one.name == "lag":
        return _unit(str(one.value)) == _unit(str(fact.value))
    return str(one.value) == str(fact.value) and (not fact.words or bool(words_of(one.variable) & fact.words))


def _unit(lag: str) -> str:
    return lag.casefold().replace("-", " ").rstrip("s")
