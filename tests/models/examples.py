"""A small set of examples that is made in a moment: every template once, read by the real rules."""

from functools import cache

from models.training import Example, Trained, train
from synthetic.examples import joined
from synthetic.sentence_tables import tables
from synthetic.sentences import sentences


@cache
def few() -> tuple[Example, ...]:
    """One example or more from every template."""
    documents = [*sentences(7, rounds=1), *tables(7, rounds=1)]
    return tuple(example for document in documents for example in joined(document))


@cache
def small_model() -> Trained:
    """Models of these examples."""
    return train(few())
