"""A thesis of any length: running text with values in it, and a matrix of correlations on every tenth page."""

from __future__ import annotations

import io
import random

from reportlab.pdfgen.canvas import Canvas

TABLE_EVERY = 10  # pages
LINES = 38
LEFT, TOP, LEADING = 72.0, 720.0, 16.0
TEXT = (
    "people who looked for help on the internet said that they had felt less alone and knew more about what"
    " they could do than before while others had stopped after a few weeks because nobody answered or the"
    " group had grown silent"
)
WORDS = TEXT.split()
NAMES = ("Age", "Hope", "Help seeking", "Empowerment", "Loneliness", "Support")


def thesis(pages: int, *, seed: int = 0) -> bytes:
    """A PDF of so many pages, the same bytes for the same seed."""
    chance = random.Random(seed)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(612, 792), invariant=1)
    for number in range(1, pages + 1):
        canvas.setFont("Times-Roman", 12)
        canvas.drawString(LEFT, 756, f"Chapter {1 + number // 40}")
        canvas.drawString(300, 40, str(number))
        first = _matrix(canvas, chance, number) if number % TABLE_EVERY == 0 else 0
        for k in range(first, LINES):
            words = [chance.choice(WORDS) for _ in range(13)]
            if k % 9 == 4:
                words[5:8] = ["r(213)", "=", f".{chance.randrange(10, 60)},"]
            canvas.drawString(LEFT, TOP - LEADING * k, " ".join(words))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _matrix(canvas: Canvas, chance: random.Random, number: int) -> int:
    """Draws a triangle of correlations at the top of a page; gives the line after it."""
    canvas.drawString(LEFT, TOP, f"Table {number // TABLE_EVERY}")
    canvas.drawString(LEFT, TOP - LEADING, "Correlations among the variables")
    for k, name in enumerate(NAMES):
        y = TOP - LEADING * (k + 3)
        canvas.drawString(200 + 50 * k, TOP - LEADING * 2, str(k + 1))
        canvas.drawString(LEFT, y, f"{k + 1}. {name}")
        for j in range(k):
            canvas.drawString(200 + 50 * j, y, f"{chance.choice(('', '-'))}.{chance.randrange(10, 60)}")
    return len(NAMES) + 5
