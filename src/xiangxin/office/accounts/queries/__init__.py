"""All reads of this room. What is about staff needs a viewer where it lists others; nothing here is about a person's
file.
"""

from __future__ import annotations

from xiangxin.office.accounts.queries.held import (
    MOST_CALLED,
    Seat,
    accounts_called,
    colleagues,
    holders,
    logins_of,
    mandate_holds,
    names_of,
    seats_of,
)
from xiangxin.office.accounts.queries.own import own
from xiangxin.office.accounts.queries.signing import demo_groups, factor_mark
from xiangxin.office.accounts.queries.staff import (
    institutions_for_posts,
    post_seen,
    staff,
    staff_account,
    staffing,
    unfilled,
)
from xiangxin.office.accounts.queries.waiting import proposal_seen, proposed_by, to_decide

__all__ = [
    "MOST_CALLED",
    "Seat",
    "accounts_called",
    "colleagues",
    "demo_groups",
    "factor_mark",
    "holders",
    "institutions_for_posts",
    "logins_of",
    "mandate_holds",
    "names_of",
    "own",
    "post_seen",
    "proposal_seen",
    "proposed_by",
    "seats_of",
    "staff",
    "staff_account",
    "staffing",
    "to_decide",
    "unfilled",
]
