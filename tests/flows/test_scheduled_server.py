import json
import shutil
import urllib.request
from typing import Any

from corpus.store import Store
from flows import scheduled
from flows.repool import newest
from tests.flows.server import EXAMPLE, Served, review, served, until

__all__ = ["served"]  # the fixture, by its name


def asked(api: str, what: str, **query: Any) -> Any:
    """The server's answer."""
    request = urllib.request.Request(
        f"{api}/{what}/filter", json.dumps(query).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def states(root: Any) -> dict[str, str]:
    with Store.open(root) as store:
        return {paper.name: paper.state for paper in store.papers()}


def test_a_new_paper_is_read_and_pooled_by_the_schedule(served: Served) -> None:
    until(lambda: newest(served.root) is not None)  # the first look pools what is there: nothing
    shutil.copyfile(EXAMPLE / "Bakker2022.pdf", served.root / "papers" / "Bakker 2022 ü.pdf")
    until(lambda: "Bakker 2022 ü.pdf" in states(served.root) and scheduled.to_do(served.root) == "")
    assert states(served.root)["Bakker 2022 ü.pdf"] == "read"
    until(lambda: {run["state_type"] for run in asked(served.api, "flow_runs")} - {"SCHEDULED"} == {"COMPLETED"})
    keys = {artifact["key"] for artifact in asked(served.api, "artifacts")}
    assert {"papers", "estimates"} <= keys
    (deployment,) = [d for d in asked(served.api, "deployments") if d["name"] == "inbox"]
    assert deployment["schedules"][0]["schedule"]["cron"] == "0 6 * * *"


def test_one_ingest_and_one_pooling_run_as_flows(served: Served, tmp_path: Any) -> None:
    root = review(tmp_path / "once")
    shutil.copyfile(EXAMPLE / "Dubois2021.pdf", root / "papers" / "Dubois2021.pdf")
    (root / "papers" / "empty.pdf").touch()
    heard: list[str] = []
    done, versions = scheduled.run_flow(root, heard=heard.append)
    assert done.read == ("Dubois2021.pdf",)
    assert [name for name, _ in done.failed] == ["empty.pdf"]
    assert sorted(heard) == ["Dubois2021.pdf", "empty.pdf"]
    assert len(versions) == 1
    assert scheduled.scheduled_ingest(str(root)) == "0 papers read, 1 failed; nothing pooled"
