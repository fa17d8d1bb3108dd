import json
import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

from corpus.store import Store
from flows import scheduled
from flows.repool import newest
from tests.flows.server import EXAMPLE, HERE, Served, review, served, until

__all__ = ["served"]  # the fixture, by its name

RUN_ONCE = """
import json, sys
from pathlib import Path
from flows.scheduled import run_flow
if __name__ == "__main__":
    heard = []
    done, versions = run_flow(Path(sys.argv[1]), heard=heard.append)
    failed = [name for name, _ in done.failed]
    print(json.dumps([done.read, failed, sorted(heard), len(versions), "pandas" in sys.modules]))
"""


def asked(served: Served, what: str) -> Any:
    """The server's list of these things."""
    about = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{served.address}/api/{what}/filter", b"{}", about)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def states(root: Path) -> dict[str, str]:
    with Store.open(root) as store:
        return {paper.name: paper.state for paper in store.papers()}


def test_a_new_paper_is_read_and_pooled_by_the_schedule(served: Served) -> None:
    until(lambda: newest(served.root) is not None)  # the first look pools what is there: nothing
    shutil.copyfile(EXAMPLE / "Bakker2022.pdf", served.root / "papers" / "Bakker 2022 ü.pdf")
    until(lambda: "Bakker 2022 ü.pdf" in states(served.root) and scheduled.to_do(served.root) == "")
    assert states(served.root)["Bakker 2022 ü.pdf"] == "read"
    until(lambda: {run["state_type"] for run in asked(served, "flow_runs")} - {"SCHEDULED"} == {"COMPLETED"})


def test_runs_leave_artifacts_and_the_schedule_is_that_of_the_protocol(served: Served) -> None:
    until(lambda: {artifact["key"] for artifact in asked(served, "artifacts")} >= {"papers", "estimates"})
    (deployment,) = [found for found in asked(served, "deployments") if found["name"] == "inbox"]
    assert deployment["schedules"][0]["schedule"]["cron"] == "0 6 * * *"


def test_a_schedule_that_is_edited_counts_without_a_restart(served: Served) -> None:
    protocol = served.root / "review.toml"
    before = protocol.read_text(encoding="utf-8")

    def crons() -> list[str]:
        found = [found for found in asked(served, "deployments") if found["name"] == "inbox"]
        return [
            schedule["schedule"]["cron"] for one in found for schedule in one["schedules"]
        ]  # none while it is renewed

    protocol.write_text(before.replace("0 6 * * *", "30 7 * * 1"), encoding="utf-8")
    until(lambda: crons() == ["30 7 * * 1"])
    protocol.write_text(before, encoding="utf-8")
    until(lambda: crons() == ["0 6 * * *"])


def test_one_ingest_and_one_pooling_run_as_flows(tmp_path: Path) -> None:
    root = review(tmp_path / "once")
    shutil.copyfile(EXAMPLE / "Dubois2021.pdf", root / "papers" / "Dubois2021.pdf")
    (root / "papers" / "empty.pdf").touch()
    program = tmp_path / "program.py"
    program.write_text(RUN_ONCE, encoding="utf-8")
    path = {"PYTHONPATH": str(HERE)}
    run = subprocess.run([sys.executable, program, root], env=os.environ | path, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    papers = ["Dubois2021.pdf", "empty.pdf"]
    assert json.loads(run.stdout) == [papers[:1], papers[1:], papers, 1, False]
    assert "prefect" not in run.stderr.lower()  # nor does it talk
