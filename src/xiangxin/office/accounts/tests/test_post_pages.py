"""Pages on which a post is proposed and handed over: the place by its name, every mistake at its field."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from bases.accounts_made import COUNTY, make_account, page, sign_in, signed_in, viewer_for
from bases.consent_made import make_institution
from bases.parties_made import FAR_VILLAGE, make_village
from xiangxin.office.accounts import actions, queries
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account, Post, Proposal
from xiangxin.office.audit.models import Entry

TOWNSHIP = "990101101000"
"""The township of ``FAR_VILLAGE``."""
TODAY = timezone.localdate
pytestmark = pytest.mark.django_db(databases=["default", "reads"])


def test_a_post_from_the_form_to_the_second_person() -> None:
    account = make_account(Role.POLICY_AUTHOR, to_on=TODAY() - timedelta(days=1))
    make_village(FAR_VILLAGE)
    security, office = signed_in(Role.SECURITY_ADMIN), signed_in(Role.COUNTY_OFFICE)
    given = {"role": "township_cadre", "area": TOWNSHIP, "institution": "", "from_on": TODAY(), "reason": "新任"}
    assert security.post(f"/staff/{account.id}/post/", given)["Location"] == f"/staff/{account.id}/"
    proposal = Proposal.objects.get()
    assert "授予岗位" in page(office, "/")
    told = (account.login, "乡镇干部", f"虚构101000 {TOWNSHIP}", f"{TODAY()} 起，没有期限", "安全管理员", "新任")
    for path in ("/proposals/", f"/proposals/{proposal.id}/"):
        assert [words for words in told if words not in page(office, path)] == []
    shown = page(office, f"/proposals/{proposal.id}/")
    assert "同意，现在办" in shown
    assert "同意，现在办" not in page(security, f"/proposals/{proposal.id}/")
    assert office.post(f"/proposals/{proposal.id}/", {"agrees": "1", "words": ""})["Location"] == "/proposals/"
    assert [seat.role for seat in queries.seats_of(account)] == ["township_cadre"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"area": "990101101"}, "area"),
        ({"area": COUNTY}, "area"),
        ({"role": "emperor"}, "role"),
        ({"role": ""}, "role"),
        ({"from_on": "2026-01-01"}, "from_on"),
        ({"from_on": "not a day"}, "from_on"),
        ({"from_on": "99999999999999999999"}, "from_on"),
        ({"to_on": "2026-01-01"}, "to_on"),
        ({"reason": ""}, "reason"),
        ({"reason": "很" * 201}, "reason"),
        ({"institution": str(uuid4())}, "institution"),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_is_proposed(change: dict[str, str], field: str) -> None:
    account = make_account(Role.POLICY_AUTHOR, to_on=TODAY() - timedelta(days=1))
    make_village(FAR_VILLAGE)
    given = {"role": "township_cadre", "area": TOWNSHIP, "institution": "", "from_on": str(TODAY()), "reason": "新任"}
    answer = signed_in(Role.SECURITY_ADMIN).post(f"/staff/{account.id}/post/", given | change)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert Proposal.objects.count() == 0


class TestProposingAPost:
    """The place by its name, nothing chosen beforehand but today, and every mistake told at once."""

    @pytest.fixture
    def path(self) -> str:
        make_village(FAR_VILLAGE)
        make_village()
        return f"/staff/{make_account(Role.POLICY_AUTHOR, to_on=TODAY() - timedelta(days=1)).id}/post/"

    def offered(self, client: Client, path: str, name: str, typed: dict[str, str] | None = None) -> list[str]:
        answer = client.get(path) if typed is None else client.post(path, typed | {"pick": "1"})
        assert answer.status_code == 200
        return [str(value) for value, _ in answer.context["form"].fields[name].choices]

    def test_nothing_is_chosen_beforehand_but_the_day(self, path: str) -> None:
        form = signed_in(Role.SECURITY_ADMIN).get(path).context["form"]
        shown = {name: form[name].value() for name in ("role", "area", "village", "institution", "to_on")}
        assert shown == dict.fromkeys(shown)
        assert form["from_on"].value() == TODAY()
        assert form.fields["role"].choices[0][0] == ""

    def test_the_places_are_those_the_proposer_may_give(self, path: str) -> None:
        office, cadre = signed_in(Role.COUNTY_OFFICE), signed_in(Role.TOWNSHIP_CADRE, TOWNSHIP)
        assert self.offered(office, path, "area") == ["", COUNTY, "990101100000", TOWNSHIP]
        here = f"/staff/{make_account(Role.VILLAGE_CADRE, FAR_VILLAGE).id}/post/"
        assert self.offered(cadre, here, "area") == [TOWNSHIP]
        assert self.offered(cadre, here, "village") == ["", FAR_VILLAGE]

    def test_asking_for_the_villages_of_a_township_checks_and_keeps_nothing(self, path: str) -> None:
        client = signed_in(Role.SECURITY_ADMIN)
        typed = {"area": TOWNSHIP, "role": "village_cadre", "reason": "说了一半"}
        assert self.offered(client, path, "village", typed) == ["", FAR_VILLAGE]
        answer = client.post(path, typed | {"pick": "1"})
        assert (answer.context["form"].errors, answer.context["form"]["reason"].value()) == ({}, "说了一半")
        assert Proposal.objects.count() == 0

    def test_a_village_is_proposed_by_its_name(self, path: str) -> None:
        given = {"role": "village_cadre", "area": TOWNSHIP, "village": FAR_VILLAGE, "from_on": str(TODAY())}
        assert signed_in(Role.SECURITY_ADMIN).post(path, given | {"reason": "新任"}).status_code == 302
        assert Proposal.objects.get().content["area"] == FAR_VILLAGE

    def test_a_village_of_another_township_is_no_choice(self, path: str) -> None:
        given = {"role": "village_cadre", "area": "990101100000", "village": FAR_VILLAGE, "from_on": str(TODAY())}
        answer = signed_in(Role.SECURITY_ADMIN).post(path, given | {"reason": "新任"})
        assert sorted(answer.context["form"].errors) == ["village"]
        assert Proposal.objects.count() == 0

    def test_all_that_is_wrong_is_told_at_once_each_at_its_field(self, path: str) -> None:
        given = {"role": "account_manager", "area": "", "from_on": "2026-01-01", "to_on": "gone", "reason": ""}
        answer = signed_in(Role.SECURITY_ADMIN).post(path, given)
        assert sorted(answer.context["form"].errors) == ["area", "from_on", "institution", "reason", "to_on"]
        assert Proposal.objects.count() == 0

    def test_a_role_that_is_held_in_villages_is_told_at_the_village(self, path: str) -> None:
        given = {"role": "township_cadre", "area": TOWNSHIP, "village": FAR_VILLAGE, "from_on": str(TODAY())}
        answer = signed_in(Role.SECURITY_ADMIN).post(path, given | {"reason": "新任"})
        assert sorted(answer.context["form"].errors) == ["village"]

    def test_a_role_of_banks_is_offered_banks(self, path: str) -> None:
        bank, _station = make_institution("bank"), make_institution("station")
        client = signed_in(Role.SECURITY_ADMIN)
        assert self.offered(client, path, "institution", {"role": "account_manager"}) == ["", str(bank.id)]

    def test_a_post_moves_to_a_place_by_its_name(self, path: str) -> None:
        account = make_account(Role.VILLAGE_CADRE, FAR_VILLAGE)
        address = f"/staff/posts/{Post.objects.get(account=account).id}/move/"
        client, day = signed_in(Role.SECURITY_ADMIN), str(TODAY())
        wrong = client.post(address, {"area": TOWNSHIP, "village": "", "from_on": "2026-01-01", "reason": ""})
        assert sorted(wrong.context["form"].errors) == ["area", "from_on", "reason"]
        given = {"area": "990101100000", "village": "990101100201", "from_on": day, "reason": "调任"}
        assert client.post(address, given).status_code == 302
        shown = page(signed_in(Role.COUNTY_OFFICE), "/proposals/")
        assert "虚构100000虚构100201 990101100201" in shown


class TestDelegation:
    """A post in other hands for some days: named in the log with both accounts, and never two roles that stay apart."""

    def colleagues(self) -> tuple[Client, Client, UUID]:
        """The holder of a post, a colleague in the same township, and the colleague's account."""
        holder, colleague = (make_account(Role.TOWNSHIP_CADRE, TOWNSHIP) for _ in range(2))
        one, other = Client(), Client()
        sign_in(one, holder)
        sign_in(other, colleague)
        return one, other, colleague.id

    def given(self, to: UUID, days: int = 5) -> dict[str, str]:
        return {"to": str(to), "from_on": str(TODAY()), "to_on": str(TODAY() + timedelta(days=days - 1))}

    def test_a_colleague_acts_for_the_holder_and_both_are_named(self) -> None:
        holder, colleague, to = self.colleagues()
        assert holder.post("/account/delegate/", self.given(to))["Location"] == "/account/"
        own, handed = queries.seats_of(Account.objects.get(id=to))
        assert (own.on_behalf, handed.role) == (None, "township_cadre")
        colleague.post("/account/post/", {"post": handed.key})
        viewer = colleague.get("/").wsgi_request.viewer  # type: ignore[attr-defined]
        assert viewer.on_behalf == handed.on_behalf
        assert str(viewer.actor) == f"account:{to} for account:{handed.on_behalf}"
        assert viewer.accounts == {to, handed.on_behalf}

    def test_it_ends_by_itself_and_can_be_taken_back(self) -> None:
        holder, _colleague, to = self.colleagues()
        holder.post("/account/delegate/", self.given(to))
        account = Account.objects.get(id=to)
        assert len(queries.seats_of(account, TODAY() + timedelta(days=4))) == 2
        assert len(queries.seats_of(account, TODAY() + timedelta(days=5))) == 1
        delegation = account.delegations.get()
        assert holder.post(f"/account/delegations/{delegation.id}/end/").status_code == 302
        assert len(queries.seats_of(account)) == 1
        assert holder.post(f"/account/delegations/{delegation.id}/end/").status_code == 409

    def test_what_was_handed_on_goes_no_further_and_ends_for_nobody_else(self) -> None:
        holder, colleague, to = self.colleagues()
        third = make_account(Role.TOWNSHIP_CADRE, TOWNSHIP)
        holder.post("/account/delegate/", self.given(to))
        handed = queries.seats_of(Account.objects.get(id=to))[1]
        colleague.post("/account/post/", {"post": handed.key})
        answer = colleague.post("/account/delegate/", self.given(third.id))
        assert (answer.status_code, "只能委托自己的岗位" in answer.content.decode()) == (422, True)
        assert colleague.post(f"/account/delegations/{handed.key}/end/").status_code == 404
        assert len(queries.seats_of(third)) == 1

    @pytest.mark.parametrize("days", [0, 31])
    def test_its_term_is_bounded(self, days: int) -> None:
        holder, _colleague, to = self.colleagues()
        assert holder.post("/account/delegate/", self.given(to, days)).status_code == 422
        assert len(queries.seats_of(Account.objects.get(id=to))) == 1

    def test_only_a_colleague_of_the_same_place_is_offered(self) -> None:
        holder, _colleague, _to = self.colleagues()
        elsewhere = make_account(Role.TOWNSHIP_CADRE, "990101102000")
        assert holder.post("/account/delegate/", self.given(elsewhere.id)).status_code == 422
        assert len(queries.seats_of(elsewhere)) == 1

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
    def test_posts_of_these_roles_are_handed_to_nobody(self, role: Role) -> None:
        holder, other = make_account(role), make_account(Role.POLICY_AUTHOR)
        client = Client()
        sign_in(client, holder)
        answer = client.post("/account/delegate/", self.given(other.id))
        assert (answer.status_code, "不能委托别人代理" in answer.content.decode()) == (422, True)
        assert len(queries.seats_of(other)) == 1
        assert Entry.objects.filter(act="accounts.refused").count() == 0

    def test_roles_that_stay_apart_do_not_meet_by_delegation(self) -> None:
        holder = make_account(Role.COUNTY_OFFICE)
        auditor = make_account(Role.AUDITOR)
        client = Client()
        sign_in(client, holder)
        answer = client.post("/account/delegate/", self.given(auditor.id))
        assert answer.status_code == 422
        assert "不能同时担任" in answer.content.decode()
        assert len(queries.seats_of(auditor)) == 1

    def test_it_ends_with_the_post(self) -> None:
        holder, _colleague, to = self.colleagues()
        holder.post("/account/delegate/", self.given(to))
        post = Post.objects.get(delegations__to=to)
        proposal = actions.propose_end(viewer_for(Role.SECURITY_ADMIN), post.id, None, "调走")
        signed_in(Role.COUNTY_OFFICE).post(f"/proposals/{proposal.id}/", {"agrees": "1", "words": ""})
        assert len(queries.seats_of(Account.objects.get(id=to))) == 1
