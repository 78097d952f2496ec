"""What lies on the disk: no number, name or phone in database, journal or logs; and two writers at once."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from bases.apart import copy_apart, run_apart

NUMBER, NAME, PHONE = "990101197203140031", "司马哨兵", "19900009876"
BEGIN = f"""
    import json, logging, sys, threading
    from datetime import date
    from django.db import connections
    from django.test import Client
    from bases.accounts_made import make_account, sign_in
    from bases.parties_made import VILLAGE, make_cadre, make_village
    from xiangxin.office.accounts.choices import Role
    from xiangxin.office.audit.context import maintenance
    from xiangxin.office.audit.models import Entry
    from xiangxin.office.parties import actions
    from xiangxin.office.parties.models import Contact, Person
    NUMBER, NAME, PHONE = {NUMBER!r}, {NAME!r}, {PHONE!r}
    by = make_cadre(make_village())
    new = actions.NewPerson(NAME, NUMBER, VILLAGE, PHONE)
"""


def began(code: str) -> str:
    return dedent(BEGIN) + dedent(code)


def written(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_no_identity_number_lies_anywhere_on_the_disk_or_in_the_logs(tmp_path: Path) -> None:
    environment = copy_apart(tmp_path)
    said = run_apart(
        environment,
        began("""
        import io
        FIELDS = ["id_number", "phone", "name"]
        heard = io.StringIO()
        logging.basicConfig(stream=heard, level=logging.DEBUG, force=True)
        client = Client(HTTP_HOST="127.0.0.1")
        sign_in(client, make_account(Role.VILLAGE_CADRE, VILLAGE))
        given = {"name": NAME, "id_number": NUMBER, "area": VILLAGE, "phone": PHONE}
        first = client.post("/parties/register/", given)
        person = first["Location"]
        for address, values in (
            ("/parties/register/", given),
            ("/parties/register/", {**given, "name": "司马别人"}),
            ("/parties/look-up/", {"id_number": NUMBER}),
            (f"/parties/village/{VILLAGE}/", {"wanted": NAME}),
            (person + "whole/", {"fields_wanted": FIELDS, "why": "document", "words": "填写合同"}),
            (person + "name/", {"name": NAME + "二", "on": "2026-06-01"}),
            (person + "phone/", {"phone": PHONE[:-1] + "5", "on": "2026-06-01"}),
        ):
            assert client.post(address, values).status_code in (200, 302, 422), address
        print(json.dumps(heard.getvalue()))
        """),
    )
    disk = written(tmp_path) + said.encode()
    assert b"parties_person" in disk
    for secret in (NUMBER, NUMBER[:17], NAME, PHONE, PHONE[:-1] + "5"):
        for coded in (secret.encode(), secret.encode("utf-16-le"), secret.encode().hex().encode()):
            assert coded not in disk


def test_registrations_at_once_end_in_one_person_and_questions_at_once_are_all_counted(apart: dict[str, str]) -> None:
    counted = run_apart(
        apart,
        began("""
        from xiangxin.office.parties.errors import AskedTooOften
        from xiangxin.office.parties.models import Asking, AskingLock
        def at_once(many, do):
            start = threading.Barrier(many)
            def one():
                start.wait()
                do()
                connections.close_all()
            threads = [threading.Thread(target=one) for _ in range(many)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
        found, refused = [], []
        def ask():
            try:
                actions.look_up(by, NUMBER)
            except AskedTooOften:
                refused.append(1)
        at_once(4, lambda: found.append(actions.register_person(by, new, date(2026, 6, 1)).id))
        for _ in range(27): ask()
        at_once(6, ask)
        with maintenance("tests"):
            rows = (Person.objects.count(), Contact.objects.count())
        entries = Entry.objects.filter(act="parties.person_registered").count()
        print(json.dumps([len(found), len(set(found)), *rows, entries, Asking.objects.count(), len(refused),
                          AskingLock.objects.count()]))
        """),
    )
    assert counted == [4, 1, 1, 1, 1, 30, 6, 1]  # three of the four met somebody: that is three questions
