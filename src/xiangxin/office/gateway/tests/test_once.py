"""Commands sent many times at once, on each database: one effect, equal answers; a key with two contents does one."""

from bases.apart import run_apart

SEND = """
import json, threading
from concurrent.futures import ThreadPoolExecutor
from collections import defaultdict
from django.db import connections
from bases.gateway_made import caller, make_token, send
from xiangxin.office.audit.models import Entry
from xiangxin.office.gateway.models import Answer
from xiangxin.office.jobs.models import Job

secret = make_token()[1]
barrier = threading.Barrier(8)

def command(key, body):
    client = caller(secret)
    barrier.wait()
    try:
        answer = client.post("/api/v1/jobs", body, content_type="application/json", headers={"Idempotency-Key": key})
        return key, answer.status_code, answer.text
    finally:
        connections.close_all()

def all_at_once(bodies):
    got = defaultdict(list)
    with ThreadPoolExecutor(8) as pool:
        for number in range(KEYS):
            key = f"key-{number:08d}"
            for _, status, text in pool.map(lambda body: command(key, body), bodies):
                got[key].append((status, text))
    return got
"""


def test_copies_sent_at_once_have_one_effect_and_equal_answers(apart: dict[str, str]) -> None:
    found = run_apart(
        apart,
        f"""KEYS = 12
{SEND}
got = all_at_once(['{{"kind":"places.table"}}'] * 8)
print(json.dumps({{
    "statuses": sorted({{status for copies in got.values() for status, _ in copies}}),
    "different": [key for key, copies in got.items() if len({{text for _, text in copies}}) != 1],
    "jobs": Job.objects.count(),
    "acts": Entry.objects.filter(act="jobs.job_started").count(),
    "answers": Answer.objects.exclude(body=None).count(),
}}))
""",
    )
    assert found == {"statuses": [200], "different": [], "jobs": 12, "acts": 12, "answers": 12}


def test_of_two_contents_under_one_key_one_is_done_and_the_other_is_a_conflict(apart: dict[str, str]) -> None:
    found = run_apart(
        apart,
        f"""KEYS = 12
{SEND}
got = all_at_once(['{{"kind":"places.table"}}', '{{ "kind":"places.table"}}'] * 4)
print(json.dumps({{
    "split": [key for key, copies in got.items() if sorted(status for status, _ in copies) != [200] * 4 + [409] * 4],
    "jobs": Job.objects.count(),
}}))
""",
    )
    assert found == {"split": [], "jobs": 12}
