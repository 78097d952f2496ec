"""Tables of accounts: who can sign in, which posts they hold, what waits for a second person, who is in now."""

from __future__ import annotations

from xiangxin.office.accounts.models.account import Account
from xiangxin.office.accounts.models.entry import Mandate, PhoneCode, PhoneDoor, SignIn, Slip, Word
from xiangxin.office.accounts.models.post import Delegation, Post
from xiangxin.office.accounts.models.proposal import Proposal

__all__ = [
    "Account",
    "Delegation",
    "Mandate",
    "PhoneCode",
    "PhoneDoor",
    "Post",
    "Proposal",
    "SignIn",
    "Slip",
    "Word",
]
