"""The first entries of an office's log: that it begins, and who its first three administrators are."""

from __future__ import annotations

from django.db import transaction

from xiangxin import __version__
from xiangxin.office.accounts.actions import FirstAccount, IssuedSlip, make_first_administrators
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import act
from xiangxin.office.operations.answers import Answers

ACTOR = system("init")


def begin(answers: Answers) -> dict[str, IssuedSlip]:
    """Write them; the administrators' slips by role. All of it or nothing."""
    with transaction.atomic():
        payload = {"kind": answers.kind, "version": __version__, "jurisdiction": answers.jurisdiction}
        with act("office.initialised", by=ACTOR, area=answers.county, payload=payload):
            pass
        if not answers.administrators:
            return {}
        first = {Role(one.role): FirstAccount(one.login, one.display) for one in answers.administrators}
        return {str(role): slip for role, slip in make_first_administrators(first, answers.county, ACTOR).items()}
