"""All writes of this room; each names the keeper and the person."""

from __future__ import annotations

from xiangxin.office.station.actions.visits import begin_visit, begin_visit_by_mandate, end_visit

__all__ = ["begin_visit", "begin_visit_by_mandate", "end_visit"]
