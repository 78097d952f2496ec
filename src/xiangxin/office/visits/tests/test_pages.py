"""What the addresses answer: JSON that says what is wrong in both languages, a shell that is nobody's, clean tables."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from bases.accounts_made import COUNTY, make_account, sign_in, viewer_for
from bases.consent_made import make_consent, make_institution
from bases.parties_made import VILLAGE, make_person, make_village
from bases.visits_made import Tablet, answer, body_of, spki
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.checkpoints import make_checkpoint
from xiangxin.office.audit.models import Entry
from xiangxin.office.audit.verify import verify
from xiangxin.office.visits.actions import confirm_device, decide, delete_expired, revoke_device
from xiangxin.office.visits.keys import to_text
from xiangxin.office.visits.models import Device, TaskList, Upload
from xiangxin.office.visits.tests.conftest import Receiving

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
PROBLEM = "application/problem+json"


class Hands:
    """A signed-in account manager with a tablet in hand, as the page's script speaks."""

    def __init__(self) -> None:
        bank = make_institution()
        self.person = make_person("辛哨四")
        make_consent(self.person.id, receiver=bank)
        self.client = Client(enforce_csrf_checks=True)
        self.by: Viewer = sign_in(self.client, make_account(Role.ACCOUNT_MANAGER, COUNTY, bank))
        self.tablet = Tablet(self.by)
        self.csrf: str = self.client.get(reverse("visits:state"), headers={"Accept": PROBLEM}).json()["csrf"]

    def posts(self, name: str, body: Any, kind: str = "application/json", csrf: str | None = None) -> Any:
        """Send JSON, or bytes as they are."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Accept": PROBLEM, "X-CSRFToken": self.csrf if csrf is None else csrf}
        return self.client.post(reverse(name), content, content_type=kind, headers=headers)

    def registers(self) -> None:
        """Over the wire; the office confirms."""
        keys = {"sign_key": to_text(spki(self.tablet.sign)), "wrap_key": to_text(spki(self.tablet.wrap))}
        told = self.posts("visits:register", {"label": "三号平板", **keys})
        assert told.status_code == 201
        self.tablet.row = Device.objects.get(id=told.json()["device"])
        confirm_device(viewer_for(Role.COUNTY_OFFICE, COUNTY), self.tablet.id)

    def envelope(self, body: bytes) -> dict[str, str]:
        """A signed body."""
        sent = self.tablet.signs(body)
        return {"device": str(sent.device), "signature": to_text(sent.signature), "body": body.decode()}


@pytest.fixture
def hands(receiving: Receiving) -> Hands:
    make_village()
    return Hands()


def problem(response: Any) -> tuple[int, str]:
    assert response["Content-Type"] == PROBLEM
    told = response.json()
    assert all(told[part][tongue] for part in ("what", "why", "mend") for tongue in ("zh", "en"))
    assert response["Cache-Control"] == "no-store"
    return response.status_code, told["code"]


def test_from_the_registration_to_the_receipt_over_the_wire(hands: Hands, receiving: Receiving) -> None:
    hands.registers()
    state = hands.client.get(reverse("visits:state"), {"device": str(hands.tablet.id)}).json()
    assert (state["device"]["state"], [one["code"] for one in state["villages"]]) == ("confirmed", [VILLAGE])
    taken = hands.posts("visits:take", {"device": str(hands.tablet.id), "area": VILLAGE})
    assert (taken.status_code, taken["Cache-Control"]) == (201, "no-store")
    assert "辛哨四" not in taken.content.decode()
    content = hands.tablet.opens_sent(taken.json())
    assert [one["name"] for one in content["tasks"]] == ["辛哨四"]
    row = TaskList.objects.get()
    body = body_of(row.id, answer(content["tasks"][0]["task"], land_area_mu="3"))
    first = hands.posts("visits:send", hands.envelope(body))
    assert (first.status_code, first.json()["came"], list(first.json()["results"].values())) == (
        200,
        "handed",
        ["taken"],
    )
    assert hands.posts("visits:send", hands.envelope(body)).json() == first.json()
    assert [values for _, values in receiving.got] == [{"land_area_mu": "3"}]


@pytest.mark.parametrize(
    ("name", "body", "kind", "told"),
    [
        ("visits:send", b"", "application/json", (415, "media_unknown")),
        ("visits:send", b"{}", "application/json", (400, "upload_unreadable")),
        ("visits:send", b"x" * (513 * 1024), "application/json", (413, "upload_too_large")),
        ("visits:send", b"x" * (5 * 1024 * 1024), "application/json", (413, "too_large")),
        ("visits:send", b"a=b", "application/x-www-form-urlencoded", (415, "media_unknown")),
        ("visits:send", b'{"device":"x","signature":"y","body":"z"}', "application/json", (400, "upload_unreadable")),
        ("visits:send", b'{"device":"x","signature":"%%","body":"z"}', "application/json", (400, "upload_unreadable")),
        ("visits:register", b'{"label":"x","sign_key":"","wrap_key":""}', "application/json", (422, "key_unfit")),
        ("visits:register", b'{"label":1,"sign_key":"","wrap_key":""}', "application/json", (400, "upload_unreadable")),
        ("visits:register", b"x" * (17 * 1024), "application/json", (413, "upload_too_large")),
        ("visits:take", b'{"device":"x","area":"y"}', "application/json", (400, "upload_unreadable")),
        ("visits:take", b"\xff\xfe", "application/json", (400, "upload_unreadable")),
    ],
)
def test_what_cannot_be_read_is_told_and_nothing_changes(
    hands: Hands, name: str, body: bytes, kind: str, told: tuple[int, str]
) -> None:
    entries = Entry.objects.count()
    assert problem(hands.posts(name, body, kind)) == told
    assert (Entry.objects.count(), Device.objects.count(), Upload.objects.count()) == (entries, 0, 0)


def test_without_the_page_s_token_nothing_is_taken(hands: Hands) -> None:
    assert problem(hands.posts("visits:register", {"label": "x"}, csrf="")) == (403, "form_expired")
    assert Device.objects.count() == 0


def test_a_device_of_somebody_else_is_not_there(hands: Hands) -> None:
    hands.registers()
    stranger = Hands()
    body = body_of(uuid4(), answer(str(uuid4()), "not_met"))
    assert problem(stranger.posts("visits:send", hands.envelope(body))) == (404, "address_unknown")
    taken = stranger.posts("visits:take", {"device": str(hands.tablet.id), "area": VILLAGE})
    assert problem(taken) == (404, "address_unknown")
    state = stranger.client.get(reverse("visits:state"), {"device": str(hands.tablet.id)}).json()
    assert state["device"] is None
    assert problem(stranger.client.get(reverse("visits:state"), {"device": "x"}, headers={"Accept": PROBLEM})) == (
        400,
        "upload_unreadable",
    )


def test_the_shell_is_the_same_bytes_for_everybody_and_sets_no_cookie(hands: Hands) -> None:
    for name in ("visits:tablet", "visits:tablet_en", "visits:worker"):
        signed_in, anybody = hands.client.get(reverse(name)), Client().get(reverse(name))
        assert signed_in.content == anybody.content
        assert (len(anybody.cookies), b"csrf" in anybody.content.lower()) == (0, False)
        policy = anybody["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy
    worker = Client().get(reverse("visits:worker"))
    assert worker["Content-Type"] == "text/javascript; charset=utf-8"
    kept = json.loads(worker.content.decode().splitlines()[0].removeprefix("const SHELL = ").removesuffix(";"))
    data = {reverse(f"visits:{one}") for one in ("state", "register", "take", "send", "desk", "devices")}
    assert data & set(kept["files"]) == set()
    for file in kept["files"]:
        if not file.startswith("/static/"):
            assert Client().get(file).status_code == 200


def test_the_log_verifies_after_all_that_a_tablet_can_do(hands: Hands) -> None:
    hands.registers()
    office = viewer_for(Role.COUNTY_OFFICE, COUNTY)
    package, content = hands.tablet.takes(VILLAGE)
    task = content["tasks"][0]["task"]
    hands.tablet.sends(package.list.id, answer(task, land_area_mu="3"))
    again, more = hands.tablet.takes(VILLAGE)
    revoke_device(office, hands.tablet.id, "lost")
    hands.tablet.sends(again.list.id, answer(more["tasks"][0]["task"], land_area_mu="4"))
    hands.tablet.sends(again.list.id, answer(more["tasks"][0]["task"], "not_met"))
    decide(office, Upload.objects.filter(came="quarantined")[0].id, release=False)
    delete_expired(hands.by.actor, again.list.forget_on.replace(year=2030))
    make_checkpoint()
    assert verify().findings == ()


def test_the_home_page_of_who_keeps_devices_says_what_waits(hands: Hands) -> None:
    keys = {"sign_key": to_text(spki(hands.tablet.sign)), "wrap_key": to_text(spki(hands.tablet.wrap))}
    hands.posts("visits:register", {"label": "三号平板", **keys})
    client = Client()
    sign_in(client, make_account(Role.COUNTY_OFFICE, COUNTY))
    assert "三号平板" in client.get("/").content.decode()
    page = client.get(reverse("visits:devices")).content.decode()
    device = Device.objects.get()
    assert device.code in page
    client.post(reverse("visits:confirm", args=[device.id]))
    client.post(reverse("visits:revoke", args=[device.id]), {"why": "doubt"})
    device.refresh_from_db()
    assert (device.confirmed_at is not None, device.revoked_why) == (True, "doubt")
