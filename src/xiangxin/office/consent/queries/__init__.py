"""All reads of notices and consents. Those about persons take the viewer, or belong inside the caller's reading.

``texts``: what is published · ``mine``: a person's own consents and notices · ``receiving``: what a receiver has to
delete · ``watching``: what looks unusual · ``rows``: the engine's table, and who took consents.
"""

from __future__ import annotations

from xiangxin.office.consent.live import receivers_of
from xiangxin.office.consent.queries.rows import (
    agreeing_with,
    consent_rows,
    consented_to,
    declining,
    let_panel_see,
    panel_sees,
    panel_shown,
    reviewed_by,
    shown_since,
    taken_by,
    takers_of,
)
from xiangxin.office.consent.queries.texts import (
    fit_receiver,
    listing_on,
    members_of,
    named_on,
    notice_for,
    receivers_for,
    text_on,
    where_to_complain,
)

__all__ = [
    "agreeing_with",
    "consent_rows",
    "consented_to",
    "declining",
    "fit_receiver",
    "let_panel_see",
    "listing_on",
    "members_of",
    "named_on",
    "notice_for",
    "panel_sees",
    "panel_shown",
    "receivers_for",
    "receivers_of",
    "reviewed_by",
    "shown_since",
    "taken_by",
    "takers_of",
    "text_on",
    "where_to_complain",
]
