"""The guide for a provider's IT says how to sign; what it says works as it stands there, in both languages."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bases.feeds_made import case, make_feed
from bases.parties_made import id_number
from bases.tree import ROOT

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
GUIDES = ("docs/for/feed.md", "docs/for/feed.zh-CN.md")


def example(guide: str) -> str:
    """The program in a guide."""
    found = re.findall(r"```python\n(.*?)```", (ROOT / Path(guide)).read_text(encoding="utf-8"), re.DOTALL)
    assert len(found) == 1
    return str(found[0])


@pytest.mark.parametrize("guide", GUIDES)
def test_a_message_that_is_signed_as_the_guide_says_is_taken_and_a_changed_one_is_not(guide: str) -> None:
    names: dict[str, Any] = {}
    exec(example(guide), names)
    feed, secret, _provider = make_feed()
    rows = {"form": "court_enforcement", "purpose": "evaluation", "rows": [case(id_number())]}
    body = json.dumps({"type": "rows", "data": rows}).encode()
    headers = names["signed"](secret, body)
    kind = headers.pop("content-type")

    def posted(content: bytes) -> Any:
        return Client().post(reverse("feeds:incoming", args=[feed.id]), content, content_type=kind, headers=headers)

    assert posted(body + b" ").status_code == 401
    answer = posted(body)
    assert (answer.status_code, answer.json()["taken"], answer.json()["refused"]) == (200, 1, [])


def test_both_guides_show_the_same_program() -> None:
    assert example(GUIDES[0]) == example(GUIDES[1])
