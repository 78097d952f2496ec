"""A named officer decides, one by one what is adverse, together only what is not; nobody who took the consent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from bases.consent_made import make_consent, make_institution
from bases.creditfile_made import make_filed_person
from bases.grants_made import BY, cases_of, colleague, fill_file, fresh, letter_of, looking, make_cases
from bases.runs_made import make_manager, make_run
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.verify import verify
from xiangxin.office.consent.errors import NoGround
from xiangxin.office.consent.models import Consent
from xiangxin.office.grants import errors
from xiangxin.office.grants.actions import Chosen, accept_many, decide_case, open_cases
from xiangxin.office.grants.choices import ADVERSE, DecisionKind, State
from xiangxin.office.grants.letters import read
from xiangxin.office.grants.models import Decision, Grant, Letter
from xiangxin.office.grants.reasons import reasons, reasons_for
from xiangxin.office.runs.choices import Status
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.vault.sealing import open_on

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
ACCEPT = Chosen(DecisionKind.ACCEPT)
FACT = "2026年3月5日县法院文书载明的一笔未还款。"


def test_an_accepted_proposal_is_offered_as_the_policy_worked_it_out_and_a_letter_says_so() -> None:
    manager, _bank, (grant,) = make_cases()
    assert (grant.state, grant.outcome, grant.proposed_limit_fen, grant.proposed_rate_bp) == (
        State.OPEN,
        "scored",
        3_000_000,
        650,
    )
    decision = decide_case(manager, grant.id, ACCEPT)

    now = fresh(grant)
    assert (now.state, now.limit_fen, now.rate_bp) == (State.OFFERED, 3_000_000, 650)
    assert (decision.decided_by, decision.batch, decision.reason) == (manager.account, False, "")
    lines = read(open_on(letter_of(grant), "content_sealed"))
    assert "30,000" in lines[0].zh
    assert "6.5%" in lines[0].en
    assert any("换一个人重新看" in line.zh for line in lines)
    assert verify(seal=True).findings == ()


def test_less_than_proposed_needs_a_reason_and_a_fact() -> None:
    manager, _bank, (grant,) = make_cases()
    for chosen, error in (
        (Chosen(DecisionKind.LOWER, limit_fen=2_000_000), errors.ReasonWrong),
        (Chosen(DecisionKind.LOWER, "policy_line", limit_fen=2_000_000), errors.ReasonWrong),
        (Chosen(DecisionKind.LOWER, "family", limit_fen=2_000_000), errors.ReasonWrong),
        (Chosen(DecisionKind.LOWER, "checkable_fact", "听说不好", limit_fen=2_000_000), errors.WordsMissing),
        (Chosen(DecisionKind.LOWER, "checkable_fact", "\u200b" * 20, limit_fen=2_000_000), errors.WordsMissing),
        (Chosen(DecisionKind.LOWER, "checkable_fact", FACT, limit_fen=3_000_000), errors.LimitAbove),
        (Chosen(DecisionKind.LOWER, "checkable_fact", FACT, limit_fen=0), errors.LimitAbove),
        (Chosen(DecisionKind.ACCEPT, "checkable_fact", FACT), errors.ReasonWrong),
        (Chosen(DecisionKind.ACCEPT, limit_fen=3_000_001), errors.LimitAbove),
        (Chosen(DecisionKind.ACCEPT, rate_bp=651), errors.RateOutside),
        (Chosen(DecisionKind.ACCEPT, rate_bp=299), errors.RateOutside),
        (Chosen(DecisionKind.ACCEPT, rate_bp=0), errors.RateOutside),
        (Chosen(DecisionKind.LOWER, "checkable_fact", FACT, limit_fen=2_000_000, rate_bp=0), errors.RateOutside),
        (Chosen(DecisionKind.SUSPEND, "checkable_fact", FACT), errors.ReasonWrong),
    ):
        with pytest.raises(error):
            decide_case(manager, grant.id, chosen)
    assert fresh(grant).state == State.OPEN
    with looking():
        assert not Decision.objects.exists()
        assert not Letter.objects.exists()

    decide_case(manager, grant.id, Chosen(DecisionKind.LOWER, "checkable_fact", FACT, limit_fen=2_000_000, rate_bp=600))
    now = fresh(grant)
    assert (now.state, now.limit_fen, now.rate_bp) == (State.OFFERED, 2_000_000, 600)
    lines = read(open_on(letter_of(grant), "content_sealed"))
    assert any(FACT in line.zh for line in lines)


def test_a_rate_goes_down_to_the_lower_end_of_the_band_and_the_message_names_both_ends() -> None:
    manager, _bank, (grant,) = make_cases()
    with pytest.raises(errors.RateOutside) as refused:
        decide_case(manager, grant.id, Chosen(DecisionKind.ACCEPT, rate_bp=299))
    assert (refused.value.values["least"], refused.value.values["most"]) == ("3%", "6.5%")
    assert (fresh(grant).state, fresh(grant).rate_bp) == (State.OPEN, None)
    decide_case(manager, grant.id, Chosen(DecisionKind.ACCEPT, rate_bp=300))
    assert (fresh(grant).state, fresh(grant).rate_bp) == (State.OFFERED, 300)


def test_a_refusal_names_its_reason_in_a_letter() -> None:
    manager, _bank, (grant,) = make_cases()
    decide_case(manager, grant.id, Chosen(DecisionKind.REFUSE, "total_debt", "本人填报的外债每年要还4万元。"))
    now = fresh(grant)
    assert (now.state, now.limit_fen, now.rate_bp) == (State.REFUSED, None, None)
    assert letter_of(grant).kind == "refusal"


def test_every_reason_fits_something_and_every_adverse_decision_has_one() -> None:
    assert all(reasons_for([kind], ["scored"]) for kind in ADVERSE)
    assert reasons_for(ADVERSE, Status.values) == tuple(reasons().values())
    assert not reasons_for([DecisionKind.ACCEPT], Status.values)
    assert "others" not in reasons()


@pytest.mark.parametrize(
    ("outcome", "named"),
    [
        ("scored", set()),
        ("not_eligible", {"policy_line"}),
        ("vetoed", {"policy_line", "veto_unsettled"}),
        ("not_evaluable", {"missing_input"}),
    ],
)
def test_a_reason_that_points_to_the_result_is_given_only_where_the_result_says_so(
    outcome: str, named: set[str]
) -> None:
    manager, _bank, (grant,) = make_cases()
    if outcome != "scored":
        with maintenance("tests"):
            Grant.objects.filter(id=grant.id).update(outcome=outcome, proposed_limit_fen=None)
    for reason in {"policy_line", "veto_unsettled", "missing_input"} - named:
        with pytest.raises(errors.ReasonWrong):
            decide_case(manager, grant.id, Chosen(DecisionKind.REFUSE, reason, FACT))
    assert fresh(grant).state == State.OPEN
    with looking():
        assert not Decision.objects.exists()
        assert not Letter.objects.exists()
    for reason in sorted(named)[:1]:
        decide_case(manager, grant.id, Chosen(DecisionKind.REFUSE, reason))
        assert fresh(grant).state == State.REFUSED


def test_that_the_person_asked_for_less_is_said_with_the_day_and_how() -> None:
    manager, _bank, (grant,) = make_cases()
    less = Chosen(DecisionKind.LOWER, "asked_for_less", limit_fen=1_000_000)
    with pytest.raises(errors.WordsMissing):
        decide_case(manager, grant.id, less)
    assert fresh(grant).state == State.OPEN
    with looking():
        assert not Decision.objects.exists()
    words = "2026年11月20日本人在网点说只要一万元。"
    decide_case(manager, grant.id, replace(less, words=words))
    assert any(words in line.zh for line in read(open_on(letter_of(grant), "content_sealed")))


def test_two_decisions_on_one_case_are_not_made() -> None:
    manager, bank, (grant,) = make_cases()
    decide_case(manager, grant.id, ACCEPT)
    with pytest.raises(errors.StateUnfit):
        decide_case(colleague(bank), grant.id, Chosen(DecisionKind.REFUSE, "checkable_fact", FACT))
    assert fresh(grant).state == State.OFFERED


def test_whoever_took_the_consent_does_not_decide() -> None:
    manager, bank, (grant,) = make_cases()
    make_consent(grant.person_id, "scoring", make_institution(), "file", taken_by=manager.account)
    with pytest.raises(errors.TakerDecides):
        decide_case(manager, grant.id, ACCEPT)
    with pytest.raises(errors.OneByOne):
        accept_many(manager, [grant.id])
    assert fresh(grant).state == State.OPEN
    decide_case(colleague(bank), grant.id, ACCEPT)


def test_another_bank_finds_no_case() -> None:
    _manager, _bank, (grant,) = make_cases()
    other, _ = make_manager()
    with pytest.raises(AddressUnknown):
        decide_case(other, grant.id, ACCEPT)


def test_nobody_decides_on_somebody_who_withdrew() -> None:
    manager, _bank, (grant,) = make_cases()
    with act("tests.withdrawn", by=BY) as done:
        for row in Consent.objects.filter(person=grant.person_id):
            row.withdrawn_on = timezone.localdate()
            row.save()
            done.wrote(row)
    with pytest.raises(NoGround):
        decide_case(manager, grant.id, ACCEPT)
    assert fresh(grant).state == State.OPEN


def test_a_batch_accepts_all_or_none() -> None:
    manager, bank = make_manager()
    good, poor = make_filed_person(bank), make_filed_person(bank)
    fill_file(good, bank)
    run = make_run(manager, bank)
    assert open_cases(BY, run) == 2
    cases = {grant.person_id: grant for grant in cases_of(bank)}
    assert not cases[poor.id].proposed_limit_fen

    with pytest.raises(errors.OneByOne) as refused:
        accept_many(manager, [grant.id for grant in cases.values()])
    assert refused.value.values["count"] == 1
    assert {grant.state for grant in cases_of(bank)} == {State.OPEN}

    assert accept_many(manager, [cases[good.id].id, cases[good.id].id]) == 1
    with looking():
        decision = Decision.objects.get()
    assert (decision.kind, decision.batch) == (DecisionKind.ACCEPT, True)


@pytest.mark.parametrize("kind", sorted(ADVERSE))
def test_the_database_itself_refuses_what_is_adverse_by_batch_or_without_a_reason(kind: str) -> None:
    manager, _bank, (grant,) = make_cases()
    decide_case(manager, grant.id, ACCEPT)
    with maintenance("tests"):
        for change in ({"kind": kind}, {"kind": kind, "reason": "policy_line", "batch": True}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Decision.objects.update(**change)


def test_the_database_itself_refuses_a_limit_above_the_proposal() -> None:
    _manager, _bank, (grant,) = make_cases()
    most = grant.proposed_limit_fen or 0
    with maintenance("tests"), pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(id=grant.id).update(limit_fen=most + 1)


def test_a_case_is_opened_once_for_a_result_and_a_later_run_takes_the_place_of_one_that_waits() -> None:
    manager, bank, (grant,) = make_cases()
    assert open_cases(BY, grant.run) == 0
    again = make_run(manager, bank)
    assert open_cases(BY, again) == 1
    first, second = cases_of(bank)
    assert (first.state, first.ending) == (State.ENDED, "superseded")
    assert second.state == State.OPEN
