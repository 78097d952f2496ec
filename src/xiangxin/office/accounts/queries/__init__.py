"""All reads of this room. What is about staff needs a viewer where it lists others; nothing here is about a person's
file.
"""

from __future__ import annotations

from xiangxin.office.accounts.queries.held import Seat, colleagues, holders, mandate_holds, seats_of
from xiangxin.office.accounts.queries.own import own
from xiangxin.office.accounts.queries.signing import demo_groups, factor_mark

__all__ = ["Seat", "colleagues", "demo_groups", "factor_mark", "holders", "mandate_holds", "own", "seats_of"]
