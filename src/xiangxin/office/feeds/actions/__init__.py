"""All writes of feeds: open and end one by two persons, its secret, take a message, ask a provider, forget."""

from __future__ import annotations

from xiangxin.office.feeds.actions.asking import ask_now, pull_due
from xiangxin.office.feeds.actions.forgetting import delete_told
from xiangxin.office.feeds.actions.opening import NewFeed, enter_secret, issue_secret, propose_ending, propose_feed
from xiangxin.office.feeds.actions.taking import take

__all__ = [
    "NewFeed",
    "ask_now",
    "delete_told",
    "enter_secret",
    "issue_secret",
    "propose_ending",
    "propose_feed",
    "pull_due",
    "take",
]
