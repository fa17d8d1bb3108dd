"""Mean ages and shares of women in tables that describe samples."""

from corpus.document import Document
from extractors.characteristics import characteristics
from tests.papers import table


def told(document: Document, name: str) -> list[tuple[str, object]]:
    return [(found.group, found.value) for found in characteristics(document) if found.name == name]


def test_a_row_of_ages_gives_one_mean_a_group() -> None:
    document = table(
        "Characteristic | Yoga group (n = 91) | Control group (n = 93) | p",
        "Mean (SD) age (years) | 27.2 (6.1) | 27.8 (6.5) | .41",
        "Mean (SD) age at leaving school (years) | 17.8 (3.0) | 18.0 (3.3) | .60",
        "Women, n (%) | 60 (65.9) | 55 (59.1) | .33",
        caption="Table 1. Baseline characteristics",
    )
    assert told(document, "mean_age") == [("Yoga group", 27.2), ("Control group", 27.8)]
    assert told(document, "sd_age") == [("Yoga group", 6.1), ("Control group", 6.5)]
    assert told(document, "percent_female") == [("Yoga group", 65.9), ("Control group", 59.1)]


def test_samples_in_rows_have_their_ages_in_a_column() -> None:
    document = table(
        "Experiment | Sample size | M age | SD",
        "1 | 20 (10 female) | 23.4 | 3.1",
        "2 | 32 (16 female) | 21.8 | 2.5",
        caption="Table 1. Demographic information",
    )
    assert told(document, "mean_age") == [("Experiment 1", 23.4), ("Experiment 2", 21.8)]
    assert told(document, "percent_female") == [("Experiment 1", 50.0), ("Experiment 2", 50.0)]


def test_a_count_beside_its_per_cent_is_the_whole_sample() -> None:
    document = table(
        "Variable | n | %",
        "Men | 371 | 45.1",
        "Single | 333 | 40.5",
        caption="Table 1. Demographic statistics",
    )
    assert told(document, "percent_female") == [("", 54.9)]


def test_women_stand_before_men() -> None:
    document = table(
        "Variable | n | %", "Female | 55 | 55.0", "Male | 43 | 43.0", caption="Table 1. Characteristics of the sample"
    )
    assert told(document, "percent_female") == [("", 55.0)]


def test_a_correlation_table_gives_the_mean_of_its_age_row() -> None:
    document = table(
        "Variable | M | SD | 1 | 2",
        "1. Age | 39.10 | 10.64 | |",
        "2. Tenure | 8.20 | 4.10 | .41 |",
        "3. Trust | 3.40 | 0.70 | -.08 | .12",
        caption="Table 1. Descriptive statistics and correlations",
    )
    assert told(document, "mean_age") == [("", 39.10)]


def test_a_predictor_is_no_sample() -> None:
    document = table(
        "Predictor | b | SE",
        "Age | 0.72 (0.30) | 0.30",
        "Female | 12 (40) | 0.10",
        caption="Table 3. Regression coefficients",
    )
    assert told(document, "mean_age") == []
    assert told(document, "percent_female") == []


def test_a_column_of_per_cents_of_women_gives_one_a_row() -> None:
    document = table(
        "Sample | N | Mean age (SD) | % female",
        "Nurses | 120 | 41.2 (9.0) | 88.3",
        "Teachers | 98 | 44.0 (8.1) | 71.4",
        caption="Table 1. Samples",
    )
    assert told(document, "mean_age") == [("Nurses", 41.2), ("Teachers", 44.0)]
    assert told(document, "percent_female") == [("Nurses", 88.3), ("Teachers", 71.4)]


def test_a_row_with_a_sign_needs_no_head() -> None:
    document = table("Group | Pilots | Crew", "Female | 12.5% | 61.0%", "Age | 40.1 ± 5.2 | 33.3 ± 6.1")
    assert told(document, "percent_female") == [("Pilots", 12.5), ("Crew", 61.0)]
    assert told(document, "mean_age") == [("Pilots", 40.1), ("Crew", 33.3)]


def test_the_quote_of_a_cell_names_its_row() -> None:
    document = table("Group | Total", "Age | 40.1 ± 5.2", caption="Table 1. Sample")
    (found,) = [one for one in characteristics(document) if one.name == "mean_age"]
    assert "Age" in found.quote.text
    assert "40.1 ± 5.2" in found.quote.text
    assert found.boxes


def test_impossible_ages_and_shares_are_left() -> None:
    document = table("Group | Total", "Age | 240.1 ± 5.2", "Female | 140%", caption="Table 1. Sample")
    assert characteristics(document) == []


def test_a_mean_and_its_spread_may_stand_in_two_cells() -> None:
    document = table(
        "Variable | Value | Spread",
        "Age, years (M and SD) | 34.28 | 10.79",
        "Income | 2.1 | 0.4",
        caption="Table 1. Sample",
    )
    assert told(document, "mean_age") == [("", 34.28)]
    assert told(document, "sd_age") == [("", 10.79)]


def test_counts_without_a_per_cent_and_bare_numbers_are_left() -> None:
    document = table(
        "Variable | Pilots | Crew",
        "Age | 34 | 10",
        "Female | 12 (4) | 13 (5)",
        " | 0.41 | 0.40",
        "Women | 55 | 140%",
        caption="Table 1. Sample",
    )
    assert characteristics(document) == []


def test_a_table_of_one_column_tells_nothing() -> None:
    assert characteristics(table("Age", "34.2 (3.1)")) == []


def test_heads_that_are_numbers_are_studies_and_sizes_are_no_heads() -> None:
    document = table(
        "Factor | 1 | Study 2 | 3",
        "N | 123 | 140 | 283",
        "Mage (SD) | 36.94 (9.99) | 33.10 (10.75) | 37.14 (11.35)",
        "Female | 53 (43.1%) | 55 (39.3%) | 97 (34.3%)",
        caption="Table 1. Demographic characteristics",
    )
    assert told(document, "mean_age") == [("Study 1", 36.94), ("Study 2", 33.1), ("Study 3", 37.14)]
    assert told(document, "percent_female") == [("Study 1", 43.1), ("Study 2", 39.3), ("Study 3", 34.3)]
