"""Coders' words for what the engine room calls by codes."""

from __future__ import annotations

KIND_WORDS = {
    "correlation": "own correlation",
    "convertible": "convertible to r",
    "effect_size_r": "effect size of a test",
    "cited": "cited from other work",
    "reliability": "reliability",
    "benchmark": "rule of thumb or range",
    "pooled_of_review": "pooled by a review",
    "other": "no result",
}
N_WORDS = {
    "df": "from its degrees of freedom",
    "cell": "from the table's cell",
    "table_note": "from the table's note",
    "row": "from the table's row",
    "group": "from its group",
    "sentence": "from its sentence",
    "study": "from its study",
    "paper": "from the paper as a whole",
    "none": "not found",
    "person": "given by a person",
}
STATISTIC_WORDS = {
    "pearson": "Pearson",
    "spearman": "Spearman",
    "kendall": "Kendall",
    "partial": "partial",
    "semipartial": "semipartial",
    "point_biserial": "point-biserial",
    "latent": "latent",
    "unknown": "unknown",
}
FLAG_TITLES = {
    "impossible_r": "r cannot be",
    "perfect_r": "r is exactly 1",
    "lost_decimal_point": "decimal point lost",
    "p_decision_error": "p decides otherwise",
    "p_mismatch": "p differs",
    "p_one_tailed": "p is one-tailed",
    "df_exceeds_n": "more df than people",
    "df_not_n": "df is not n − 2",
    "n_exceeds_samples": "n above every sample",
    "ci_excludes_r": "r outside its interval",
    "ci_mismatch": "interval differs",
    "ci_off_centre": "interval off centre",
    "ci_against_p": "interval against p",
    "stars_against_p": "stars against p",
    "stars_mismatch": "stars differ",
    "n_against_stars": "n does not fit the stars",
    "stars_not_monotone": "stars out of order",
    "mirror_conflict": "two triangles disagree",
    "impossible_triple": "impossible with two others",
    "not_positive_semidefinite": "impossible in its matrix",
    "duplicated_row": "row printed twice",
    "above_reliability_bound": "above the reliabilities",
    "text_against_table": "text against table",
    "sign_against_words": "sign against the words",
    "unmapped_glyph": "sign in doubt: unknown glyph",
    "sign_from_image": "sign seen in the picture only",
    "sign_conflict": "sign in doubt: ink and text disagree",
    "opposed_measures": "two measures oppose",
    "overlapping_sample": "sample seen elsewhere",
    "ocr": "read from a scan",
}


def flag_title(code: str) -> str:
    """A flag in a few words."""
    return FLAG_TITLES.get(code, code.replace("_", " "))
