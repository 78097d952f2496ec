"""Pages of administrators, proposals and staffing: who may, what is shown, and that a refusal changes nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from bases.accounts_made import add_post, make_account, page, sign_in, signed_in, viewer_for
from bases.called import names_given_to
from bases.parties_made import make_village
from xiangxin.office.accounts import actions, queries
from xiangxin.office.accounts.actions import NewPost
from xiangxin.office.accounts.choices import ProposalState, Role
from xiangxin.office.accounts.models import Account, Post, Proposal, Slip
from xiangxin.office.accounts.templatetags.accounts import act_name
from xiangxin.office.audit.models import Entry

pytestmark = pytest.mark.django_db(databases=["default", "reads"])

TOWNSHIP = "990101101000"
"""The township of ``FAR_VILLAGE``."""
TODAY = timezone.localdate


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.HOUSEHOLD])
def test_every_member_of_staff_has_an_account_page_and_a_list_of_proposals(role: str) -> None:
    client = signed_in(role)
    assert "我的账号" in page(client, "/account/")
    assert "等您决定" in page(client, "/proposals/")
    assert client.get("/").status_code == 200


def test_a_household_sees_its_own_account_and_no_page_of_staff(client: Client) -> None:
    sign_in(client, make_account(Role.HOUSEHOLD, "990101101001", person=uuid4()))
    assert "我在哪里登录着" in page(client, "/account/")
    for path in ("/proposals/", "/staff/", "/staffing/", "/staff/new/", "/account/delegate/"):
        assert client.get(path).status_code == 403


@pytest.mark.parametrize(
    ("path", "opens"),
    [
        ("/staff/", {"system_admin", "security_admin", "audit_admin", "county_office", "township_cadre"}),
        ("/staffing/", {"system_admin", "security_admin", "audit_admin", "county_office"}),
        ("/staff/new/", {"system_admin"}),
    ],
)
def test_pages_of_administration_open_to_these_and_nobody_else(path: str, opens: set[str]) -> None:
    staff = [role for role in Role.values if role != Role.HOUSEHOLD]
    assert {role for role in staff if signed_in(role).get(path).status_code == 200} == opens


def test_a_new_account_begins_with_a_slip_shown_once_and_no_password() -> None:
    client = signed_in(Role.SYSTEM_ADMIN)
    shown = client.post("/staff/new/", {"login": "New.Clerk", "display": "新人"}).content.decode()
    account = Account.objects.get(login="new.clerk")
    assert not account.has_usable_password()
    assert Slip.objects.get().account == account
    assert "data:image/svg+xml" in shown
    assert page(client, f"/staff/{account.id}/").count("data:image/svg+xml") == 0


@pytest.mark.parametrize(
    ("login", "words"),
    [
        ("x", "登录名不合要求"),
        ("demo-me", "登录名不合要求"),
        ("1e999", "登录名不合要求"),
        ("2026-11-28", "登录名不合要求"),
        ("20261128", "登录名不合要求"),
        (".clerk", "登录名不合要求"),
        ("new clerk", "登录名不合要求"),
        ("ｃｌｅｒｋ", "登录名不合要求"),
        ("13800000000", "登录名不合要求"),
        ("taken", "已有人使用"),
        ("有名字", "不合要求"),
    ],
)
def test_an_unfit_login_is_told_at_the_field(login: str, words: str) -> None:
    make_account(login="taken")
    client = signed_in(Role.SYSTEM_ADMIN)
    before = Account.objects.count()
    answer = client.post("/staff/new/", {"login": login, "display": "某"})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Account.objects.count() == before


def test_the_rule_of_logins_stands_at_the_field_before_and_a_change_of_letters_is_shown() -> None:
    client = signed_in(Role.SYSTEM_ADMIN)
    assert "以字母开头" in page(client, "/staff/new/")
    changed = client.post("/staff/new/", {"login": "New.Clerk", "display": "新人"}).content.decode()
    assert "您输入的是“New.Clerk”" in changed
    as_typed = client.post("/staff/new/", {"login": "other.clerk", "display": "新人"}).content.decode()
    assert "您输入的是" not in as_typed
    assert "这个账号还没有岗位" in as_typed


def test_the_first_day_from_slip_to_second_factor(client: Client) -> None:
    issued = actions.create_account(viewer_for(Role.SYSTEM_ADMIN), "new.clerk", "新人")
    chosen = "four unlike words in a row"
    given = {"login": "new.clerk", "code": issued.code, "password1": chosen, "password2": chosen}
    assert client.post("/sign-in/first/", given | {"code": "AAAA-AAAA-AAAA"}).status_code == 422
    assert client.post("/sign-in/first/", given | {"login": "other.clerk"}).status_code == 422
    assert client.post("/sign-in/first/", given | {"password1": "short", "password2": "short"}).status_code == 422
    assert client.post("/sign-in/first/", given)["Location"] == "/account/factors/"
    assert client.get("/account/factors/time-code/").status_code == 200
    assert Account.objects.get(login="new.clerk").check_password(chosen)
    assert Client().post("/sign-in/first/", given).status_code == 422


def test_a_null_byte_is_refused_at_the_edge() -> None:
    account = make_account(Role.POLICY_AUTHOR)
    answer = signed_in(Role.SECURITY_ADMIN).post(f"/staff/{account.id}/post/", {"area": "99\x00", "reason": "x"})
    assert answer.status_code == 400
    assert Proposal.objects.count() == 0


def test_a_foreign_county_s_account_is_not_there() -> None:
    foreign = make_account(Role.COUNTY_OFFICE, "990201000000")
    client = signed_in(Role.SECURITY_ADMIN)
    for path in ("", "post/", "close/", "reopen/", "factors/"):
        assert client.get(f"/staff/{foreign.id}/{path}").status_code == 404
    post = Post.objects.get(account=foreign)
    assert client.get(f"/staff/posts/{post.id}/end/").status_code == 404
    assert client.post(f"/staff/{foreign.id}/close/", {"reason": "left"}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.is_active
    assert foreign.login not in page(client, "/staff/")


def test_a_household_s_account_is_on_no_list() -> None:
    household = make_account(Role.HOUSEHOLD, "990101101001", person=uuid4())
    client = signed_in(Role.SECURITY_ADMIN)
    assert household.login not in page(client, "/staff/")
    assert client.get(f"/staff/{household.id}/").status_code == 404


def test_closing_takes_one_person_and_opening_again_two() -> None:
    account = make_account(Role.TOWNSHIP_CADRE, TOWNSHIP)
    security, system = signed_in(Role.SECURITY_ADMIN), signed_in(Role.SYSTEM_ADMIN)
    security.post(f"/staff/{account.id}/close/", {"reason": "lost"})
    account.refresh_from_db()
    assert not account.is_active
    security.post(f"/staff/{account.id}/reopen/", {"reason": "设备找到了"})
    account.refresh_from_db()
    assert not account.is_active
    system.post(f"/proposals/{Proposal.objects.get().id}/", {"agrees": "1", "words": ""})
    account.refresh_from_db()
    assert account.is_active


def test_a_security_administrator_does_not_close_the_own_account() -> None:
    client = Client()
    viewer = sign_in(client, make_account(Role.SECURITY_ADMIN))
    assert client.post(f"/staff/{viewer.account}/close/", {"reason": "lost"}).status_code == 403
    assert Account.objects.get(id=viewer.account).is_active
    assert Entry.objects.filter(act="accounts.refused").count() == 1


def test_a_forgotten_password_takes_two_persons_and_gives_one_slip() -> None:
    account = make_account(Role.TOWNSHIP_CADRE, TOWNSHIP)
    system, security = signed_in(Role.SYSTEM_ADMIN), signed_in(Role.SECURITY_ADMIN)
    system.post(f"/staff/{account.id}/password/", {"reason": "忘了口令"})
    proposal = Proposal.objects.get()
    assert system.post(f"/staff/slips/{proposal.id}/").status_code == 404
    security.post(f"/proposals/{proposal.id}/", {"agrees": "1", "words": ""})
    assert security.post(f"/staff/slips/{proposal.id}/").status_code == 403
    assert system.post(f"/staff/slips/{proposal.id}/").status_code == 200
    assert system.post(f"/staff/slips/{proposal.id}/").status_code == 404
    assert Slip.objects.filter(account=account).count() == 1


def test_a_refusal_without_a_word_is_told_at_the_field() -> None:
    account = make_account(Role.TOWNSHIP_CADRE, TOWNSHIP)
    security, office = signed_in(Role.SECURITY_ADMIN), signed_in(Role.COUNTY_OFFICE)
    security.post(f"/staff/posts/{Post.objects.get(account=account).id}/end/", {"to_on": "", "reason": "调走"})
    proposal = Proposal.objects.get()
    assert office.post(f"/proposals/{proposal.id}/", {"agrees": "0", "words": ""}).status_code == 422
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OPEN
    assert office.post(f"/proposals/{proposal.id}/", {"agrees": "0", "words": "还有事没交"}).status_code == 302
    assert security.post(f"/proposals/{proposal.id}/withdraw/").status_code == 409
    assert len(queries.seats_of(account)) == 1


def test_a_proposal_is_read_by_its_proposer_and_those_who_decide() -> None:
    account = make_account(Role.POLICY_AUTHOR, to_on=TODAY() - timedelta(days=1))
    security = viewer_for(Role.SECURITY_ADMIN)
    new = NewPost(account.id, Role.TOWNSHIP_CADRE, TOWNSHIP, None, TODAY())
    proposal = actions.propose_post(security, new, "新任")
    assert signed_in(Role.ACCOUNT_MANAGER).get(f"/proposals/{proposal.id}/").status_code == 404
    assert signed_in(Role.COUNTY_OFFICE).get(f"/proposals/{proposal.id}/").status_code == 200
    assert signed_in(Role.COUNTY_OFFICE).get(f"/proposals/{uuid4()}/").status_code == 404


def test_the_staffing_page_names_gaps_and_who_holds_two_roles() -> None:
    account = make_account(Role.COUNTY_OFFICE)
    add_post(account, Role.POLICY_AUTHOR)
    wrong = make_account(Role.AUDITOR)
    add_post(wrong, Role.POLICY_AUTHOR)
    shown = page(signed_in(Role.SECURITY_ADMIN), "/staffing/")
    assert shown.count("还没有人") > 5
    assert "起草不是采用" in shown
    assert "不可以，请调整" in shown
    staffing = queries.staffing(viewer_for(Role.SECURITY_ADMIN))
    assert [(one.account.id, one.pair.said.allowed) for one in staffing.combined] == [
        (account.id, True),
        (wrong.id, False),
    ]
    assert next(one for one in staffing.filled if one.rule.role == Role.FUND_KEEPER).is_gap


def test_the_list_of_accounts_is_sorted_filtered_and_exported() -> None:
    make_account(Role.AUDITOR, login="zz.auditor")
    client = signed_in(Role.SECURITY_ADMIN)
    assert "zz.auditor" not in page(client, "/staff/?role=township_cadre")
    assert "zz.auditor" in page(client, "/staff/?q=zz.&sort=-login")
    exported = client.get("/staff/?export=xlsx")
    assert exported.status_code == 200


def test_every_act_of_every_room_is_told_in_words_to_whoever_did_it() -> None:
    acts = {name for name in names_given_to("act", "name")[0] if re.fullmatch(r"[a-z]+\.[a-z_]+", name)}
    assert {act for act in acts if act_name(act) == act} == set()
    assert act_name("incentives.entry_confirmed") == "确认了一条积分"
    assert act_name("nowhere.done") == "nowhere.done"


def test_a_demo_into_which_no_county_was_loaded_says_how_to_come_in() -> None:
    page = Client().get("/demo/").content.decode()
    assert "三位管理员用凭条第一次登录" in page
    assert 'href="/sign-in/first/"' in page


def test_an_office_without_areas_says_where_to_begin_and_one_with_them_does_not() -> None:
    client = signed_in(Role.SYSTEM_ADMIN)
    first = page(client, "/")
    assert "从这里开始" in first
    assert 'href="/places/areas/list/"' in first
    make_village()
    assert "从这里开始" not in page(client, "/")
