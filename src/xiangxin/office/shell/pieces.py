"""What the small pieces of a page need to know: a figure, the progress of long work, an event of a history.

A figure is refused without its target, its difference in words, who is responsible and as of when: a number never
stands alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FigureState = Literal["met", "near", "missed", "unknown"]
ProgressState = Literal["waiting", "running", "done", "failed", "stopped"]

_FIGURE_WORDS = {
    "met": gettext_lazy("达标"),
    "near": gettext_lazy("接近"),
    "missed": gettext_lazy("未达标"),
    "unknown": gettext_lazy("暂无数据"),
}
_FIGURE_TONES = {"met": "good", "near": "warn", "missed": "bad", "unknown": "none"}
_FIGURE_ORDER: tuple[FigureState, ...] = ("missed", "near", "unknown", "met")
_PROGRESS_WORDS = {
    "waiting": gettext_lazy("排队中"),
    "running": gettext_lazy("进行中"),
    "done": gettext_lazy("已完成"),
    "failed": gettext_lazy("没有完成"),
    "stopped": gettext_lazy("已停止"),
}
_PROGRESS_TONES = {"waiting": "none", "running": "info", "done": "good", "failed": "bad", "stopped": "warn"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator. ``value`` and ``target`` are written out; ``difference`` is a sentence: 72/191 个村，还差 24 个.

    ``share`` and ``mark`` are percent of the bar that are filled and at which the target stands. For an upper limit
    give ``room`` instead, the head-room in words: a bar would mislead.
    """

    name: StrOrPromise
    value: str
    target: StrOrPromise
    difference: StrOrPromise
    responsible: StrOrPromise
    as_of: date
    state: FigureState
    unit: StrOrPromise = ""
    due_on: date | None = None
    href: str = ""
    share: float | None = None
    mark: float | None = None
    room: StrOrPromise = ""

    @property
    def state_in_words(self) -> StrOrPromise:
        """What the badge says."""
        return _FIGURE_WORDS[self.state]

    @property
    def tone(self) -> str:
        """The badge's colour."""
        return _FIGURE_TONES[self.state]


def unmet_first(figures: list[Figure]) -> list[Figure]:
    """The same figures, those that fail before those that hold."""
    return sorted(figures, key=lambda one: _FIGURE_ORDER.index(one.state))


@dataclass(frozen=True, slots=True)
class Progress:
    """Long work with counted rows. ``href`` is the page on which this piece stands and can be found again."""

    id: str
    name: StrOrPromise
    state: ProgressState
    done: int
    total: int
    href: str
    failed: int = 0
    says: StrOrPromise = ""
    failed_href: str = ""
    result_href: str = ""
    cancel_href: str = ""

    @property
    def is_running(self) -> bool:
        """Whether it is worth asking again."""
        return self.state in ("waiting", "running")

    @property
    def share(self) -> float:
        """Percent of the rows that are through."""
        return 100 * self.done / self.total if self.total else 0.0

    @property
    def counted(self) -> str:
        """The rows in words."""
        if not self.total:
            return _("正在清点") if self.is_running else "—"
        return _("%(done)s / %(total)s 行") % {"done": f"{self.done:,}", "total": f"{self.total:,}"}

    @property
    def failed_in_words(self) -> str:
        """How many rows did not succeed."""
        return _("%(failed)s 行没有成功") % {"failed": f"{self.failed:,}"}

    @property
    def state_in_words(self) -> StrOrPromise:
        """What the badge says."""
        return _PROGRESS_WORDS[self.state]

    @property
    def tone(self) -> str:
        """The badge's colour."""
        return _PROGRESS_TONES[self.state]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: a date or an instant, a sentence, by whom; ``bad`` for what went against somebody."""

    at: datetime | date
    what: StrOrPromise
    who: StrOrPromise = ""
    more: StrOrPromise = ""
    href: str = ""
    link: StrOrPromise = ""
    bad: bool = False
