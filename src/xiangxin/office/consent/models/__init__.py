"""Tables of notices, consents and paper forms. Persons are opaque ids in all of them."""

from __future__ import annotations

from xiangxin.office.consent.models.consent import BurstFlag, Consent, Declined, DeletionOrder, Reminder
from xiangxin.office.consent.models.notice import NoticeDelivery, NoticeText, PanelListing
from xiangxin.office.consent.models.paper import PaperBatch, PaperForm

__all__ = [
    "BurstFlag",
    "Consent",
    "Declined",
    "DeletionOrder",
    "NoticeDelivery",
    "NoticeText",
    "PanelListing",
    "PaperBatch",
    "PaperForm",
    "Reminder",
]
