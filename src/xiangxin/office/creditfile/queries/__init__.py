"""All reads of credit files: what was believed and held on a day, one person's file, figures of villages."""

from __future__ import annotations

from xiangxin.office.creditfile.queries.believing import believed, covered, current_versions, disputed, holding, known

__all__ = ["believed", "covered", "current_versions", "disputed", "holding", "known"]
