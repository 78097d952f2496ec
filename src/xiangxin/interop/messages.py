"""Findings of file reading: the codes and words of ``messages.yaml``, filled for one place.

A message names headers, sheets, rows, counts and registered labels; it never repeats what a cell holds, because a
refused row goes back as a list that may be read by people who may not see the row.
"""

from __future__ import annotations

from xiangxin.kernel.messages import Messages

MESSAGES = Messages("xiangxin.interop")
tell = MESSAGES.tell
