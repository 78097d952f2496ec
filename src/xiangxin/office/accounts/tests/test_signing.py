"""Staff signs in: password, then a second factor; wrong tries wait, in the database; stays end and open nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from axes.models import AccessAttempt
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.sessions.models import Session
from django.core.checks import run_checks
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone

from bases.accounts_made import add_post, make_account, sign_in, viewer_for
from xiangxin.office.accounts import actions, lock, sessions
from xiangxin.office.accounts.choices import Ending, Role
from xiangxin.office.accounts.doors import door
from xiangxin.office.accounts.models import Account, SignIn
from xiangxin.office.accounts.rules import term
from xiangxin.office.audit import acts
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry

pytestmark = pytest.mark.django_db(databases=["default", "reads"])

PASSWORD = "four unlike words in a row"
NOT_DEMO = override_settings(DEMO=False)


def with_password(role: str = Role.COUNTY_OFFICE, login: str = "clerk") -> Account:
    account = make_account(role, login=login)
    with acts.act("tests.password", by=system("tests")) as done:
        account.set_password(PASSWORD)
        account.save()
        done.wrote(account)
    return account


def with_time_code(account: Account) -> str:
    secret: str = generate_totp_secret()
    with acts.act("accounts.made_for_tests", by=system("tests")) as done:
        done.wrote(TOTP.activate(account, secret).instance)
    return secret


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def password_step(client: Client, login: str = "clerk", password: str = PASSWORD) -> HttpResponse:
    return client.post("/sign-in/", {"login": login, "password": password})  # type: ignore[return-value]


def said(act: str) -> int:
    return Entry.objects.filter(act=act).count()


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_password_and_a_time_code_open_the_office(client: Client) -> None:
    secret = with_time_code(with_password())
    assert password_step(client)["Location"] == "/sign-in/second/"
    assert not is_in(client)
    answer = client.post("/sign-in/second/", {"code": code_of(secret)})
    assert answer["Location"] == "/"
    assert client.get("/").status_code == 200
    stay = SignIn.objects.get()
    assert (stay.second_factor, stay.way, said("accounts.signed_in")) == (True, "password", 1)


def test_a_time_code_works_once(client: Client) -> None:
    secret = with_time_code(with_password())
    code = code_of(secret)
    password_step(client)
    client.post("/sign-in/second/", {"code": code})
    again = Client()
    password_step(again)
    assert again.post("/sign-in/second/", {"code": code}).status_code == 200
    assert not is_in(again)


@NOT_DEMO
def test_without_a_second_factor_only_the_page_that_sets_one_up_opens(client: Client) -> None:
    with_password()
    assert password_step(client)["Location"] == "/"
    assert client.get("/")["Location"] == "/account/factors/"
    assert client.get("/account/factors/").status_code == 200
    assert client.get("/account/").status_code == 200
    assert client.get("/account/delegate/")["Location"] == "/account/factors/"
    assert client.post("/account/delegate/").status_code == 403


@NOT_DEMO
def test_the_office_opens_when_the_second_factor_is_set_up(client: Client) -> None:
    account = with_password()
    password_step(client)
    page = client.get("/account/factors/time-code/")
    assert page["Location"].startswith("/sign-in/again/")
    client.post("/sign-in/again/?next=/account/factors/time-code/", {"password": PASSWORD})
    secret = client.get("/account/factors/time-code/").context["form"].secret
    answer = client.post("/account/factors/time-code/", {"code": code_of(secret)})
    assert answer["Location"] == "/account/factors/recovery-codes/"
    assert client.get("/").status_code == 200
    assert said("accounts.second_factor_added") == 1
    kinds = set(Authenticator.objects.filter(user=account).values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}


def test_secrets_of_second_factors_are_sealed() -> None:
    secret = with_time_code(with_password())
    stored = Authenticator.objects.get().data["secret"]
    assert secret not in stored
    assert TOTP(Authenticator.objects.get()).validate_code(code_of(secret))


def test_the_last_second_factor_stays(client: Client) -> None:
    account = with_password()
    with_time_code(account)
    with NOT_DEMO:
        sign_in(client, account)
        client.post("/sign-in/again/?next=/account/", {"password": PASSWORD})
        answer = client.post("/account/factors/time-code/drop/")
    assert answer.status_code == 200
    assert Authenticator.objects.filter(user=account, type="totp").count() == 1
    assert said("accounts.second_factor_removed") == 0


def test_wrong_password_absent_and_closed_account_get_the_same_answer(client: Client) -> None:
    with_password(login="clerk")
    closed = with_password(login="closed")
    with acts.act("tests.closed", by=system("tests")) as done:
        closed.is_active = False
        closed.save()
        done.wrote(closed)
    answers = [
        password_step(client, "clerk", "not the password"),
        password_step(client, "nobody.here", "not the password"),
        password_step(client, "closed", PASSWORD),
    ]
    changing = re.compile(r"value=\"(?:clerk|nobody\.here|closed|\w{64})\"|X-CSRFToken\": \"\w{64}")
    shown = {changing.sub("", answer.content.decode()) for answer in answers}
    assert len(shown) == 1
    assert "没有登录成功" in answers[0].content.decode()
    assert not is_in(client)
    assert said("accounts.sign_in_failed") == 3


def test_an_absent_account_costs_one_hash_like_a_present_one(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with_password()
    calls: list[str] = []
    encode, verify = Argon2PasswordHasher.encode, Argon2PasswordHasher.verify

    def counted(method: Callable[..., object]) -> Callable[..., object]:
        def count(*args: object) -> object:
            calls.append("hash")
            return method(*args)

        return count

    monkeypatch.setattr(Argon2PasswordHasher, "encode", counted(encode))
    monkeypatch.setattr(Argon2PasswordHasher, "verify", counted(verify))
    password_step(client, "nobody.here", "not the password")
    absent = len(calls)
    password_step(client, "clerk", "not the password")
    assert (absent, len(calls) - absent) == (1, 1)


@pytest.mark.parametrize("login", ["clerk", "nobody.here"])
def test_five_wrong_tries_wait_known_or_not(client: Client, login: str) -> None:
    with_password(login="clerk")
    for number in range(term("lock.failures")):
        answer = password_step(Client(HTTP_USER_AGENT=f"agent {number}"), login, "not the password")
    assert "暂时不能登录" in answer.content.decode()
    assert "暂时不能登录" in password_step(client, login, PASSWORD).content.decode()
    assert not is_in(client)
    assert (said("accounts.sign_in_failed"), said("accounts.sign_in_locked")) == (5, 1)
    assert lock.waiting(login) == 5


def test_a_wrong_time_code_counts_into_the_same_lock(client: Client) -> None:
    secret = with_time_code(with_password())
    password_step(client)
    for _ in range(term("lock.failures")):
        client.post("/sign-in/second/", {"code": "000000"})
    answer = client.post("/sign-in/second/", {"code": code_of(secret)})
    assert "暂时不能登录" in answer.content.decode()
    assert not is_in(client)
    assert said("accounts.sign_in_locked") == 1


def test_the_lock_runs_out_and_the_security_administrator_opens_it_sooner(client: Client) -> None:
    account = with_password()
    for _ in range(term("lock.failures")):
        password_step(client, "clerk", "not the password")
    actions.unlock_sign_in(viewer_for(Role.SECURITY_ADMIN), account.id)
    assert is_in_after(client)
    client.logout()
    for _ in range(term("lock.failures")):
        password_step(client, "clerk", "not the password")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=term("lock.minutes"), seconds=1))
    assert is_in_after(client)


def is_in_after(client: Client) -> bool:
    password_step(client)
    return is_in(client)


def test_what_was_typed_stands_nowhere(client: Client) -> None:
    password_step(client, "secret-login", "secret password typed")
    attempt = AccessAttempt.objects.get()
    assert "secret password typed" not in attempt.post_data
    assert "secret-login" not in attempt.post_data
    assert Entry.objects.filter(act="accounts.sign_in_failed", object="").count() == 1


def test_leaving_ends_the_stay_and_the_session(client: Client) -> None:
    sign_in(client, make_account())
    client.post("/account/sign-out/")
    assert not is_in(client)
    assert SignIn.objects.get().ending == Ending.LEFT
    assert said("accounts.signed_out") == 1


@pytest.mark.parametrize(
    ("moved", "ending"),
    [
        ({"seen_at": timedelta(minutes=term("staff.idle_minutes"), seconds=1)}, Ending.IDLE),
        ({"started_at": timedelta(hours=term("staff.whole_hours"), seconds=1)}, Ending.TERM),
    ],
)
def test_a_stay_ends_by_idling_and_by_its_term(client: Client, moved: dict[str, timedelta], ending: Ending) -> None:
    sign_in(client, make_account())
    assert client.get("/").status_code == 200
    with maintenance("tests"):
        SignIn.objects.update(**{name: timezone.now() - back for name, back in moved.items()})
    assert client.get("/")["Location"].startswith("/sign-in/")
    assert SignIn.objects.get().ending == ending
    assert not is_in(client)


def test_a_stay_that_was_revoked_opens_nothing_on_the_next_request(client: Client) -> None:
    account = make_account()
    sign_in(client, account)
    elsewhere = Client()
    sign_in(elsewhere, account)
    there = SignIn.objects.exclude(key=sessions._digest(request_of(client))).get()
    assert client.post(f"/account/stays/{there.id}/end/").status_code == 302
    assert elsewhere.get("/")["Location"].startswith("/sign-in/")
    assert client.get("/").status_code == 200
    assert client.post(f"/account/stays/{there.id}/end/").status_code == 404


def request_of(client: Client) -> HttpRequest:
    request = HttpRequest()
    request.session = client.session
    return request


def test_somebody_else_s_stay_cannot_be_ended(client: Client) -> None:
    other = Client()
    sign_in(other, make_account())
    sign_in(client, make_account())
    stay = SignIn.objects.order_by("started_at")[0]
    assert client.post(f"/account/stays/{stay.id}/end/").status_code == 404
    assert other.get("/").status_code == 200


def test_more_stays_than_allowed_end_the_one_used_longest_ago() -> None:
    account = make_account()
    clients = [Client() for _ in range(term("staff.sessions") + 1)]
    for client in clients:
        sign_in(client, account)
    assert [client.get("/").status_code for client in clients] == [302, 200, 200, 200]
    assert SignIn.objects.filter(ending=Ending.DISPLACED).count() == 1


def test_a_session_without_a_stay_opens_nothing(client: Client) -> None:
    client.force_login(make_account())
    assert client.get("/")["Location"].startswith("/sign-in/")


def test_closing_an_account_acts_at_once(client: Client) -> None:
    account = make_account()
    sign_in(client, account)
    actions.close_account(viewer_for(Role.SECURITY_ADMIN), account.id, "lost")
    assert client.get("/")["Location"].startswith("/sign-in/")


def test_changing_the_password_ends_every_other_stay(client: Client) -> None:
    account = with_password()
    elsewhere = Client()
    sign_in(elsewhere, account)
    password_step(client)
    new = "five other words that differ"
    given = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/account/password/", given)["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert elsewhere.get("/")["Location"].startswith("/sign-in/")
    account.refresh_from_db()
    assert account.check_password(new)
    assert said("accounts.password_changed") == 1


@pytest.mark.parametrize("unfit", ["short", "password1234567"[:11], "qwertyuiopas", "clerk-clerk1", "x" * 129])
def test_a_password_is_long_uncommon_and_unlike_the_login(client: Client, unfit: str) -> None:
    account = with_password(login="clerk-clerk")
    password_step(client, "clerk-clerk")
    given = {"oldpassword": PASSWORD, "password1": unfit, "password2": unfit}
    if unfit == "qwertyuiopas":
        given |= {"password1": "password123456", "password2": "password123456"}
    assert client.post("/account/password/", given).status_code == 200
    account.refresh_from_db()
    assert account.check_password(PASSWORD)
    assert said("accounts.password_changed") == 0


def test_a_post_is_switched_and_somebody_else_s_is_not_there(client: Client) -> None:
    account = make_account(Role.COUNTY_OFFICE)
    other = add_post(account, Role.POLICY_AUTHOR)
    sign_in(client, account)
    assert client.get("/").wsgi_request.viewer.role == "county_office"  # type: ignore[attr-defined]
    client.post("/account/post/", {"post": str(other.id)})
    assert client.get("/").wsgi_request.viewer.role == "policy_author"  # type: ignore[attr-defined]
    foreign = make_account(Role.AUDITOR).posts.get()
    assert client.post("/account/post/", {"post": str(foreign.id)}).status_code == 404
    assert client.get("/").wsgi_request.viewer.role == "policy_author"  # type: ignore[attr-defined]


def test_nothing_personal_stands_in_a_session() -> None:
    client = Client()
    sign_in(client, make_account())
    client.get("/")
    stored = Session.objects.get().get_decoded()
    assert set(stored) <= {"_auth_user_id", "_auth_user_backend", "_auth_user_hash"}


def test_every_address_of_the_office_has_a_door() -> None:
    assert [problem for problem in run_checks() if (problem.id or "").startswith("accounts.E")] == []


def _answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


urlpatterns = [
    path("open/", _answer),
    path("curious/", door(Role.AUDITOR, scope="office", purpose="curiosity")(_answer)),
]


@override_settings(ROOT_URLCONF=__name__)
def test_a_view_without_a_door_fails_the_check() -> None:
    found = [problem for problem in run_checks() if problem.id == "accounts.E001"]
    assert len(found) == 1
    assert "open/" in found[0].msg


@override_settings(ROOT_URLCONF=__name__)
def test_a_door_with_a_purpose_that_law_does_not_know_fails_the_check() -> None:
    [found] = [problem for problem in run_checks() if problem.id == "accounts.E004"]
    assert "curious/" in found.msg
