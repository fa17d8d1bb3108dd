"""What a heading of a column or row stands for: a variable, a statistic's symbol, or a variable's number."""

from __future__ import annotations

import re
from typing import Literal

from extractors.numbers import MINUS

Role = Literal["variable", "r", "p", "n", "ci", "mean", "sd", "alpha", "omega", "icc", "other", "blank"]

_CORRELATION = r"""
    (?:pearson|spearman|kendall)(?:.?s)?\s?(?:r|rs|rho|ρ|τ|tau(?:-b)?)?
        (?:\s?(?:product[\s-]moment\s)?correlations?(?:\scoefficients?)?)?(?:\s?\(r\))?
    |(?:(?:zero-order|bivariate|partial|simple|raw)\s)?
        (?:r|rs|r_s|ρ|rho|τ|tau|τb|corr?\.?|correlations?(?:\scoefficients?)?)
        (?:\s?\((?:r|rho|ρ|\d\d\s?%\sci.*|p|se|sd|n|95%\sci)\))?
    |correlation\scoefficients?,?\s?\(?r\)?|r\s?\[.*\]|r,\s95\s?%\sci|zero-order|r(?:xy|_xy|pb|ho)
"""
_INTERVAL = rf"""
    (?:\d\d\s?%\s?)?(?:bca\s)?(?:ci|confidence\sintervals?|c\.i\.)s?(?:\s?\(?\d\d\s?%\)?)?(?:\sfor\sr)?
    |\d\d\s?%\sci.*|(?:ci\s)?(?:ll|ul|lower|upper)(?:\sci|\slimit|\sbound|\s95\s?%)?
    |(?:ll|ul|lower|upper)\s?(?:{MINUS}|,)\s?(?:ul|upper)
"""
_OTHER = r"""
    s\.?e\.?(?:\s[bB])?|se\(.*\)|std\.?\s?error|standard\serror
    |(?:(?:possible|actual|observed|potential|score|scale)\s)?range|min(?:imum)?\.?|max(?:imum)?\.?
    |skew(?:ness)?|kurt(?:osis)?|cr|ave|msv|asv|vif|h2|h²|t|df|t\s?\(.*\)|f(?:\s?\(.*\))?|d|cohen.?s\sd
    |b|β|beta|std\.?\s?(?:β|beta)|ß|b\s?\(se\)|β\s?\(se\)
    |(?:δ|∆|adj(?:usted)?\.?\s)?\s?r\s?[2²](?:\s?(?:change|adj\.?))?|2\sr|r\s?change
    |[zZ](?:\s?scores?|\s?[\(,].*|ry.*|\s?values?|[\s-]?diff.*)?|difference|δ|or|hr|rr|exp\(b\)|aor|χ2|χ²|chi-?square
    |items?|no\.\sof\sitems|number\sof\sitems|k|q|i2|i²|%|n\s?\(%\)|slopes?|intercepts?|wald|η2|η²|ηp2|bf\d*|variance
    |eigenvalues?|communalit(?:y|ies)|(?:factor\s)?loadings?|estimates?|coefficients?|est\.?|interpretation|direction
    |level\sof\s(?:agreement|significance)|effect\ssize|rmse|auc|lambda|λ|path|hypothes[ie]s|supported\??
    |source|note|comments?|year|authors?|stud(?:y|ies)|references?
    |(?:test[\s-]re-?test|re-?test|split[\s-]half|parallel[\s-]forms?|inter-?(?:rater|coder|judge|observer|item)
      |(?:corrected\s)?item[\s-](?:total|rest|scale))(?:\s(?:rs?|rtt|correlations?|coefficients?|reliabilit(?:y|ies)|agreement))?
"""
_ALPHA = r"""
    (?:cronbach.?s?\s)?(?:α|alphas?|coefficient\salpha|𝛼|⍺|∝)(?:\scoefficients?)?
    |reliabilit(?:y|ies)|internal\sconsistency
"""
_FULL: tuple[tuple[Role, str], ...] = (
    ("p", r"(?:exact\s)?ps?(?:[\s-]?values?)?(?:\s\(.*\))?|sig\.?(?:nificance)?(?:\s?\(.*\))?|prob\.?|p\(.*\)"),
    ("n", r"ns?|no\.?|sample\ssizes?|N\s?=?|number\sof\s(?:participants|cases|observations)|valid\sn"),
    ("ci", _INTERVAL),
    ("mean", r"m|mean(?:s|\s?\(.*\))?|m\s?\(sd\)|m\s?±\s?sd|mdn|median"),
    ("sd", r"s\.?\s?d\.?|standard\sdeviations?|std\.?\s?dev(?:iation)?s?\.?"),
    ("omega", r"(?:mcdonald.?s\s)?(?:ω|omega)(?:[\s_-]?(?:t|total|h))?"),
    ("alpha", _ALPHA),
    ("icc", r"icc.*|intra-?class\scorrelation.*"),
    ("r", _CORRELATION),
    ("other", _OTHER),
)  # fmt: skip
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(pattern, re.IGNORECASE | re.VERBOSE)) for role, pattern in _FULL
)
_LATIN_R = re.compile(r"^R$")
_ONLY_NUMBER = re.compile(r"^[(\[]?(?P<number>\d{1,2})[)\]]?[.):]?$")
_LETTERED = re.compile(r"^[(\[]?(?P<letter>[A-Z])[)\].:]\s+(?P<name>\S.*)$", re.DOTALL)
_WITH_NUMBER = re.compile(
    r"^(?:[(\[](?P<a>\d{1,2})[)\]]|(?P<b>\d{1,2})\s?[.):]|(?P<c>\d{1,2})(?=\s))[\s.]*(?P<name>\D.*|\d+\D.*)$", re.DOTALL
)
_TITLES = re.compile(
    r"(?:study\s)?(?:variables?|measures?|scales?|items?|constructs?|factors?|subscales?|names?|dimensions?"
    r"|psychometric scale|predictors?|parameters?|instruments?|characteristics?|domains?|outcomes?|tests?|traits?"
    r"|indicators?|sample and variable|correlations?)?",
    re.IGNORECASE,
)
_R_WITH = re.compile(
    r"^(?:(?:pearson|spearman|zero-order|partial|bivariate)(?:.?s)?\s)?(?:r|rs|rho|ρ|correlations?(?:\scoefficients?)?)\s"
    r"(?:with|to|between|for)\s(?P<other>.+)$",
    re.IGNORECASE,
)
_CONTINUED = re.compile(r"^\(?(?:table\s\w+\.?,?\s?)?\(?cont(?:inued|'?d|\.)", re.IGNORECASE)


def role_of(text: str) -> Role:
    """The role of a heading; anything that is no known symbol is a variable's name."""
    bare = re.sub(r"\s+", " ", text.replace("’", "'")).strip(" .:")
    if not bare:
        return "blank"
    if _LATIN_R.match(bare):
        return "other"  # a capital R is a multiple correlation
    if re.fullmatch(r"α|a\b", bare) and bare == "α":
        return "alpha"
    return next((role for role, pattern in _ROLES if pattern.fullmatch(bare)), "variable")


def r_with(text: str) -> str:
    """The other variable in a heading such as "r with depression"; empty where it names none."""
    match = _R_WITH.match(text.strip())
    return match["other"].strip() if match else ""


def only_number(text: str) -> int | None:
    """The number of a heading that is nothing but a variable's number: "1", "(2)", "3."."""
    match = _ONLY_NUMBER.match(text.strip())
    return int(match["number"]) if match else None


def only_letter(text: str) -> int | None:
    """The rank of a heading that is nothing but a capital letter: "A", "(B)", "C."."""
    match = re.fullmatch(r"[(\[]?(?P<letter>[A-Z])[)\]]?[.):]?", text.strip())
    return _rank(match["letter"]) if match else None


def _rank(letter: str) -> int:
    return ord(letter) - ord("A") + 1


def split_number(text: str) -> tuple[int | None, str]:
    """ "2. Online help seeking" as (2, "Online help seeking")."""
    match = _WITH_NUMBER.match(text.strip())
    lettered = _LETTERED.match(text.strip())
    if lettered:
        return _rank(lettered["letter"]), lettered["name"].strip()
    if not match:
        return None, text.strip()
    return int(match["a"] or match["b"] or match["c"]), match["name"].strip()


def is_title(text: str) -> bool:
    """Whether a heading of the label column is a generic word ("Variable") or empty."""
    return bool(_TITLES.fullmatch(text.strip()))


def is_continued(text: str) -> bool:
    """Whether a row says no more than that the table goes on."""
    return bool(_CONTINUED.match(text.strip()))
