"""A result that the reader missed, typed in beside its page."""

from __future__ import annotations

from review.web.routes import Pages

pages = Pages()
