"""The documentation cannot rot: every command is described, every line of it is run."""

import json
import re
import shlex
from pathlib import Path

import pytest

from flows.commands import COMMANDS
from tests.flows.commandline import Stook

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHEET = "study,r,N,year,kind\n" + "".join(
    f"s{i // 2},.{i + 10},{60 + i},{2010 + i},{'app' if i % 3 else 'forum'}\n" for i in range(16)
)
RUNS_ON = {"serve", "demo"}  # run until interrupted, and in a folder of its own: each has tests of its own


def lines() -> list[list[str]]:
    blocks = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    return [shlex.split(line.removeprefix("$ stook ")) for block in blocks for line in block.splitlines()]


def test_every_command_is_documented() -> None:
    described = {words[0] for words in lines()} | set(re.findall(r"`stook ([a-z-]+)", PAGE))
    assert described == {name for name, _ in COMMANDS}


def test_the_readme_names_only_commands_that_exist() -> None:
    assert set(re.findall(r"`stook ([a-z-]+)", README)) <= {name for name, _ in COMMANDS}


@pytest.mark.parametrize("name", [name for name, _ in COMMANDS])
def test_every_command_has_help_with_an_example(outside: Stook, name: str) -> None:
    text = " ".join(outside.works(name, "--help").split())
    assert re.search(r"Example: .*stook " + name + r"\b", text)


def test_every_documented_line_runs(
    stook: Stook, review: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (review / "sheet.csv").write_text("study,ri,ni,x,y\nOld 2001,.2,90,depressive_symptoms,empowerment\n", "utf-8")
    (review / "studies.csv").write_text(SHEET, encoding="utf-8")
    monkeypatch.setattr("sys.stdin", iter(['{"id": 1, "kind": "text", "input": "r(98) = .25"}']))
    waiting = json.loads(stook.works("queue", "--limit", "500", "--format", "json"))
    pooled = json.loads(stook.works("report", "--format", "json"))["questions"][0]["effects"][0]["id"]
    own = {"C12": next(task["id"] for task in waiting if task["kind"] == "reading"), "C8": pooled}
    for words in lines():
        if words[0] in RUNS_ON:
            continue
        if words[0] == "restore":
            (tmp_path / "elsewhere").mkdir()
            stook.folder = tmp_path / "elsewhere"
        stook.works(*[own.get(word, word) for word in words])
        stook.folder = review
