"""Running text of a paper: names in braces become numbers from the truth, remembered for the gold.

Markup is neutral: `# Heading`, `## Subheading`, `_italic_`, `^raised^`, `~lowered~`, blank lines between paragraphs,
`{table KEY}` alone in a paragraph. In text: `{r x y | words for x | words for y | sample=KEY stat=ci}` prints a whole
result, `{v x y ...}` its value alone, `{n KEY}` a number of people, `{cited .42 | why}` a number that is not
the paper's own, `{bank TOPIC 0 KEY}` a shared paragraph in which `$` stands for KEY.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from synthetic.printing import Style, ascii_number, interval_text, number, p_clause, p_value, result, signed
from synthetic.specs import PaperSpec, read_bank
from synthetic.studies import Sample, compare, correlation, p_of_r, regress, thirds

PLACEHOLDER = re.compile(r"\{(?P<command>\w+)(?P<rest>[^{}]*)\}")
MARKUP = re.compile(r"[_^~]")


def plain(text: str) -> str:
    """The text without its markup."""
    return MARKUP.sub("", text)


@dataclass(frozen=True, slots=True)
class Mention:
    """Something printed in running text that belongs to the gold; `context` are the words that end with it."""

    kind: str
    gold: dict[str, Any]
    context: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or the place of a table."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Arguments:
    """What stands in the braces: words, phrases after bars, options."""

    words: tuple[str, ...]
    phrases: tuple[str, ...]
    options: dict[str, str]


@dataclass(slots=True)
class Writer:
    """Fills in the text of one paper and remembers what it printed."""

    spec: PaperSpec
    mentions: list[Mention] = field(default_factory=list)

    def blocks(self, text: str) -> list[Block]:
        """All blocks of a text, in order."""
        found = []
        for paragraph in re.split(r"\n\s*\n", self._with_bank(text).strip()):
            flat = " ".join(paragraph.split())
            if match := re.fullmatch(r"\{table (\w+)\}", flat):
                found.append(Block("table", match[1]))
            elif match := re.match(r"(#+) (.*)", flat):
                found.append(Block(f"h{len(match[1])}", self.fill(match[2])))
            elif flat:
                found.append(Block("p", self.fill(flat)))
        return found

    def _with_bank(self, text: str) -> str:
        bank = read_bank()

        def paragraph(match: re.Match[str]) -> str:
            topic, number_, *key = match[1].split()
            return bank[topic][int(number_)].replace("$", key[0] if key else "")

        return re.sub(r"\{bank ([^{}]*)\}", paragraph, text)

    def fill(self, text: str) -> str:
        """The text with its braces filled in."""
        done, position = "", 0
        for match in PLACEHOLDER.finditer(text):
            done += text[position : match.start()]
            position = match.end()
            printed, kind, gold = COMMANDS[match["command"]](self.spec, _arguments(match["rest"]))
            done += printed
            if kind:
                self.mentions.append(Mention(kind, gold, plain(done)[-160:], _evidence(plain(done))))
        return done + text[position:]


def _evidence(text: str) -> str:
    """The words of the last sentence so far, at most 120 characters."""
    start = max(text.rfind(". ", 0, len(text) - 40) + 2, len(text) - 120)
    return text[max(0, start) :].strip() if start > 1 else text[-120:].strip()


def _arguments(rest: str) -> Arguments:
    head, *parts = [p.strip() for p in rest.split("|")]
    options = {k: v for part in (head, *parts) for k, v in re.findall(r"(\w+)=(\S+)", part)}
    words = tuple(w for w in head.split() if "=" not in w)
    return Arguments(words, tuple(p for p in parts if "=" not in p), options)


Printed = tuple[str, str, dict[str, Any]]
Command = Callable[[PaperSpec, Arguments], Printed]


def _correlation(spec: PaperSpec, args: Arguments) -> tuple[float, int, int, Style, dict[str, Any]]:
    x, y = (spec.variable(k) for k in args.words)
    sample = spec.sample(args.options.get("sample", ""))
    controls = tuple(filter(None, args.options.get("controls", "").split(",")))
    statistic = args.options.get("statistic", "pearson")
    style: Style = replace(spec.style, **_habits(args))
    r = correlation(spec.data[sample.key], x.key, y.key, statistic=statistic, controls=controls)
    names = _names(args, x.phrase, y.phrase)
    gold = {
        "x": names[0], "y": names[1], "r": round(r, style.decimals), "r_printed": ascii_number(r, style),
        "statistic": "partial" if controls else statistic, "n": sample.n, "p": None, "ci": None, "where": "text",
        "table": None, "row": None, "col": None, "group": sample.group or sample.study or None, "stars": None,
        "keys": [x.key, y.key], "sample": sample.key,
    }  # fmt: skip
    return r, sample.n, len(controls), style, gold


def _habits(args: Arguments) -> dict[str, Any]:
    return {k: v for k, v in args.options.items() if k in ("stat", "symbol")}


def _names(args: Arguments, x: str, y: str) -> list[str]:
    given = list(args.phrases)
    return [*given, *[x, y][len(given) :]]


def _full(spec: PaperSpec, args: Arguments) -> Printed:
    r, n, controls, style, gold = _correlation(spec, args)
    if style.stat != "list":
        op, p = p_value(p_of_r(r, n - 2 - controls), style)
        gold["p"] = p if op == "=" else f"{op} {p}"
    if style.stat == "ci":
        gold["ci"] = interval_text(r, n, style).replace(style.minus, "-")
    return result(r, n, style, controls=controls), "correlations", gold


def _value(spec: PaperSpec, args: Arguments) -> Printed:
    r, _, _, style, gold = _correlation(spec, args)
    return number(r, style), "correlations", gold


def _people(role: str) -> Command:
    def command(spec: PaperSpec, args: Arguments) -> Printed:
        sample = spec.sample(*args.words[:1])
        n = {"recruited": sample.recruited, "excluded": sample.excluded}.get(role, sample.n)
        grouped = "subgroup" if sample.group else "study" if sample.study else "analysed"
        label = sample.group or sample.study or "participants"
        gold = {"label": label, "n": n, "role": {"n": grouped, "recruited": "recruited"}.get(role, role)}
        return f"{n:,}", "samples", gold

    return command


def _sum(spec: PaperSpec, args: Arguments) -> Printed:
    keys = args.words or tuple(s.key for s in spec.samples)
    n = sum(spec.sample(k).n for k in keys)
    return f"{n:,}", "samples", {"label": "all", "n": n, "role": "total"}


def _cited(spec: PaperSpec, args: Arguments) -> Printed:
    text = args.words[0].replace("-", spec.style.minus)
    why, *pair = args.phrases
    return text, "distractors", {"r_printed": args.words[0], "why": why, "keys": pair}


def _retest(_: PaperSpec, args: Arguments) -> Printed:
    text = args.words[0]
    gold = {
        "x": "test", "y": "retest", "r": float(text), "r_printed": text, "statistic": "reliability", "n": None,
        "p": None, "ci": None, "where": "text", "table": None, "row": None, "col": None, "group": None, "stars": None,
    }  # fmt: skip
    return text, "reliabilities", gold


def ages(spec: PaperSpec, sample: Sample) -> tuple[float, float]:
    """Mean and standard deviation of age: from the data where age is a variable of the paper."""
    keys = [v.key for v in spec.variables if v.role == "age"]
    if not keys:
        return sample.age, sample.age_sd
    years = spec.data[sample.key].of(keys[0])
    return float(years.mean()), float(years.std(ddof=1))


def _about(kind: str) -> Command:
    def command(spec: PaperSpec, args: Arguments) -> Printed:
        sample = spec.sample(*args.words[:1])
        mean, sd = ages(spec, sample)
        texts = {
            "female": f"{sample.female:,}", "male": f"{sample.n - sample.female:,}",
            "pfemale": f"{100 * sample.female / sample.n:.1f}", "age": f"{mean:.1f}", "agesd": f"{sd:.1f}",
            "year": str(sample.characteristics["data_year"]),
        }  # fmt: skip
        return texts[kind], "", {}

    return command


def _moment(kind: str) -> Command:
    def command(spec: PaperSpec, args: Arguments) -> Printed:
        x = spec.data[spec.sample(args.options.get("sample", "")).key].of(args.words[0])
        return signed(float(x.mean()) if kind == "m" else float(x.std(ddof=1)), spec.style), "", {}

    return command


def _alpha(spec: PaperSpec, args: Arguments) -> Printed:
    return ("0" if spec.style.zero else "") + spec.variable(args.words[0]).alpha, "", {}


def _ttest(spec: PaperSpec, args: Arguments) -> Printed:
    test = compare(spec.data[spec.sample(args.options.get("sample", "")).key], args.words[0], args.words[1])
    style = spec.style
    text = f"_t_({test.df}) = {signed(test.t, style)}, {p_clause(test.p, style)}, _d_ = {signed(test.d, style)}"
    return text, "", {}


def _anova(spec: PaperSpec, args: Arguments) -> Printed:
    test = thirds(spec.data[spec.sample(args.options.get("sample", "")).key], args.words[0], args.words[1])
    style = spec.style
    eta = number(test.eta2, style)
    text = f"_F_({test.df[0]}, {test.df[1]}) = {test.f:.2f}, {p_clause(test.p, style)}, η^2^ = {eta}"
    return text, "", {}


def _beta(spec: PaperSpec, args: Arguments) -> Printed:
    outcome, key, *others = args.words
    data, style = spec.data[spec.sample(args.options.get("sample", "")).key], spec.style
    fit = regress(data, outcome, (key, *others))
    text = f"β = {number(fit.betas[0], style)}, {p_clause(fit.ps[0], style)}"
    return text, "distractors", {"r_printed": ascii_number(fit.betas[0], style), "why": "regression coefficient"}


def _r2(spec: PaperSpec, args: Arguments) -> Printed:
    fit = regress(spec.data[spec.sample(args.options.get("sample", "")).key], args.words[0], args.words[1:])
    return number(fit.r2, spec.style), "", {}


COMMANDS: dict[str, Command] = {
    "r": _full, "v": _value, "cited": _cited, "retest": _retest, "alpha": _alpha, "total": _sum,
    "t": _ttest, "f": _anova, "beta": _beta, "r2": _r2, "m": _moment("m"), "sd": _moment("sd"),
    **{role: _people(role) for role in ("n", "recruited", "excluded")},
    **{kind: _about(kind) for kind in ("female", "male", "pfemale", "age", "agesd", "year")},
}  # fmt: skip
