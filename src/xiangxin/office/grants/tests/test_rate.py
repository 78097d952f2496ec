"""An officer lowers the rate of a line that stands: at once, within the policy's band, told by a letter; never up."""

from __future__ import annotations

import pytest
from django.urls import reverse

from bases.accounts_made import browser_of
from bases.consent_made import make_consent, make_institution
from bases.grants_made import fresh, letter_of, looking, make_cases, make_line
from xiangxin.office.audit.verify import verify
from xiangxin.office.grants import errors
from xiangxin.office.grants.actions import Chosen, decide_on_line
from xiangxin.office.grants.choices import DecisionKind, State
from xiangxin.office.grants.models import Decision
from xiangxin.office.grants.queries import lines_of

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
SUSPEND = Chosen(DecisionKind.SUSPEND, "lenders_record", "2026年11月1日起合同项下一笔款项逾期未还。")


def cut(rate_bp: int | None) -> Chosen:
    return Chosen(DecisionKind.CUT_RATE, rate_bp=rate_bp)


def test_the_rate_of_a_line_is_lowered_at_once_and_told_also_while_something_else_is_announced() -> None:
    manager, _bank, grant, _person = make_line()
    decision = decide_on_line(manager, grant.id, cut(600))
    now = fresh(grant)
    assert (now.state, now.limit_fen, now.rate_bp) == (State.ACTIVE, grant.limit_fen, 600)
    assert (decision.rate_bp, decision.limit_fen, decision.reason) == (600, None, "")
    with looking():
        said = lines_of(letter_of(grant))[0].zh
    assert (letter_of(grant).kind, "把您额度的年利率降到 6%，从今天起，额度不变。" in said) == ("rate", True)
    announced = decide_on_line(manager, grant.id, SUSPEND)
    decide_on_line(manager, grant.id, cut(550))
    with looking():
        assert Decision.objects.get(id=announced.id).called_off_on is None
    assert fresh(grant).rate_bp == 550
    assert verify(seal=True).findings == ()


def test_the_rate_of_a_line_never_goes_up_nor_below_the_band() -> None:
    manager, _bank, grant, _person = make_line()
    least = grant.run.lowest_rate_bp
    assert (grant.rate_bp, least is not None and 0 < least < 650) == (650, True)
    for rate in (None, 0, (least or 0) - 1, 650, 651):
        with pytest.raises(errors.RateNotLower) as refused:
            decide_on_line(manager, grant.id, cut(rate))
        assert "6.5%" in refused.value.text.zh
    assert fresh(grant).rate_bp == 650
    with looking():
        assert not Decision.objects.filter(kind=DecisionKind.CUT_RATE).exists()
    decide_on_line(manager, grant.id, cut(least))
    assert fresh(grant).rate_bp == least


def test_the_rate_is_lowered_of_a_line_only_and_by_nobody_who_took_a_consent() -> None:
    manager, _bank, (case,) = make_cases()
    with pytest.raises(errors.StateUnfit):
        decide_on_line(manager, case.id, cut(600))
    manager, _bank, grant, _person = make_line()
    make_consent(grant.person_id, "scoring", make_institution(), "file", taken_by=manager.account)
    with pytest.raises(errors.TakerDecides):
        decide_on_line(manager, grant.id, cut(600))
    assert (fresh(case).rate_bp, fresh(grant).rate_bp) == (None, 650)


def test_a_lower_rate_is_entered_in_percent_on_the_page_of_the_line() -> None:
    manager, _bank, grant, _person = make_line()
    client = browser_of(manager)
    page = client.get(reverse("grants:case", args=[grant.id])).content.decode()
    assert ("降低利率</option>" in page, "现在是 6.5%；降低利率时填更低的数" in page) == (True, True)
    address = reverse("grants:line", args=[grant.id])
    assert client.post(address, {"kind": "cut_rate", "rate": "7"}).status_code == 422
    assert client.post(address, {"kind": "cut_rate", "rate": "6.2"}).status_code == 302
    assert fresh(grant).rate_bp == 620
