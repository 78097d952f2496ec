"""An office of its own that answers over HTTP on this machine, with a county, people and a token for each role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from bases.apart import run_apart
from bases.serving import serving

ROLES = ("account_manager", "auditor", "county_office")
"""Whose tokens there are."""

FILL = """
import json
from bases.consent_made import make_consent, make_text
from bases.gateway_made import make_body, make_county, make_token
from bases.parties_made import make_person
from xiangxin.office.audit.checkpoints import make_checkpoint

make_county()
make_text()
bank = make_body("bank")
for number in range(3):
    make_consent(make_person().id, receiver=bank)
    make_checkpoint()
limit = 10_000_000
tokens = {
    "account_manager": make_token("account_manager", "scoring", bank, per_minute=6000)[1],
    "auditor": make_token("auditor", "audit", per_minute=6000)[1],
    "county_office": make_token("county_office", "statistics", per_minute=6000)[1],
}
from xiangxin.office.gateway.models import ApiToken
from xiangxin.office.audit.context import maintenance
with maintenance("tests"):
    ApiToken.objects.update(per_minute=limit)
print(json.dumps(tokens))
"""


@dataclass(frozen=True, slots=True)
class Served:
    """Where it answers, and a token for each role."""

    url: str
    tokens: Mapping[str, str]


@contextmanager
def served(environment: Mapping[str, str]) -> Iterator[Served]:
    """Fill an empty office, serve it, end it."""
    tokens = run_apart(environment, FILL)
    with serving(environment) as port:
        yield Served(f"http://127.0.0.1:{port}", tokens)
