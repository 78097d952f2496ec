"""Posts: proposed by one, agreed to by another, within their own areas, and never two of the three administrators."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test.utils import override_settings
from django.utils import timezone

from bases.accounts_made import COUNTY, add_post, make_account, viewer_for
from bases.parties_made import make_village
from bases.unchanged import nothing_changes
from xiangxin.office.accounts import actions, errors, proposals, queries
from xiangxin.office.accounts.actions import NewPost
from xiangxin.office.accounts.choices import ADMINISTRATORS, ProposalState, Role
from xiangxin.office.accounts.models import Account, Post, Proposal
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.choices import InstitutionKind
from xiangxin.office.areas.errors import AreaUnknown
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit import acts
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.models import Entry
from xiangxin.office.shell.errors import AddressUnknown, Conflicting, OfficeError

pytestmark = pytest.mark.django_db(databases=["default", "reads"])

TOWNSHIP = "990101101000"
VILLAGE = "990101101001"
REASON = "新任"


def institution(kind: InstitutionKind, slug: str = "one") -> Institution:
    body = Institution(slug=slug, kind=kind, name="一家机构", area=COUNTY, from_on=date(2026, 1, 1))
    with acts.act("areas.made_for_tests", by=system("tests")) as done:
        body.save(force_insert=True)
        done.wrote(body)
    return body


@pytest.fixture
def security() -> Viewer:
    return viewer_for(Role.SECURITY_ADMIN)


@pytest.fixture
def office() -> Viewer:
    return viewer_for(Role.COUNTY_OFFICE)


def newcomer() -> Account:
    """An account that holds nothing today."""
    return make_account(Role.POLICY_AUTHOR, to_on=date(2026, 1, 2))


def new_post(account: Account, role: str = Role.TOWNSHIP_CADRE, area: str = TOWNSHIP, **changes: object) -> NewPost:
    row: dict[str, object] = {"institution": None, "from_on": timezone.localdate(), "to_on": None} | changes
    return NewPost(account.id, role, area, **row)  # type: ignore[arg-type]


def forced(row: Post | Proposal, **change: object) -> None:
    """Change a row past every action, as somebody who holds the database would."""
    with acts.act("tests.forced", by=system("tests")) as done:
        type(row).objects.filter(id=row.id).update(**change)
        done.wrote(row)


def said(act: str) -> list[str]:
    return list(Entry.objects.filter(act=act).values_list("actor", flat=True))


def test_a_post_is_held_only_after_a_second_person_agreed(security: Viewer, office: Viewer) -> None:
    account = newcomer()
    proposal = actions.propose_post(security, new_post(account), REASON)
    assert queries.seats_of(account) == []
    proposals.decide(proposal.id, office, agrees=True)
    (seat,) = queries.seats_of(account)
    assert (seat.role, seat.area) == ("township_cadre", TOWNSHIP)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by_id) == (ProposalState.AGREED, office.account)
    assert said("accounts.proposal_made") == [str(security.actor)]
    assert said("accounts.proposal_agreed") == said("accounts.post_granted") == [str(office.actor)]


def test_who_proposed_cannot_agree_even_in_another_role(security: Viewer) -> None:
    account = newcomer()
    proposal = actions.propose_post(security, new_post(account), REASON)
    also_office = Viewer(security.account, Role.COUNTY_OFFICE, COUNTY)
    with pytest.raises(errors.SecondPersonNeeded):
        proposals.decide(proposal.id, also_office, agrees=True)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OPEN
    assert queries.seats_of(account) == []
    assert said("accounts.refused") == [str(also_office.actor)]


def test_the_database_itself_refuses_a_decision_by_the_proposer(security: Viewer) -> None:
    proposal = actions.propose_post(security, new_post(newcomer()), REASON)
    change = {"state": ProposalState.AGREED, "decided_by": security.account, "decided_at": timezone.now()}
    with pytest.raises(IntegrityError):
        forced(proposal, **change)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OPEN


@pytest.mark.parametrize("decider", ["deputy", "office"])
def test_who_acts_for_the_proposer_counts_as_the_proposer(security: Viewer, office: Viewer, decider: str) -> None:
    account = newcomer()
    deputy = viewer_for(Role.COUNTY_OFFICE)
    for_security = Viewer(deputy.account, Role.SECURITY_ADMIN, COUNTY, on_behalf=security.account)
    proposal = actions.propose_post(for_security, new_post(account), REASON)
    if decider == "office":
        proposals.decide(proposal.id, office, agrees=True)
        assert len(queries.seats_of(account)) == 1
        return
    with pytest.raises(errors.SecondPersonNeeded):
        proposals.decide(proposal.id, deputy, agrees=True)
    assert queries.seats_of(account) == []


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN, Role.TOWNSHIP_CADRE, Role.AUDITOR])
def test_only_the_roles_of_the_table_propose_a_post(role: Role) -> None:
    by = viewer_for(role, TOWNSHIP if role == Role.TOWNSHIP_CADRE else COUNTY)
    with pytest.raises(errors.RoleMayNotPropose):
        actions.propose_post(by, new_post(newcomer()), REASON)
    assert Proposal.objects.count() == 0
    assert said("accounts.refused") == [str(by.actor)]


def test_only_the_roles_of_the_table_agree(security: Viewer) -> None:
    account = newcomer()
    proposal = actions.propose_post(security, new_post(account), REASON)
    with pytest.raises(errors.RoleMayNotDecide):
        proposals.decide(proposal.id, viewer_for(Role.AUDITOR), agrees=True)
    assert queries.seats_of(account) == []


def test_nobody_proposes_beyond_the_own_area(security: Viewer) -> None:
    cadre = viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP)
    with pytest.raises(errors.BeyondOwnArea):
        actions.propose_post(cadre, new_post(newcomer(), Role.VILLAGE_CADRE, "990101102001"), REASON)
    with pytest.raises(errors.BeyondOwnArea):
        actions.propose_post(security, new_post(newcomer(), area="990201101000"), REASON)
    assert Proposal.objects.count() == 0


def test_a_proposal_outside_of_the_own_area_is_not_there(security: Viewer) -> None:
    proposal = actions.propose_post(security, new_post(newcomer()), REASON)
    elsewhere = Viewer(uuid4(), Role.COUNTY_OFFICE, "990201000000")
    with pytest.raises(AddressUnknown):
        proposals.decide(proposal.id, elsewhere, agrees=True)
    with pytest.raises(AddressUnknown):
        proposals.decide(uuid4(), security, agrees=True)


def test_a_township_proposes_its_own_village_s_cadre_and_the_county_agrees(office: Viewer) -> None:
    account = newcomer()
    cadre = viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP)
    proposal = actions.propose_post(cadre, new_post(account, Role.VILLAGE_CADRE, VILLAGE), REASON)
    proposals.decide(proposal.id, office, agrees=True)
    assert [seat.area for seat in queries.seats_of(account)] == [VILLAGE]


def test_nobody_proposes_or_agrees_to_a_post_of_the_own(security: Viewer) -> None:
    own = Account.objects.get(id=security.account)
    with pytest.raises(errors.NotToOneself):
        actions.propose_post(security, new_post(own), REASON)
    office = make_account(Role.COUNTY_OFFICE)
    proposal = actions.propose_post(security, new_post(office, Role.POLICY_AUTHOR, COUNTY), REASON)
    with pytest.raises(errors.NotToOneself):
        proposals.decide(proposal.id, Viewer(office.id, Role.COUNTY_OFFICE, COUNTY), agrees=True)
    assert Post.objects.filter(account=office).count() == 1
    assert Proposal.objects.get().state == ProposalState.OPEN


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"area": COUNTY}, errors.AreaNotForRole),
        ({"area": VILLAGE}, errors.AreaNotForRole),
        ({"area": "somewhere"}, errors.AreaNotForRole),
        ({"role": Role.ACCOUNT_MANAGER, "area": COUNTY}, errors.InstitutionNotForRole),
        ({"role": Role.HOUSEHOLD, "area": VILLAGE}, errors.RoleMayNotPropose),
        ({"role": "emperor", "area": COUNTY}, errors.RoleNotHere),
        ({"from_on": date(2026, 1, 1)}, errors.DayPast),
        ({"to_on": date(2026, 1, 1)}, errors.TermBackwards),
        ({"institution": UUID(int=1)}, errors.InstitutionNotForRole),
    ],
)
def test_a_post_that_cannot_be_is_not_even_proposed(
    security: Viewer, changes: dict[str, object], error: type[OfficeError]
) -> None:
    with pytest.raises(error):
        actions.propose_post(security, new_post(newcomer(), **changes), REASON)  # type: ignore[arg-type]
    assert Proposal.objects.count() == 0


def test_a_proposal_needs_a_reason_and_so_does_a_refusal(security: Viewer, office: Viewer) -> None:
    account = newcomer()
    with pytest.raises(errors.ReasonMissing):
        actions.propose_post(security, new_post(account), "  ")
    with pytest.raises(errors.ReasonMissing):
        actions.propose_post(security, new_post(account), "\u200b\u2060")
    proposal = actions.propose_post(security, new_post(account), REASON)
    with pytest.raises(errors.ReasonMissing):
        proposals.decide(proposal.id, office, agrees=False, words=" \u200b")
    proposals.decide(proposal.id, office, agrees=False, words="编制已满")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.words) == (ProposalState.REFUSED, "编制已满")
    assert queries.seats_of(account) == []


def test_a_role_that_this_kind_of_deployment_does_not_have_is_refused(security: Viewer) -> None:
    with override_settings(HOME=replace(settings.HOME, kind="licensed")), pytest.raises(errors.RoleNotHere):
        actions.propose_post(security, new_post(newcomer()), REASON)
    assert Proposal.objects.count() == 0


def test_an_account_manager_belongs_to_a_bank(security: Viewer, office: Viewer) -> None:
    account, bank = newcomer(), institution(InstitutionKind.BANK)
    station = institution(InstitutionKind.STATION, "station")
    wrong = new_post(account, Role.ACCOUNT_MANAGER, COUNTY, institution=station.id)
    with pytest.raises(errors.InstitutionNotForRole):
        actions.propose_post(security, wrong, REASON)
    right = new_post(account, Role.ACCOUNT_MANAGER, COUNTY, institution=bank.id)
    proposals.decide(actions.propose_post(security, right, REASON).id, office, agrees=True)
    assert [seat.institution for seat in queries.seats_of(account)] == [bank.id]


def test_two_roles_that_stay_apart_are_not_given_to_one_person(security: Viewer) -> None:
    member = make_account(Role.PANEL_MEMBER, VILLAGE)
    bank = institution(InstitutionKind.BANK)
    with pytest.raises(errors.RolesApart) as refused:
        actions.propose_post(security, new_post(member, Role.ACCOUNT_MANAGER, COUNTY, institution=bank.id), REASON)
    assert "Who takes the consent" in refused.value.finding.why.en
    assert Proposal.objects.count() == 0


def test_what_became_impossible_in_between_is_refused_at_the_second_step(security: Viewer, office: Viewer) -> None:
    account = newcomer()
    proposal = actions.propose_post(security, new_post(account, Role.VILLAGE_CADRE, VILLAGE), REASON)
    add_post(account, Role.AUDITOR)
    with pytest.raises(errors.RolesApart):
        proposals.decide(proposal.id, office, agrees=True)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OPEN
    assert [seat.role for seat in queries.seats_of(account)] == ["auditor"]
    assert said("accounts.proposal_agreed") == []


def test_the_same_post_is_not_given_twice(security: Viewer, office: Viewer) -> None:
    account = newcomer()
    whole, short = new_post(account), new_post(account, to_on=timezone.localdate())
    first, second = (actions.propose_post(security, new, REASON) for new in (whole, short))
    with nothing_changes("accounts"), pytest.raises(errors.AlreadyProposed):
        actions.propose_post(security, whole, "又想起来了")
    proposals.decide(first.id, office, agrees=True)
    with pytest.raises(errors.PostOverlaps):
        proposals.decide(second.id, office, agrees=True)
    assert len(queries.seats_of(account)) == 1


def test_a_proposal_is_decided_once(security: Viewer, office: Viewer) -> None:
    account = newcomer()
    proposal = actions.propose_post(security, new_post(account), REASON)
    proposals.decide(proposal.id, office, agrees=True)
    with pytest.raises(errors.AlreadyDecided):
        proposals.decide(proposal.id, viewer_for(Role.COUNTY_OFFICE), agrees=False, words="不")
    assert len(queries.seats_of(account)) == 1


def test_a_proposal_that_ran_out_is_decided_by_nobody(security: Viewer, office: Viewer) -> None:
    account = newcomer()
    proposal = actions.propose_post(security, new_post(account), REASON)
    forced(proposal, expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(errors.ProposalExpired):
        proposals.decide(proposal.id, office, agrees=True)
    assert queries.seats_of(account) == []


def test_only_the_proposer_takes_a_proposal_back(security: Viewer, office: Viewer) -> None:
    account = newcomer()
    proposal = actions.propose_post(security, new_post(account), REASON)
    with pytest.raises(errors.NotYourProposal):
        proposals.withdraw(proposal.id, office)
    proposals.withdraw(proposal.id, security)
    with pytest.raises(errors.AlreadyDecided):
        proposals.decide(proposal.id, office, agrees=True)
    assert queries.seats_of(account) == []


def test_a_post_ends_on_its_day_or_at_once(security: Viewer, office: Viewer) -> None:
    account = make_account(Role.TOWNSHIP_CADRE, TOWNSHIP)
    post = Post.objects.get(account=account)
    today = timezone.localdate()
    later = actions.propose_end(security, post.id, today + timedelta(days=3), REASON)
    proposals.decide(later.id, office, agrees=True)
    assert len(queries.seats_of(account, today + timedelta(days=3))) == 1
    assert queries.seats_of(account, today + timedelta(days=4)) == []
    at_once = actions.propose_end(security, post.id, None, REASON)
    proposals.decide(at_once.id, office, agrees=True)
    assert queries.seats_of(account) == []
    with pytest.raises(errors.PostEnded):
        actions.propose_end(security, post.id, None, REASON)


def test_a_wider_area_takes_two_persons_and_the_old_post_ends_the_day_before(security: Viewer, office: Viewer) -> None:
    account = make_account(Role.VILLAGE_CADRE, VILLAGE)
    post = Post.objects.get(account=account)
    day = timezone.localdate() + timedelta(days=1)
    proposal = actions.propose_area(security, post.id, "990101101002", day, REASON)
    proposals.decide(proposal.id, office, agrees=True)
    assert [seat.area for seat in queries.seats_of(account)] == [VILLAGE]
    assert [seat.area for seat in queries.seats_of(account, day)] == ["990101101002"]
    with pytest.raises(errors.AreaNotForRole):
        actions.propose_area(security, post.id, COUNTY, day, REASON)


@pytest.mark.parametrize("second", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("first", sorted(ADMINISTRATORS))
def test_the_database_holds_two_administrators_in_one_hand_apart(first: str, second: str) -> None:
    account = make_account(first)
    with pytest.raises(IntegrityError), transaction.atomic():
        add_post(account, second, from_on=date(2026, 3, 1))
    assert [post.role for post in account.posts.all()] == [first]


def test_one_administrator_may_become_another_when_the_first_post_has_ended() -> None:
    account = make_account(Role.SYSTEM_ADMIN, to_on=date(2026, 6, 30))
    with pytest.raises(IntegrityError), transaction.atomic():
        add_post(account, Role.AUDIT_ADMIN, from_on=date(2026, 6, 30))
    with pytest.raises(IntegrityError), transaction.atomic():
        add_post(account, Role.AUDIT_ADMIN, from_on=date(2026, 6, 1), to_on=date(2026, 6, 2))
    post = add_post(account, Role.AUDIT_ADMIN, from_on=date(2026, 7, 1))
    with pytest.raises(IntegrityError):
        forced(post, from_on=date(2026, 6, 30))
    post.refresh_from_db()
    assert post.from_on == date(2026, 7, 1)


def test_the_three_administrators_of_a_new_office_are_three_accounts_with_slips_and_no_password() -> None:
    names = {
        Role(role): actions.FirstAccount(f"first.{index}", "某") for index, role in enumerate(sorted(ADMINISTRATORS))
    }
    slips = actions.make_first_administrators(names, COUNTY)
    assert {role.value for role in slips} == ADMINISTRATORS
    assert not any(one.slip.account.has_usable_password() for one in slips.values())
    assert len({one.code for one in slips.values()}) == 3
    with nothing_changes("accounts"), pytest.raises(Conflicting):
        actions.make_first_administrators(names, COUNTY)


def test_once_the_office_has_a_list_of_areas_a_post_lies_in_one_of_them(security: Viewer) -> None:
    make_village(VILLAGE)
    account = newcomer()
    nowhere = new_post(account, Role.VILLAGE_CADRE, "990101999999")
    with pytest.raises(AreaUnknown):
        actions.propose_post(security, nowhere, REASON)
    assert Proposal.objects.count() == 0
    proposal = actions.propose_post(security, new_post(account, Role.VILLAGE_CADRE, VILLAGE), REASON)
    assert proposal.state == ProposalState.OPEN
