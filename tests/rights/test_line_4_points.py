"""Line 4: points open something and close nothing; who has none, or did not agree, is treated as before."""

from __future__ import annotations

import pytest
from django.utils import timezone

from bases.accounts_made import COUNTY, viewer_for
from bases.consent_made import make_consent, make_institution
from bases.grants_made import looking
from bases.incentives_made import make_ledger
from xiangxin.law.load import load_law
from xiangxin.office.accounts.choices import Role
from xiangxin.office.consent.errors import NoGround
from xiangxin.office.consent.gate import can_have_ground, require
from xiangxin.office.consent.queries.keeping import consenting
from xiangxin.office.incentives import errors
from xiangxin.office.incentives.scope import CLASS, PURPOSE

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


def test_line_4_points_are_a_purpose_that_scores_nobody_and_gives_nothing_to_a_bank() -> None:
    purposes = load_law().purposes
    assert (purposes[PURPOSE].scores, purposes[PURPOSE].proposes) == (False, ())
    kinds = load_law().deployment_kinds
    assert {name for name, kind in kinds.items() if PURPOSE in kind.purposes} == {"government", "demo"}
    openers = {role for role in Role.values if can_have_ground(viewer_for(role, COUNTY), PURPOSE, [CLASS])}
    assert openers == {Role.COUNTY_OFFICE, Role.TOWNSHIP_CADRE, Role.VILLAGE_CADRE}
    assert not any(can_have_ground(viewer_for(role, COUNTY), PURPOSE, ["file"]) for role in Role.values)


def test_line_4_agreeing_to_points_opens_no_file_and_no_score() -> None:
    made = make_ledger()
    today = timezone.localdate()
    with looking():
        assert consenting([made.person.id], CLASS, today) == set()
        assert consenting([made.person.id], "file", today) == set()
    for field_class in ("file", "income_property"):
        with pytest.raises(NoGround):
            require("consent", made.person.id, "evaluation", [field_class], made.county, today)


@pytest.mark.parametrize(("purpose", "field_class"), [("evaluation", "file"), ("scoring", "contact")])
def test_line_4_another_consent_does_not_serve_for_points(purpose: str, field_class: str) -> None:
    made = make_ledger(agrees=False)
    receiver = made.office if purpose == "evaluation" else make_institution("bank")
    make_consent(made.person.id, purpose, receiver, field_class)
    with pytest.raises(errors.NotAgreed):
        made.propose()
