"""Pages as people see them, at the sizes of their screens: no error, nothing foreign, nothing that axe objects to."""

import os
from pathlib import Path

import pytest
from django.urls import clear_url_caches
from pytest_django import Settings

from bases.accounts_made import make_account
from bases.browser import PHONE, TABLET, WIDE, Visitors
from xiangxin.office.shell import navigation
from xiangxin.office.web.frame import LARGE_TYPE
from xiangxin.office.web.tests import gallery

pytestmark = [
    pytest.mark.needs("chromium"),
    pytest.mark.engine("sqlite"),
    pytest.mark.django_db(databases=["default", "reads"], transaction=True),
]

PICTURES = os.environ.get("XIANGXIN_PICTURES", "")
"""A folder that gets a picture of every page, for whoever wants to look."""


@pytest.fixture(autouse=True)
def addresses(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ROOT_URLCONF = gallery.Addresses
    monkeypatch.setattr(navigation, "_entries", dict(navigation._entries))
    navigation.register(*gallery.ENTRIES)
    clear_url_caches()


@pytest.mark.parametrize("path", ["dashboard", "table", "form", "pieces", "phone", "help", "demo", "table?nobody", ""])
def test_a_page_is_clean_at_every_size(visitors: Visitors, path: str) -> None:
    account = make_account()
    for size in (WIDE, TABLET, PHONE):
        visitor = visitors(size, account)
        visitor.goes_to(f"/{path}")
        if PICTURES:
            visitor.photograph(Path(PICTURES) / f"{path.replace('?', '-') or 'home'}-{size[0]}.png")
        visitor.check()


@pytest.mark.parametrize("path", ["dashboard", "table", "form", "pieces", "phone", "demo", ""])
def test_a_page_is_clean_in_english_with_large_type_and_on_paper(visitors: Visitors, path: str) -> None:
    visitor = visitors(PHONE if path == "phone" else WIDE, make_account())
    visitor.context.add_cookies(
        [
            {"name": name, "value": value, "url": visitor.address}
            for name, value in (("django_language", "en"), (LARGE_TYPE, "1"))
        ]
    )
    visitor.goes_to(f"/{path}")
    if PICTURES:
        visitor.photograph(Path(PICTURES) / f"{path or 'home'}-en.png")
    visitor.check()
    visitor.page.emulate_media(media="print")
    assert not visitor.page.locator(".top, .side, .phone-tabs, .heading-actions").filter(visible=True).count()
    if PICTURES:
        visitor.photograph(Path(PICTURES) / f"{path or 'home'}-paper.png")
