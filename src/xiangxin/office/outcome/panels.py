"""What the home page says of a person's result: letters to open, answers to give, what they wait for, their line."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.outcome.queries import Bank, Case, waiting_for
from xiangxin.office.shell.panels import Panel, Todo, Todos, panel
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.templatetags.office import day
from xiangxin.scoring.wording import yuan


@panel(Role.HOUSEHOLD, order=10)
def result(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """What waits for the person at each bank, and the line that stands."""
    if viewer.person is None:
        return None
    todos = tuple(todo for bank in waiting_for(viewer, viewer.person) for todo in _todos(bank))
    href = reverse("outcome:results")
    return Panel(_("银行的结果"), "web/_todo.html", Todos(todos), href, _("我的结果")) if todos else None


def _todos(bank: Bank) -> Iterator[Todo]:
    name, href = bank.name.in_language(language()), reverse("outcome:results")
    for letter in bank.unopened:
        yield Todo(
            _("%(bank)s有一封信给您") % {"bank": name},
            reverse("outcome:letter", args=[letter.id]),
            day(letter.written_at),
            _("没有打开"),
            "warn",
        )
    for case in (bank.case, bank.line):
        if case is not None:
            yield from _of_case(case, name, href)


def _of_case(case: Case, name: str, href: str) -> Iterator[Todo]:
    amount = "" if case.limit_fen is None else yuan(case.limit_fen).in_language(language())
    if case.may_answer:
        by = _("%(day)s以前") % {"day": day(case.answer_by_on)}
        yield Todo(_("%(bank)s给您 %(amount)s 额度，要不要？") % {"bank": name, "amount": amount}, href, "", by, "warn")
    if case.stands:
        label = _("%(bank)s的额度：%(amount)s") % {"bank": name, "amount": amount}
        yield Todo(label, href, _("可以借，不是必须借"))
    if case.coming is not None and case.coming.not_before_on is not None:
        by = _("%(day)s以前不生效") % {"day": day(case.coming.not_before_on)}
        yield Todo(_("%(bank)s准备改您的额度") % {"bank": name}, href, "", by, "bad")
    if case.asked is not None:
        said = {"day": day(case.asked.due_on)}
        yield Todo(
            _("请人重看，编号 %(number)s") % {"number": case.asked.number}, href, "", _("最晚 %(day)s 答复") % said
        )
