"""All writes of this room; each is one transaction and one entry of the log."""

from __future__ import annotations

from xiangxin.office.accounts.actions.accounts import (
    FirstAccount,
    NewDemoAccount,
    close_account,
    create_account,
    issue_reset_slip,
    make_demo_accounts,
    make_first_administrators,
    propose_opening,
    propose_password_reset,
    propose_second_factor_reset,
    unlock_sign_in,
)
from xiangxin.office.accounts.actions.delegations import delegate_post, end_delegation
from xiangxin.office.accounts.actions.posts import (
    NewPost,
    propose_area,
    propose_end,
    propose_post,
    wrong_with_move,
    wrong_with_post,
)
from xiangxin.office.accounts.actions.slips import IssuedSlip

__all__ = [
    "FirstAccount",
    "IssuedSlip",
    "NewDemoAccount",
    "NewPost",
    "close_account",
    "create_account",
    "delegate_post",
    "end_delegation",
    "issue_reset_slip",
    "make_demo_accounts",
    "make_first_administrators",
    "propose_area",
    "propose_end",
    "propose_opening",
    "propose_password_reset",
    "propose_post",
    "propose_second_factor_reset",
    "unlock_sign_in",
    "wrong_with_move",
    "wrong_with_post",
]
