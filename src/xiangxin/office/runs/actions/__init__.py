"""All writes about runs that people ask for, and what follows from the end of a ground."""

from xiangxin.office.runs.actions.again import start_changed
from xiangxin.office.runs.actions.asking import Asked, settle, start_run
from xiangxin.office.runs.actions.deleting import delete_ungrounded, drop_frozen
from xiangxin.office.runs.actions.trying import start_trial

__all__ = ["Asked", "delete_ungrounded", "drop_frozen", "settle", "start_changed", "start_run", "start_trial"]
