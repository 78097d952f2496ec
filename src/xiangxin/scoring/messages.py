"""Findings of this room: the codes and words of ``messages.yaml``."""

from __future__ import annotations

from xiangxin.kernel.messages import Messages

MESSAGES = Messages("xiangxin.scoring")

tell = MESSAGES.tell
