"""When a test of publication bias must not be read."""

from __future__ import annotations

from pooling.estimate import Note

FEWEST = 10  # Sterne et al. 2011: below ten studies the tests have no power and mislead
LARGE_I2 = 50.0  # percent; Ioannidis & Trikalinos 2007: with it asymmetry is mostly heterogeneity


def cautions(k: int, i2: float | None = None) -> tuple[Note, ...]:
    """Return the reasons not to read a test of bias of ``k`` rows with heterogeneity ``i2``."""
    notes = []
    if k < FEWEST:
        notes.append(Note("too_few_for_bias", f"{k} rows: tests of publication bias are not read below ten."))
    if i2 is not None and i2 > LARGE_I2:
        notes.append(
            Note("heterogeneous", f"I2 = {i2:.0f} %: studies that differ make a funnel asymmetric without any bias.")
        )
    return tuple(notes)
