"""A whole matrix at once, as read, beside its page."""

from __future__ import annotations

from review.web.routes import Pages

pages = Pages()
