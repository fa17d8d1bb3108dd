"""Running text around tables: sentences of methods and results without any correlation."""

from __future__ import annotations

from random import Random

SENTENCES = (
    "Participants were recruited through notices in community centres and by word of mouth.",
    "The questionnaire took about twenty minutes and was answered at home.",
    "All scales were scored so that higher values mean more of what the name of the scale says.",
    "Missing answers were rare and were replaced by the mean of the remaining items of the same scale.",
    "Those who did not return the second questionnaire were somewhat younger than those who did.",
    "The study had been approved by the board of the first author's university.",
    "We describe the measures in the order in which they were presented.",
    "Respondents could skip any question and were told that there are no right or wrong answers.",
    "Interviewers had been trained for two days and visited each household once.",
    "Before the analyses, distributions were inspected and two extreme cases were set aside.",
    "The items were translated by two persons who worked independently of each other.",
    "The pattern agrees with what earlier work on neighbouring questions had suggested.",
    "Differences between regions were small and are not considered further.",
    "Reminders were sent after ten days, and a small gift was handed out at the end.",
    "The response format ranged from never to very often.",
    "Answers were checked for careless responding with three items that asked for a given option.",
    "Most had finished secondary school, and about a third lived with children.",
    "No participant was excluded for reasons other than those that had been registered.",
    "The tables list the measures in the order of the text.",
    "We return to the meaning of these findings in the discussion.",
)
SENTENCES_EACH = (3, 6)


def paragraphs(rng: Random, count: int) -> list[str]:
    """Paragraphs of a few sentences, no sentence twice."""
    pool = rng.sample(SENTENCES, len(SENTENCES))
    made = []
    for _ in range(count):
        size = rng.randint(*SENTENCES_EACH)
        made.append(" ".join(pool[:size]))
        pool = pool[size:] + pool[:size]
    return made
