"""What one process cannot show: a lock that holds for all of them, a code that works once, a decision made once."""

from bases.apart import run_apart

CLERK = """
from bases.accounts_made import make_account
from xiangxin.office.audit import acts
from xiangxin.office.audit.actor import system
from allauth.mfa.totp.internal.auth import TOTP
account = make_account(login="clerk")
with acts.act("tests.password", by=system("tests")) as done:
    account.set_password("four unlike words in a row")
    account.save()
    done.wrote(account)
with acts.act("accounts.made_for_tests", by=system("tests")) as done:
    done.wrote(TOTP.activate(account, "JBSWY3DPEHPK3PXP").instance)
print("null")
"""
TRY = """
import json
from django.test import Client
client = Client()
answers = [client.post("/sign-in/", {"login": "clerk", "password": password}) for password in PASSWORDS]
print(json.dumps(["暂时不能登录" in answer.content.decode() or answer.status_code for answer in answers]))
"""
CODE = """
import json
from django.test import Client
client = Client()
client.post("/sign-in/", {"login": "clerk", "password": "four unlike words in a row"})
client.post("/sign-in/second/", {"code": "CODE"})
print(json.dumps("_auth_user_id" in client.session))
"""
NOW = """
import json
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
print(json.dumps(format_hotp_value(hotp_value("JBSWY3DPEHPK3PXP", max(yield_hotp_counters_from_time())))))
"""
DECIDE = """
import json, threading
from collections import Counter
from bases.accounts_made import make_account, viewer_for
from django.db import connections
from django.utils import timezone
from xiangxin.office.accounts import actions, proposals
from xiangxin.office.accounts.actions import NewPost
from xiangxin.office.accounts.models import Post, Proposal
from xiangxin.office.audit.models import Entry
from xiangxin.office.shell.errors import OfficeError
from datetime import date
account = make_account("policy_author", to_on=date(2026, 1, 2))
new = NewPost(account.id, "township_cadre", "990101101000", None, timezone.localdate())
proposal = actions.propose_post(viewer_for("security_admin"), new, "新任")
deciders = [viewer_for("county_office") for _ in range(6)]
start, told = threading.Barrier(6), []
def decide(viewer, agrees):
    start.wait()
    try:
        proposals.decide(proposal.id, viewer, agrees, "不")
        told.append("decided")
    except OfficeError as error:
        told.append(error.code)
    finally:
        connections.close_all()
threads = [threading.Thread(target=decide, args=(viewer, index % 2 == 0)) for index, viewer in enumerate(deciders)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
proposal.refresh_from_db()
granted = Post.objects.filter(account=account, role="township_cadre").count()
entries = Entry.objects.filter(act__in=["accounts.proposal_agreed", "accounts.proposal_refused"]).count()
print(json.dumps([Counter(told), proposal.state, granted, entries]))
"""


def test_a_lock_holds_for_every_process(apart: dict[str, str]) -> None:
    run_apart(apart, CLERK)
    wrong = '["wrong", "wrong"]'
    assert run_apart(apart, TRY.replace("PASSWORDS", wrong)) == [200, 200]
    assert run_apart(apart, TRY.replace("PASSWORDS", '["wrong", "wrong", "wrong"]')) == [200, 200, True]
    assert run_apart(apart, TRY.replace("PASSWORDS", '["four unlike words in a row"]')) == [True]


def test_a_time_code_that_one_process_took_is_taken_for_all(apart: dict[str, str]) -> None:
    run_apart(apart, CLERK)
    code = run_apart(apart, NOW)
    assert [run_apart(apart, CODE.replace("CODE", code)) for _ in range(2)] == [True, False]


def test_of_six_who_decide_at_once_one_does(apart: dict[str, str]) -> None:
    told, state, granted, entries = run_apart(apart, DECIDE)
    assert told == {"decided": 1, "already_decided": 5}
    assert (granted, entries) == (1 if state == "agreed" else 0, 1)
