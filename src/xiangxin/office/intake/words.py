"""Findings of this room about rows: the words of ``messages.yaml``, filled for one place. They repeat no cell."""

from __future__ import annotations

from xiangxin.kernel.messages import Messages

MESSAGES = Messages("xiangxin.office.intake")
tell = MESSAGES.tell
