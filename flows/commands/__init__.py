"""The command line, one file a command. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import gc
import sys

import typer

from corpus.errors import StookError
from flows.commands.accept_many import accept
from flows.commands.add_result import add
from flows.commands.check_text import check_text
from flows.commands.code_report import code
from flows.commands.decide_item import decide
from flows.commands.diagnose import doctor
from flows.commands.explain_effect import why
from flows.commands.export_review import export
from flows.commands.extract_papers import extract
from flows.commands.import_sheet import import_sheet
from flows.commands.ingest_papers import ingest
from flows.commands.init_review import init
from flows.commands.inspect_page import inspect
from flows.commands.keep_safe import backup, restore, verify_audit
from flows.commands.manage_users import users
from flows.commands.open_review import review, start_page
from flows.commands.pool_file import pool_file
from flows.commands.repool_review import repool, report
from flows.commands.retrain_model import retrain
from flows.commands.run_demo import demo
from flows.commands.serve_review import serve
from flows.commands.show_queue import queue
from flows.commands.show_status import status
from flows.commands.terminal import complain
from flows.commands.validate_reader import validate
from flows.settings import read_settings

__all__ = ["app", "main"]

app = typer.Typer(
    name="stook",
    help="Turns research papers into a living meta-analysis of correlations.",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)
COMMANDS = (
    ("demo", demo), ("init", init), ("ingest", ingest), ("status", status), ("queue", queue), ("decide", decide),
    ("accept", accept), ("add", add), ("code", code), ("import", import_sheet), ("repool", repool), ("report", report),
    ("why", why), ("serve", serve), ("extract", extract), ("check-text", check_text), ("pool", pool_file),
    ("inspect", inspect), ("doctor", doctor), ("export", export), ("review", review), ("users", users),
    ("retrain", retrain), ("validate", validate), ("backup", backup), ("restore", restore),
    ("verify-audit", verify_audit),
)  # fmt: skip
for name, command in COMMANDS:
    app.command(name)(command)


@app.callback()
def start(context: typer.Context) -> None:
    """Turns research papers into a living meta-analysis of correlations.

    Alone, it opens the review in this folder in the browser, and where there is none a page that begins one.
    """
    if context.invoked_subcommand is not None:
        return
    if read_settings().protocol.is_file():
        review()
    else:
        start_page()


# New objects between two looks for garbage. Python looks every 700, some thousand times while libraries load, and finds
# nothing: a sixth of the time of a short command.
FEW_COLLECTIONS = 50_000


def main() -> None:
    """Run a command; an expected error is one line on standard error and exit status 1."""
    gc.set_threshold(FEW_COLLECTIONS)
    try:
        app()
    except StookError as error:
        complain(" ".join(str(error).split()))
        sys.exit(1)
    except BrokenPipeError:  # the reader of our output has closed it, as `head` does
        sys.stderr.close()
        sys.exit(1)
