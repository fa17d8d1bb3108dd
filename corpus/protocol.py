"""The protocol of a review, read from `review.toml`. An unknown key is refused and the nearest known one is named."""

from __future__ import annotations

import difflib
import hashlib
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from corpus.errors import InvalidProtocol
from corpus.evidence import Statistic


class Part(BaseModel):
    """Any table of the protocol: frozen, and strict about its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Measure(Part):
    """An instrument. `direction` is "-" where its high scores mean little of the construct."""

    names: tuple[str, ...] = ()
    direction: Literal["+", "-"] = "+"


class Construct(Part):
    """What a question relates. `broader` names the construct that this one is a form of."""

    label: str
    high: str = Field(description="what a high value means")
    broader: str = ""
    terms: tuple[str, ...] = ()
    reverse_terms: tuple[str, ...] = ()
    measures: dict[str, Measure] = {}


class Bin(Part):
    """Values below `below` (and not below the bin before) get this label; the last bin has no bound."""

    label: str
    below: float | None = None


class Characteristic(Part):
    """What is coded of a study, sample, measure or effect. A `formula` derives it from other numbers, `bins` cut it."""

    label: str
    level: Literal["study", "sample", "measure", "effect"] = "study"
    type: Literal["choice", "number", "text", "yesno"] = "text"
    choices: dict[str, str] = Field(default={}, description="code to label, in the order of tables")
    terms: dict[str, tuple[str, ...]] = {}
    formula: str = ""
    bins: tuple[Bin, ...] = ()
    moderator: bool = False
    unit: str = ""


Display = Literal["verify", "blind", "independent"]  # each shows less than the one before


class Question(Part):
    """A relationship; `by` splits it into subgroups by a characteristic.

    `display` says what a person sees of its results before judging them: the value that was read (verify), its box on
    the page without the value (blind), or the page alone (independent). What is typed then is compared with what was
    read.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    label: str
    x: str
    y: str
    by: str = ""
    statistics: tuple[Statistic, ...] = ("pearson",)
    display: Display = "verify"


class Criterion(Part):
    """A reason to leave a report out."""

    id: str
    label: str


class Eligibility(Part):
    """Who is in."""

    include: tuple[str, ...] = ()
    exclude: tuple[Criterion, ...] = ()


class SelectionRules(Part):
    """Which of several results of one sample is taken: the rules in order, then what happens to those still equal.

    `all` keeps them, and the analysis' `dependence` says how they are pooled; `average` makes one result of them.
    `imported` takes numbers of a sheet that were not found on a page of their paper.
    """

    order: tuple[
        Literal["total_over_subscale", "concurrent_over_lagged", "first_wave", "self_report", "largest_n"], ...
    ] = ("total_over_subscale", "concurrent_over_lagged", "largest_n")
    then: Literal["average", "all"] = "all"
    imported: bool = False
    by_hand: bool = True


class Coders(Part):
    """How many people decide each item independently."""

    readings: int = Field(default=1, ge=1, le=3)
    codings: int = Field(default=1, ge=1, le=3)
    characteristics: int = Field(default=1, ge=1, le=3)
    eligibility: int = Field(default=1, ge=1, le=3)

    @property
    def numbers(self) -> dict[str, int]:
        """By what is judged, how many people judge it."""
        return dict(self)


class Checking(Part):
    """How checking itself is checked: of a hundred results, how many are shown with a planted error (0: none).

    The answer to one is never stored as a decision, and the coder is told right after.
    """

    checks_per_100: int = Field(default=0, ge=0, le=20)


class Schedule(Part):
    """When the inbox is looked at. `cron` has five fields in the given time zone; `watch` is in seconds (0 = never)."""

    cron: str = "0 6 * * *"
    timezone: str = "UTC"
    watch: float = Field(default=30.0, ge=0)


class MethodNames(Part):
    """A method as plain names; reports/analysis.py turns it into pooling.Method and refuses an unknown name."""

    measure: str = "ZCOR"
    tau2: str = "REML"
    test: str = "adhoc"
    level: float = Field(default=0.95, gt=0, lt=1)
    dependence: str = "CHE"
    rho: float = Field(default=0.6, ge=0, lt=1, description="assumed correlation of effects of one sample")
    prediction: str = "HTS"


class AnalysisPlan(Part):
    """One analysis: a question and how it is pooled. The first plan of a question is its main one."""

    question: str
    id: str = ""
    method: MethodNames = MethodNames()


class Review(Part):
    """Head of the protocol."""

    title: str
    version: str = "1"
    authors: tuple[str, ...] = ()
    registration: str = ""


class Protocol(Part):
    """All that a review has laid down before looking at results."""

    review: Review
    constructs: dict[str, Construct] = {}
    questions: tuple[Question, ...] = ()
    characteristics: dict[str, Characteristic] = {}
    eligibility: Eligibility = Eligibility()
    selection: SelectionRules = SelectionRules()
    coders: Coders = Coders()
    checking: Checking = Checking()
    schedule: Schedule = Schedule()
    analyses: tuple[AnalysisPlan, ...] = ()

    @model_validator(mode="after")
    def _names_are_known(self) -> Protocol:
        for construct, details in self.constructs.items():
            _known(details.broader, self.constructs, f"constructs.{construct}.broader")
        for question in self.questions:
            _known(question.x, self.constructs, f"question {question.id}: x")
            _known(question.y, self.constructs, f"question {question.id}: y")
            _known(question.by, self.characteristics, f"question {question.id}: by")
        ids = {question.id: question for question in self.questions}
        if len(ids) < len(self.questions):
            raise ValueError("two questions have the same id; give each one of its own")
        for plan in self.analyses:
            _known(plan.question, ids, "analyses.question")
        return self

    def method_of(self, question: str) -> MethodNames:
        """The method of the question's first plan, or the default."""
        return next((plan.method for plan in self.analyses if plan.question == question), MethodNames())

    def covers(self, wanted: str, construct: str) -> bool:
        """Whether `construct` is `wanted` or one of its forms."""
        seen: set[str] = set()
        while construct and construct not in seen:
            if construct == wanted:
                return True
            seen.add(construct)
            details = self.constructs.get(construct)
            construct = details.broader if details else ""
        return False

    @property
    def hides(self) -> bool:
        """Whether results of some question are shown without their values."""
        return any(question.display != "verify" for question in self.questions)

    @property
    def digest(self) -> str:
        """SHA-256 over the content: comments and the order of keys do not count."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def _known(name: str, known: Any, where: str) -> None:
    if name and name not in known:
        raise ValueError(f"{where} = {name!r} is not defined{nearest(name, known)}")


def nearest(name: str, known: Any) -> str:
    """`; did you mean 'x'?` or the list of what is known."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    if close:
        return f"; did you mean {close[0]!r}?"
    return f"; known: {', '.join(sorted(known)) or 'none'}"


def read_protocol(path: Path) -> Protocol:
    """The protocol in this file; InvalidProtocol names the file, the key and the remedy."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InvalidProtocol(f"{path} is not there; run `stook init` in the review's folder.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidProtocol(f"{path} is not valid TOML: {error}.") from None
    return parse_protocol(raw, str(path))


def parse_protocol(raw: dict[str, Any], name: str = "review.toml") -> Protocol:
    """A protocol from parsed TOML."""
    try:
        return Protocol.model_validate(raw)
    except ValidationError as error:
        raise InvalidProtocol(f"{name}: {_explain(error)}") from None


def _explain(error: ValidationError) -> str:
    errors = error.errors()
    first = next((e for e in errors if e["type"] == "extra_forbidden"), errors[0])  # a typo explains a missing key too
    place = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        key = str(first["loc"][-1])
        return f"unknown key {place!r}{nearest(key, _keys_beside(first['loc']))}"
    message = first["msg"].removeprefix("Value error, ")
    if not place:
        return f"{message}."
    given = "" if isinstance(first["input"], dict) else f", not {first['input']!r}"
    return f"{place}: {message}{given}."


def _keys_beside(loc: tuple[int | str, ...]) -> list[str]:
    """The keys that a table allows, found by walking the models along the error's place."""
    model: Any = Protocol
    for part in loc[:-1]:
        fields = getattr(model, "model_fields", {})
        if part in fields:
            model = _model_in(fields[part].annotation)
    return list(getattr(model, "model_fields", {}))


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = [_model_in(argument) for argument in getattr(annotation, "__args__", ())]
    return next((model for model in inner if model is not None), None)
