"""The country of a sample, told in sentences of many fields."""

import pytest

from corpus.document import Document, Passage, Section
from extractors.characteristics import characteristics
from tests.papers import paper


def told(text: str) -> list[object]:
    return [c.value for c in characteristics(paper(text)) if c.name == "country" and c.probability >= 0.5]


@pytest.mark.parametrize(
    ("sentence", "countries"),
    [
        ("Participants were 214 Belgian first-year students.", ["Belgium"]),
        ("Nurses were recruited from three hospitals in Norway.", ["Norway"]),
        ("We recruited 300 workers in the United States through a crowdsourcing site.", ["United States"]),
        ("A total of 264 US participants completed the survey.", ["United States"]),
        ("Players of 12 clubs in Ghana were enrolled in the study.", ["Ghana"]),
        ("Pupils were recruited from schools in Lisbon.", ["Portugal"]),
        ("The sample consisted of 120 students of the University of Zagreb.", ["Croatia"]),
        ("Data were collected from employees of two Chinese firms.", ["China"]),
        ("Respondents were recruited in Germany and the Netherlands.", ["Germany", "Netherlands"]),
        ("We report correlations in a survey of Polish adults.", ["Poland"]),
        ("Respondents were 183 Danish users of forums.", ["Denmark"]),
        ("Supervisors of a company in Taiwan returned matched questionnaires.", ["Taiwan"]),
        ("Participants had to reside in the U.S., and completed an online survey.", ["United States"]),
    ],
)
def test_the_country_of_a_sample_is_read(sentence: str, countries: list[str]) -> None:
    assert told(sentence) == countries


@pytest.mark.parametrize(
    "sentence",
    [
        "Participants completed the German version of the scale.",
        "Diagnoses followed the manual of the American Psychiatric Association.",
        "Participants gave consent in accordance with the Declaration of Helsinki.",
        "Participants completed the Toronto Alexithymia Scale.",
        "Participants had taken two years of French, German, or Spanish.",
        "The sample included 12% African American and 5% Asian American participants.",
        "Accelerometers (Actigraph, Pensacola, Florida) were worn by participants.",
        "Smith et al. (2015) recruited students in Canada.",
        "Depression affects many people in India.",
    ],
)
def test_other_places_are_left(sentence: str) -> None:
    assert told(sentence) == []


def test_a_country_is_proposed_once_by_its_best_sentence() -> None:
    text = "We recruited 40 nurses in Kenya. All respondents in the sample lived in Nairobi."
    assert told(text) == ["Kenya"]


def test_many_countries_in_one_sentence_are_no_proposal() -> None:
    text = "Samples were collected in Italy, Spain, France, Poland and Greece."
    assert told(text) == []


def test_a_title_can_name_the_country() -> None:
    title = "Sleep and shift work among Chilean nurses: A survey in Turkey"
    document = Document("d", (), (Passage("Words.", 1),), (), "plain.v1", title=title)
    assert [c.value for c in characteristics(document)] == ["Chile", "Turkey"]


def test_an_abstract_and_a_result_may_name_the_country_too() -> None:
    def of(section: Section, text: str) -> list[object]:
        document = Document("d", (), (Passage(text, 1, section=section),), (), "plain.v1")
        return [c.value for c in characteristics(document) if c.name == "country"]

    assert of("abstract", "We surveyed a sample of 90 nurses from Peru.") == ["Peru"]
    assert of("abstract", "A sample of nurses from Peru was seen before (Lee, 2010).") == []
    assert of("results", "Our participants in Peru completed more trials.") == ["Peru"]
    assert of("results", "Recruited students in Peru do well (Lee, 2010).") == []


def test_the_authors_institution_is_only_a_hint() -> None:
    passage = Passage("Department of Psychology, University of Athens, Greece", 1, section="front")
    (found,) = characteristics(Document("d", (), (passage,), (), "plain.v1"))
    assert (found.value, found.probability) == ("Greece", 0.3)
