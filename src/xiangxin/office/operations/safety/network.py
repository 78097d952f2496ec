"""Who can reach the office and how: HTTPS, names, proxies, and that a demo is reached by nobody else."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import replace

from django.conf import settings
from django.core import checks

from xiangxin.kernel.errors import Finding, XiangxinError
from xiangxin.kernel.text import Text
from xiangxin.office.accounts.phone import gateway
from xiangxin.office.operations.safety.situation import Situation, is_loopback
from xiangxin.office.operations.words import told

OF_HTTPS = {
    "security.W004": Text("浏览器不会记住只用 HTTPS。", "Browsers are not told to use HTTPS only."),
    "security.W008": Text("HTTP 请求不会转到 HTTPS。", "Requests by HTTP are not sent on to HTTPS."),
    "security.W012": Text("会话 cookie 也会经过 HTTP。", "The session's cookie travels by HTTP too."),
    "security.W016": Text("防伪造 cookie 也会经过 HTTP。", "The cookie against forged requests travels by HTTP too."),
}
"""Django's warnings that follow from speaking plain HTTP, which a demo on the own machine does."""


def nothing_of_development(situation: Situation) -> Iterator[Finding]:
    """Error pages with source code and settings are for nobody but a developer's own machine."""
    if settings.DEBUG and (situation.is_open or situation.home.kind != "demo"):
        yield told("debug_on")


def demo_alone(situation: Situation) -> Iterator[Finding]:
    """In a demo anybody signs in as anybody, so nobody else may reach it."""
    if situation.home.kind != "demo":
        return
    open_names = [name for name in settings.ALLOWED_HOSTS if not is_loopback(name)]
    if situation.is_open or open_names:
        yield told(
            "demo_exposed", address=", ".join([*open_names, *([situation.host or ""] if situation.is_open else [])])
        )


def encrypted(situation: Situation) -> Iterator[Finding]:
    """Passwords and files of persons do not cross a network in the clear."""
    if situation.is_open and not settings.HTTPS:
        yield told("plain_http", address=str(situation.host))
    if settings.HTTPS and not settings.PROXIES:
        yield told("proxies_missing")


def names_and_proxies(_situation: Situation) -> Iterator[Finding]:
    """The names under which the office answers, and whose word on the caller it takes, are closed lists."""
    if any("*" in name or name.startswith(".") for name in settings.ALLOWED_HOSTS):
        yield told("hosts_any", hosts=", ".join(settings.ALLOWED_HOSTS))
    for proxy in settings.PROXIES:
        if not _is_few(proxy):
            yield told("proxies_any", proxy=proxy)


def texts_to_phones(_situation: Situation) -> Iterator[Finding]:
    """The gateway that takes one-time codes is called by HTTPS, with a key of its own."""
    try:
        gateway()
    except ValueError:
        yield told("gateway_in_the_clear", url=str(settings.PHONE_GATEWAY))
    except XiangxinError as error:
        yield from error.findings


def as_django_sees_it(situation: Situation) -> Iterator[Finding]:
    """Django's own check of a deployment, each warning as a finding."""
    for message in checks.run_checks(include_deployment_checks=True):
        if message.is_silenced() or message.level < checks.WARNING:
            continue
        why = OF_HTTPS.get(str(message.id), Text(f"Django 的原文：{message.msg}", message.msg))
        finding = told("django_check", id=str(message.id), zh=why.zh, en=why.en)
        by_nature = situation.home.kind == "demo" and message.id in OF_HTTPS
        yield replace(finding, severity="note") if by_nature else finding


def _is_few(proxy: str) -> bool:
    """Whether a proxy's entry names one host or a small network; a name is no address, so it names nobody."""
    try:
        network = ipaddress.ip_network(proxy)
    except ValueError:
        return False
    return network.num_addresses <= 256


LOOKS = (nothing_of_development, demo_alone, encrypted, names_and_proxies, texts_to_phones, as_django_sees_it)
