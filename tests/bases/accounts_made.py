"""Accounts for tests of any room: made as the office makes them, signed in as far as a door looks."""

from __future__ import annotations

from datetime import date
from itertools import count
from uuid import UUID

from django.http import HttpRequest
from django.test import Client

from xiangxin.office.accounts import sessions
from xiangxin.office.accounts.choices import Role, Way
from xiangxin.office.accounts.models import Account, Post
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit import acts
from xiangxin.office.audit.actor import system

COUNTY = "990101000000"
"""The county of the office under test."""

HELD_SINCE = date(2026, 1, 1)
_numbers = count(1)


def make_account(
    role: str = Role.COUNTY_OFFICE,
    area: str = COUNTY,
    institution: Institution | None = None,
    *,
    login: str = "",
    person: UUID | None = None,
    to_on: date | None = None,
) -> Account:
    """An account that holds one post, from the first of January 2026. A household's account names its ``person``."""
    account = Account(login=login or f"{role}-{next(_numbers)}", display=str(Role(role).label), person=person)
    account.set_unusable_password()
    post = Post(account=account, role=role, area=area, institution=institution, from_on=HELD_SINCE, to_on=to_on)
    with acts.act("accounts.made_for_tests", by=system("tests")) as done:
        account.save(force_insert=True)
        post.save(force_insert=True)
        done.wrote(account, post)
    return account


def add_post(
    account: Account,
    role: str,
    area: str = COUNTY,
    institution: Institution | None = None,
    *,
    from_on: date = date(2026, 1, 2),
    to_on: date | None = None,
) -> Post:
    """One more post for an account, without asking anybody; begun a day after the first one."""
    post = Post(account=account, role=role, area=area, institution=institution, from_on=from_on, to_on=to_on)
    with acts.act("accounts.made_for_tests", by=system("tests")) as done:
        post.save(force_insert=True)
        done.wrote(post)
    return post


def sign_in(client: Client, account: Account, *, second_factor: bool = True) -> Viewer:
    """Put ``client`` into a session of ``account`` past every factor, in its earliest post; what its views will see."""
    client.force_login(account)
    request = HttpRequest()
    request.session = client.session
    way = Way.PASSWORD if account.person is None else Way.CODE
    sessions.begin(request, account, way, second_factor=second_factor)
    return _viewer(account)


def viewer_for(
    role: str = Role.COUNTY_OFFICE,
    area: str = COUNTY,
    institution: Institution | None = None,
    *,
    person: UUID | None = None,
) -> Viewer:
    """A viewer for queries and actions, with an account of its own."""
    return _viewer(make_account(role, area, institution, person=person))


def _viewer(account: Account) -> Viewer:
    post = Post.objects.filter(account=account).order_by("from_on", "id")[0]
    return Viewer(account.id, post.role, post.area, post.institution_id, account.person, post.id)


def signed_in(
    role: str = Role.COUNTY_OFFICE,
    area: str = COUNTY,
    institution: Institution | None = None,
    *,
    person: UUID | None = None,
) -> Client:
    """A browser in which somebody new of this role has signed in."""
    return browser_of(viewer_for(role, area, institution, person=person))


def browser_of(viewer: Viewer) -> Client:
    """A browser in which a viewer's account has signed in."""
    client = Client()
    sign_in(client, Account.objects.get(id=viewer.account))
    return client


def page(client: Client, path: str) -> str:
    """What a page shows that opens."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()
