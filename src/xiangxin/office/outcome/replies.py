"""What a person answers to a case, on the phone or at the counter, and what they are told then."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.grants import actions as grants
from xiangxin.office.outcome.actions import Noted, contest
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.shell.templatetags.office import day


def reply(by: Viewer, person: UUID, grant: UUID, what: str) -> str:
    """Say yes, no, ask for another human being, or end the line; the words to tell. ``AddressUnknown`` for else."""
    match what:
        case "accept":
            grants.accept_offer(by, person, grant)
            return _("记下了：您要这个额度。用以前还要签合同；不用就没有利息。")
        case "decline":
            grants.decline_offer(by, person, grant)
            return _("记下了：您不要。没有任何不利，以后还可以申请。")
        case "human":
            request = grants.ask_for_human(by, person, grant)
            return _("记下了，编号 %(number)s。银行另一个人会重看，最晚 %(day)s 答复您。") % {
                "number": request.number,
                "day": day(request.due_on),
            }
        case "end":
            grants.end_line(by, person, grant)
            return _("额度已结束。已经借的照合同还。")
    raise AddressUnknown


def say_wrong(by: Viewer, person: UUID, result: UUID, line: str, fact: str) -> str:
    """Say that a line is wrong, as a form sends it; the words to tell. Errors as of ``contest``."""
    noted = contest(by, person, result, line, _id(fact))
    return told(noted)


def told(noted: Noted) -> str:
    """Number and day, and what follows meanwhile."""
    said = {"number": noted.number, "day": day(noted.due_on)}
    if noted.of_fact:
        return _("记下了，编号 %(number)s，最晚 %(day)s 书面答复您。答复以前这一条不作数。") % said
    return _("记下了，编号 %(number)s。银行另一个人会重看，最晚 %(day)s 答复您。") % said


def _id(text: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise AddressUnknown from None
