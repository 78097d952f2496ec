"""All writes about runs that people ask for, and what follows from the end of a ground."""

from xiangxin.office.runs.actions.asking import Asked, settle, start_run
from xiangxin.office.runs.actions.deleting import delete_ungrounded, drop_frozen

__all__ = ["Asked", "delete_ungrounded", "drop_frozen", "settle", "start_run"]
