"""All writes about policies."""

from xiangxin.office.adoption.actions.adopting import NewAdoption, propose_adoption, propose_end
from xiangxin.office.adoption.actions.drafting import begin_draft, close_draft, keep_text, save_draft
from xiangxin.office.adoption.actions.judging import judge_again
from xiangxin.office.adoption.actions.reporting import keep_impact, keep_report

__all__ = [
    "NewAdoption",
    "begin_draft",
    "close_draft",
    "judge_again",
    "keep_impact",
    "keep_report",
    "keep_text",
    "propose_adoption",
    "propose_end",
    "save_draft",
]
