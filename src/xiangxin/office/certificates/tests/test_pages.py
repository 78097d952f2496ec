"""Pages of certificates: the holder's phone, the counter, the bank, the keys, and what anybody may look at."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bases.accounts_made import browser_of, signed_in
from bases.certificates_made import Held, fresh_certificate, make_certificate
from bases.consent_made import make_institution
from bases.grants_made import looking, make_line
from xiangxin.office.accounts.choices import Role
from xiangxin.office.certificates.actions import make_code
from xiangxin.office.certificates.models import Certificate
from xiangxin.office.grants.actions import end_line
from xiangxin.office.grants.models import Grant
from xiangxin.office.parties.models import Person
from xiangxin.office.parties.opening import opened
from xiangxin.proof.credentials.keys import read_keys
from xiangxin.proof.credentials.verify import verify

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
CHECK = "/certificates/check/"


def holders(held: Held) -> Client:
    return browser_of(held.holder)


def secrets_of(grant: Grant, certificate: Certificate) -> list[str]:
    """What no public answer may hold."""
    with looking():
        person = Person.objects.get(id=grant.person_id)
        name = opened(person, "name_sealed")
    return [name, str(person.id), certificate.number, grant.number, "红本", "蓝本", "撤回", "暂停", "结束"]


def answered(client: Client, code: str) -> str:
    page: Any = client.post(CHECK, {"code": code})
    assert page.status_code == 200
    found = re.search(r'class="note (note-good|note-bad)".*?</div>', page.content.decode(), re.DOTALL)
    assert found is not None
    return re.sub(r"\d{4}.*? 查验", "", re.sub(r"\s+", " ", found.group(0)))


def test_a_holder_has_one_shows_it_prints_it_and_takes_the_file_along() -> None:
    _manager, bank, grant, holder = make_line()
    client = browser_of(holder)
    page = client.get("/certificates/").content.decode()
    assert bank.name in page
    assert "领证书" in page
    assert client.post(f"/certificates/fetch/{grant.id}/").status_code == 302
    with looking():
        row = Certificate.objects.get()
    page = client.get("/certificates/").content.decode()
    assert row.number in page
    assert "现在有效" in page

    paper: Any = client.post(f"/certificates/own/{row.id}/paper/", {"parts": ["name", "colour"]})
    assert (paper["Content-Type"], paper["Cache-Control"]) == ("application/pdf", "no-store")
    file: Any = client.post(f"/certificates/own/{row.id}/file/", {"parts": ["colour"], "form": "sd-jwt"})
    keys = read_keys(client.get("/certificates/keys.json").content)
    state: Any = Client().get(f"/certificates/status/{row.list.name}")
    assert state["Content-Type"] == "application/statuslist+jwt"
    assert state["Cache-Control"] == "public, max-age=300"
    found = verify(file.content.decode(), [keys], timezone.localdate(), state.content.decode())
    assert found.disclosed == ("colour",)

    code = re.search(
        r"<strong>([2-9A-Z-]{14})</strong>", client.post(f"/certificates/own/{row.id}/code/").content.decode()
    )
    assert code is not None
    assert "note-good" in answered(Client(), code[1])
    assert "被查过 1 次" in client.get("/certificates/").content.decode()
    assert client.post(f"/certificates/own/{row.id}/end/").status_code == 302
    assert client.post(f"/certificates/own/{row.id}/paper/", {}).status_code == 409
    assert "本人停用" in client.get("/certificates/").content.decode()


def test_a_key_that_is_none_is_told_at_its_field() -> None:
    held = make_certificate()
    address = f"/certificates/own/{held.certificate.id}/file/"
    answer = holders(held).post(address, {"parts": ["name"], "form": "sd-jwt", "holder": json.dumps({"kty": "RSA"})})
    assert answer.status_code == 422
    assert "这不是一把可用的公钥" in answer.content.decode()
    assert holders(held).post(address, {"parts": ["score"], "form": "sd-jwt"}).status_code == 422


def test_the_public_page_says_valid_or_not_and_nothing_about_anybody() -> None:
    held = make_certificate()
    given = (held.holder, held.grant.person_id, held.certificate.id)
    code = make_code(*given).code
    before = answered(Client(), code)
    assert "有效" in before
    assert [word for word in secrets_of(held.grant, held.certificate) if word in before] == []
    end_line(held.holder, held.grant.person_id, held.grant.id)
    over = answered(Client(), code)
    unknown = answered(Client(), "2222-2222-222R")
    assert over == unknown == answered(Client(), "何")
    assert [word for word in secrets_of(held.grant, held.certificate) if word in over] == []


def test_looking_at_the_public_page_uses_no_code_up_and_an_empty_one_is_asked_for() -> None:
    held = make_certificate()
    code = make_code(held.holder, held.grant.person_id, held.certificate.id).code
    for _ in range(5):
        assert Client().get(CHECK).status_code == 200
    assert "note-good" in answered(Client(), code)
    assert Client().post(CHECK, {}).status_code == 422
    assert "no-store" in Client().get(CHECK)["Cache-Control"]


def test_a_crawl_of_what_is_public_finds_nobody() -> None:
    held = make_certificate()
    make_code(held.holder, held.grant.person_id, held.certificate.id)
    pages = [CHECK, "/certificates/keys.json", f"/certificates/status/{held.certificate.list.name}"]
    text = "".join(Client().get(page).content.decode() for page in pages)
    hidden = secrets_of(held.grant, held.certificate)[:4]
    assert [word for word in hidden if word in text] == []
    assert Client().get("/certificates/status/none").status_code == 404
    for page in ("/certificates/", f"/certificates/own/{held.certificate.id}/paper/", "/certificates/held/"):
        assert Client().get(page).status_code == 302


def test_another_holder_finds_nothing_at_these_addresses() -> None:
    held = make_certificate()
    _manager, _bank, _grant, stranger = make_line()
    client = browser_of(stranger)
    for name in ("code", "paper", "file", "end"):
        assert client.post(reverse(f"certificates:{name}", args=[held.certificate.id]), {}).status_code == 404
    assert client.post(reverse("certificates:fetch", args=[held.grant.id])).status_code == 404
    assert fresh_certificate(held.certificate).withdrawn_on is None


def test_an_account_manager_sees_that_there_is_one_of_the_own_bank() -> None:
    held = make_certificate()
    page = browser_of(held.manager).get("/certificates/held/").content.decode()
    assert held.grant.number in page
    assert held.certificate.number not in page
    other = signed_in(Role.ACCOUNT_MANAGER, held.manager.area, make_institution("bank", slug="another-bank"))
    assert held.grant.number not in other.get("/certificates/held/").content.decode()


def test_the_counter_has_one_issued_prints_and_ends_it_while_the_person_stands_there() -> None:
    _manager, _bank, grant, _holder = make_line()
    with looking():
        person = Person.objects.get(id=grant.person_id)
        number = opened(person, "id_number_sealed")
    client = signed_in(Role.STATION_KEEPER, f"{person.area[:9]}000", make_institution("station"))
    assert client.get("/station/certificates/").status_code == 409
    client.post("/station/", {"id_number": number})
    assert "本人要领证书" in client.get("/station/certificates/").content.decode()
    assert client.post(f"/station/certificates/fetch/{grant.id}/").status_code == 302
    with looking():
        row = Certificate.objects.get()
    assert row.number in client.get("/station/certificates/").content.decode()
    assert client.get(f"/station/certificates/{row.id}/paper/").status_code == 200
    paper: Any = client.post(f"/station/certificates/{row.id}/paper/", {"parts": ["name"]})
    assert paper["Content-Type"] == "application/pdf"
    assert client.post(f"/station/certificates/{row.id}/end/").status_code == 302
    client.post("/station/end/")
    assert client.post(f"/station/certificates/{row.id}/paper/", {}).status_code == 409
    assert fresh_certificate(row).ending == "by_holder"


def test_a_security_administrator_takes_a_new_key_and_revokes_a_stolen_one() -> None:
    client = signed_in(Role.SECURITY_ADMIN)
    assert "还没有签过证书" in client.get("/certificates/keys/").content.decode()
    assert client.post("/certificates/keys/add/").status_code == 302
    (key,) = read_keys(client.get("/certificates/keys.json").content).keys
    assert key.key.fingerprint in client.get("/certificates/keys/").content.decode()
    assert client.post(f"/certificates/keys/{key.key.kid}/revoke/").status_code == 302
    assert client.post(f"/certificates/keys/{key.key.kid}/revoke/").status_code == 409
    (revoked,) = read_keys(client.get("/certificates/keys.json").content).keys
    assert revoked.revoked_on == timezone.localdate()
