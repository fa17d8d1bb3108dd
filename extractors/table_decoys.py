"""Tables whose numbers look like correlations and are none: loadings, regressions, HTMT, ICC, cited results."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from extractors.table_context import Context
from extractors.table_frames import Column, Row

_CORRELATION = re.compile(
    r"correlat(?!ed\s+(?:error|residual|trait))|zero[\s-]order|\bbivariate\b|\bpearson|\bspearman|\bkendall|\br\s+values?\b",
    re.IGNORECASE,
)
_ASSOCIATION = re.compile(r"\bassociations?\b|\brelation(?:ship)?s?\b|\bcovariation", re.IGNORECASE)
# never correlations between two variables of this study, whatever else the caption says
_NEVER = re.compile(
    r"""\bhtmt\b|heterotrait|intra-?class|\binter-?(?:rater|coder|judge|observer)\b|\btest[\s-]retest|\bsplit[\s-]half|autocorrelat
    |item[\s-](?:total|rest|scale)|corrected\s+item|inter-?item|simulat|monozygotic|dizygotic|\bMZ\b|\bDZ\b|cross-twin|canonical\s+corr
    |\bmeta-?analy|\bsystematic\s+review|(?:previous|prior|earlier|published|existing|past|other)\s+(?:studies|research|literature|findings|work)
    |\bresidual\s+correlation|model[\s-]implied|\bcovariance\s+matri|cosine|kappa\b|multiple\s+correlation|genetic\s+correlat""",
    re.IGNORECASE | re.VERBOSE,
)
# correlations only where the caption or a heading says so too
_USUALLY_NOT = re.compile(
    r"""regress|predict|\bloadings?\b|factor\s+anal|component|covarian|graded|item\s+response|\birt\b|discriminations?\b|anova
    |analys[ie]s\s+of\s+variance|odds|hazard|percent|proportion|frequenc|path\s+coeff|\bmodels?\b|mediat|moderat|descriptive|prevalence
    |standardi[sz]ed|effect\s+sizes?|\bt[\s-]tests?|bayes|goodness|\bfit\b|distance|similarit|transition|confusion|reliabilit|agreement
    |accuracy|communalit|eigenvalue|variance\s+explained|differences?\s+between|comparison""",
    re.IGNORECASE | re.VERBOSE,
)
_OTHER_CORRELATION = re.compile(
    r"""(?:intra-?class|inter-?(?:rater|coder|judge|observer|item)|test[\s-]retest|split[\s-]half|item[\s-](?:total|rest)|canonical
    |multiple|auto|residual|model[\s-]implied|twin|genetic)[\s-]*correlations?(?:\s+coefficients?)?""",
    re.IGNORECASE | re.VERBOSE,
)
_RELIABILITY_OF_RATERS = re.compile(
    r"intra-?class|inter-?(?:rater|coder|judge|observer)|reliab|agreement|test[\s-]retest", re.IGNORECASE
)
_CITATION = re.compile(r"\b(?:et\s+al\.?|[A-Z][a-z]+)[\s,(&]+(?:[A-Z][\w.]+[\s,&(]+)*(?:19|20)\d\d[a-z]?\b")
CITED_SHARE = 0.4  # of the row labels that cite papers: the table is a review's
IN_RANGE = 0.95  # share of a block's decimals within [-1, 1]
_LOADINGS = re.compile(r"loading", re.IGNORECASE)


def says_correlation(text: str) -> bool:
    """Whether words name correlations, other than intraclass, test-retest and the like."""
    return bool(_CORRELATION.search(_OTHER_CORRELATION.sub("", text)))


def is_about_loadings(context: Context) -> bool:
    """Whether a table holds loadings beside its correlations."""
    return bool(_LOADINGS.search(context.caption))


def is_review(rows: Sequence[Row]) -> bool:
    """Whether rows are other papers: their values are cited, not found here."""
    labels = [r.label for r in rows if not r.heading]
    return bool(labels) and sum(bool(_CITATION.search(label)) for label in labels) >= CITED_SHARE * len(labels)


def _headings(columns: Iterable[Column], rows: Iterable[Row], title: str) -> str:
    heads = [text for c in columns for text in (c.name, *c.spans)]
    return "\n".join([title, *heads, *(r.section for r in rows), *(r.label for r in rows if r.role == "r")])


def is_square_of_correlations(
    context: Context, columns: Sequence[Column], rows: Sequence[Row], title: str, *, shaped: bool
) -> bool:
    """Whether a square block holds correlations; `shaped` is a triangle with only ones or marks on its diagonal."""
    heads = _headings(columns, rows, title)
    if _NEVER.search(context.caption) and not _fornell(context) and not (shaped and says_correlation(context.caption)):
        return False
    if says_correlation(context.caption) or says_correlation(heads) or _fornell(context):
        return True
    if _NEVER.search(heads) or _NEVER.search(context.note):
        return False
    if says_correlation(context.note):
        return True
    return shaped and not _USUALLY_NOT.search(context.caption)


def _fornell(context: Context) -> bool:
    return context.diagonal == "ave" and not re.search(r"htmt|heterotrait", context.caption, re.IGNORECASE)


def is_rectangle_of_correlations(
    context: Context, columns: Sequence[Column], rows: Sequence[Row], *, all_columns: Sequence[Column]
) -> bool:
    """Whether a block of rows by columns holds correlations: words must say so, no shape can."""
    heads = _headings(columns, rows, "")
    if _NEVER.search(context.caption) or _NEVER.search(heads):
        return False
    if says_correlation(heads):
        return True
    if says_correlation(context.caption):
        return not re.search(
            r"regress|\bloadings?\b|\bbetas?\b|path\s+coeff|predict(?:ing|ors? of)", context.caption, re.IGNORECASE
        )
    regressed = any(
        re.fullmatch(r"[βbB]|(?:adj\.?\s)?R\s?[2²]|OR|SE|beta", c.name.strip(), re.IGNORECASE) for c in all_columns
    )
    associated = _ASSOCIATION.search(context.caption) and not _USUALLY_NOT.search(context.caption) and not regressed
    starred = any(e.stars for row in rows for e in row.entries)
    return bool(associated and (starred or says_correlation(context.note)))


def is_list_of_correlations(context: Context, columns: Sequence[Column]) -> bool:
    """Whether columns headed r hold correlations, rather than the effect size of a t, U or Z test beside them."""
    if _NEVER.search(context.caption):
        return False
    tested = any(
        re.fullmatch(r"[UWVzZ]|t(?:\s?\(.*\))?|F(?:\s?\(.*\))?|Mann.?Whitney.*|Wilcoxon.*", c.name.strip())
        for c in columns
    )
    return (
        not tested
        or says_correlation(context.caption)
        or any(says_correlation(c.name) for c in columns if c.role == "r")
    )


def is_reliability_of_raters(context: Context) -> bool:
    """Whether intraclass correlations of a table are reliabilities (of raters, of occasions)."""
    return bool(_RELIABILITY_OF_RATERS.search(context.text))


def within_range(values: Sequence[float]) -> bool:
    """Whether a block's decimals can be correlations but for a misprint."""
    return bool(values) and sum(abs(v) <= 1 for v in values) >= IN_RANGE * len(values)
