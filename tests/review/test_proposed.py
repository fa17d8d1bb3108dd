"""What papers tell of their studies reaches the coder, with its quote, and is never taken for a coding."""

from dataclasses import replace

from corpus.document import Passage
from corpus.evidence import Characterised, CharacteristicName, CharacteristicValue, Quote
from corpus.store import Store
from review import coding, decisions, queue
from review.proposed import LONGEST_QUOTE, as_told, of_study, prefilled, refresh
from tests.review.reviews import MATRIX, WHO, digest, protocol
from tests.store.evidence import document, sample, scored

QUOTE = "Participants were 34.2 years old on average (SD = 11.0)."


def told(
    name: CharacteristicName, value: CharacteristicValue, *, sure: float = 0.9, group: str = "", quote: str = QUOTE
) -> Characterised:
    return Characterised(name, value, 3, Quote(digest("berg2019"), quote, ()), "test.v1", sure, group=group)


def review(*found: Characterised, text: str = "", groups: tuple[str, ...] = ("",)) -> Store:
    store = Store.in_memory()
    paper = replace(document("berg2019"), passages=(Passage(text, 2, "text", "method"),))
    samples = [sample(212, group) for group in groups]
    store.add(paper, scored(*MATRIX), samples, name="berg2019.pdf", rules="1", told=found)
    refresh(store, protocol())
    return store


def coded(store: Store) -> None:
    """One effect, so that its study's characteristics are asked for."""
    for label, construct in (("CES-D", "depression"), ("Group use", "groups")):
        coding.code_variable(store, protocol(), "R1", label, construct=construct, direction="+", who=WHO)
    decisions.decide(store, "C1", "accept", who=WHO)


def study_task(store: Store) -> queue.Task:
    (task,) = [task for task in queue.tasks(store, protocol()) if task.kind == "study"]
    return task


def test_the_coder_sees_what_the_paper_tells_with_its_quote_and_its_place() -> None:
    with review(told("mean_age", 34.2)) as store:
        coded(store)
        task = study_task(store)
        assert task.details == (f"proposed: mean_age = 34.2, page 3: “{QUOTE}”",)
        assert task.command == "stook code S1 --set generation=... --set mean_age=34.2"


def test_a_proposal_is_no_coding() -> None:
    with review(told("mean_age", 34.2)) as store:
        coded(store)
        assert store.codings().studies[0].characteristics == {}


def test_a_doubtful_value_is_shown_but_not_put_into_the_command() -> None:
    with review(told("mean_age", 34.2, sure=0.3)) as store:
        coded(store)
        assert "mean_age = 34.2" in study_task(store).details[0]
        assert "--set mean_age=..." in study_task(store).command


def test_what_was_coded_is_not_proposed_again() -> None:
    with review(told("mean_age", 34.2)) as store:
        coded(store)
        coding.set_characteristics(store, protocol(), "S1", {"mean_age": 34.2}, who=WHO)
        assert study_task(store).details == ()


def test_terms_of_the_protocol_are_looked_up_in_the_kept_text() -> None:
    terms = {"generation": {"label": "Generation", "type": "choice", "choices": {"z": "Z", "x": "X"},
                            "terms": {"z": ["Gen Z"], "x": ["Gen X"]}}}  # fmt: skip
    with review(text="We invited Gen X only. All were Gen X and used a forum.") as store:
        assert store.proposals([digest("berg2019")]) == {}
        assert refresh(store, protocol(characteristics=terms)) == 1
        (one,) = store.proposals([digest("berg2019")])[digest("berg2019")]
        assert (one.characteristic, one.value, one.page) == ("generation", "x", 2)
        assert one.quote.text == "We invited Gen X only."


def test_another_protocol_asks_for_other_proposals_and_the_same_one_for_none() -> None:
    with review(told("mean_age", 34.2), told("country", "Norway")) as store:
        assert refresh(store, protocol()) == 0
        assert {one.characteristic for one in store.proposals([digest("berg2019")])[digest("berg2019")]} == {
            "mean_age",
            "country",
        }
        assert refresh(store, protocol(characteristics={"country": {"label": "Country"}}, questions=[])) == 1
        assert [one.characteristic for one in store.proposals([digest("berg2019")])[digest("berg2019")]] == ["country"]


def test_a_better_reading_takes_the_place_of_what_was_told_before() -> None:
    with review(told("mean_age", 34.2)) as store:
        paper = document("berg2019")
        store.add(paper, scored(*MATRIX), [], name="berg2019.pdf", rules="2", told=[told("mean_age", 43.2)])
        assert store.proposals([digest("berg2019")]) == {}
        refresh(store, protocol())
        assert [one.value for one in store.proposals([digest("berg2019")])[digest("berg2019")]] == [43.2]


def test_each_study_is_told_its_own_value_first_and_never_another_ones() -> None:
    own = told("mean_age", 20.0, group="Study 1")
    with review(own, told("mean_age", 40.0, group="Study 2"), groups=("Study 1", "Study 2")) as store:
        proposals, codings = store.proposals([digest("berg2019")]), store.codings()
        values = {
            study.printed: [one.value for one in of_study(study, codings.reports, proposals)["mean_age"]]
            for study in codings.studies
            if study.printed
        }
        assert values == {"Study 1": [20.0], "Study 2": [40.0]}


def test_the_whole_sample_comes_before_a_part_of_it() -> None:
    with review(told("mean_age", 30.0, group="women", sure=0.99), told("mean_age", 34.2, sure=0.6)) as store:
        (study,) = store.codings().studies
        found = of_study(study, store.codings().reports, store.proposals([digest("berg2019")]))["mean_age"]
        assert [(one.value, one.group) for one in found] == [(34.2, ""), (30.0, "women")]


def test_long_quotes_are_cut_and_values_of_two_words_quoted() -> None:
    with review(told("country", "New Zealand", quote="far " * 60)) as store:
        (study,) = store.codings().studies
        (one,) = of_study(study, store.codings().reports, store.proposals([digest("berg2019")]))["country"]
        assert len(as_told(one)) < LONGEST_QUOTE + 60
        assert prefilled("country", [one]) == "--set country='New Zealand'"


def test_the_coder_of_a_label_sees_what_the_paper_says_high_scores_mean() -> None:
    said = Characterised(
        "direction", "+", 4, Quote(digest("berg2019"), "Higher scores mean more symptoms.", ()), "directions.v1", 0.9,
        variable="CES-D", derived="high scores: more symptoms",
    )  # fmt: skip
    with review(said) as store:
        (task,) = [task for task in queue.tasks(store, protocol()) if task.id == "R1/CES-D"]
        told = "CES-D: high scores: more symptoms (+), page 4: “Higher scores mean more symptoms.”"
        assert told in task.details
        (other,) = [task for task in queue.tasks(store, protocol()) if task.id == "R1/Group use"]
        assert told not in other.details
