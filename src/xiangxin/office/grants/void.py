"""Letters that hold no more: what they say was over before they reached anybody, so nobody is handed or read one.

Inside a reading or an act.
"""

from __future__ import annotations

from django.db.models import Q

from xiangxin.office.grants.choices import LetterKind
from xiangxin.office.grants.models import Letter

_OF_WHAT_STANDS = frozenset({LetterKind.OFFER, LetterKind.SUSPENSION, LetterKind.REDUCTION})
"""They speak of a case that goes on; a refusal and an answer stay true whatever became of it."""


def is_void(letter: Letter) -> bool:
    """Whether an undelivered letter offers or announces what is over: its case ended, or it was called off."""
    if letter.delivered_at is not None:
        return False
    has_ended = letter.kind in _OF_WHAT_STANDS and letter.grant.ended_on is not None
    return has_ended or letter.decision.called_off_on is not None


def void_letters() -> Q:
    """The condition for such letters: ``is_void`` asked of the database."""
    has_ended = Q(kind__in=sorted(_OF_WHAT_STANDS), grant__ended_on__isnull=False)
    return Q(delivered_at=None) & (has_ended | Q(decision__called_off_on__isnull=False))


def waits_for_delivery() -> Q:
    """The condition for letters that still have to reach somebody."""
    return Q(delivered_at=None) & ~void_letters()
