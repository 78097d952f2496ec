"""What the tests of every room stand on: a made account is a viewer, and a signed-in one is seen as that viewer."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from bases.accounts_made import COUNTY, make_account, sign_in, viewer_for
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import viewer_of
from xiangxin.office.accounts.middleware import ViewerMiddleware
from xiangxin.office.accounts.viewer import Viewer

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


def seen(request: HttpRequest) -> Viewer | None:
    """What the middleware puts on the request."""
    ViewerMiddleware(lambda _request: HttpResponse())(request)
    return viewer_of(request)


def test_a_signed_in_account_is_seen_in_its_post(client: Client, rf: RequestFactory) -> None:
    account = make_account(Role.TOWNSHIP_CADRE, "990101101000")
    expected = sign_in(client, account)
    request = rf.get("/")
    request.session = client.session
    request.user = account
    assert seen(request) == expected
    assert (expected.role, expected.area) == ("township_cadre", "990101101000")


def test_nobody_is_seen_before_signing_in(client: Client, rf: RequestFactory) -> None:
    request = rf.get("/")
    request.session = client.session
    request.user = AnonymousUser()
    assert seen(request) is None


def test_a_viewer_made_for_a_query_covers_its_area_and_no_other() -> None:
    viewer = viewer_for()
    assert viewer.covers(COUNTY)
    assert not viewer.covers("990102000000")
