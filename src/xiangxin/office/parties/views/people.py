"""One person: registered, shown masked, corrected. Nothing of a person stands in an address but the opaque id."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangxin.office.accounts.choices import OBJECTION, Role
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import place_today
from xiangxin.office.parties import actions
from xiangxin.office.parties.choices import Degree
from xiangxin.office.parties.errors import NobodyFound
from xiangxin.office.parties.forms import (
    DayForm,
    DeathForm,
    KinForm,
    MoveForm,
    NameForm,
    NumberForm,
    PersonForm,
    PhoneForm,
    TradeForm,
    UnmaskForm,
)
from xiangxin.office.parties.holding import Held
from xiangxin.office.parties.queries.own import own_page
from xiangxin.office.parties.queries.people import person_page
from xiangxin.office.parties.scope import CADRES
from xiangxin.office.parties.views.common import all_villages, villages
from xiangxin.office.shell.answering import filled_in, page
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.shell.marks import listed, mark
from xiangxin.office.shell.pieces import Event

CADRE = (Role.VILLAGE_CADRE, Role.TOWNSHIP_CADRE)
COLLECTOR = (*CADRE, Role.ACCOUNT_MANAGER, Role.STATION_KEEPER)
Do = Callable[[Viewer, dict[str, Any]], object]


@door(*COLLECTOR, scope="area", purpose="register")
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponseBase:
    """Register somebody who stands before the viewer. Again is the same as once; who keeps the register is told so."""
    by = asker(request)
    start = request.GET.get("area", "")
    form = PersonForm(villages(by), request.POST or None, initial={"area": start})

    def do(given: dict[str, Any]) -> str:
        new = actions.NewPerson(given["name"], given["id_number"], given["area"], given["phone"])
        made = actions.register_at_desk(by, new, timezone.localdate())
        if by.role not in CADRES:
            said = _("已办理：没有登记过的现在已登记，登记过的没有改变；这里不显示是哪一种。")
            messages.success(request, said)
            return reverse("parties:register")
        if isinstance(made, Held):
            return _held(request, made)
        said = _("这个人以前已经登记，没有改变。") if made.before else _("已登记。")
        messages.success(request, said)
        return reverse("parties:person", args=[made.person.id])

    return filled_in(request, "parties/form.html", form, do, title=_("登记一个人"), sub=_("请当面核对身份证。"))


def _held(request: HttpRequest, held: Held) -> str:
    """Say that nobody was registered, and lead to where the person waits."""
    said = _(
        "还没有登记：和一个已登记的人太像。已作为一行报送（编号 %(number)s），在“疑似同一人”里等人辨认；"
        "认定是两个人以后，再来登记一次。"
    )
    messages.warning(request, said % {"number": held.number})
    return held.href


@door(*COLLECTOR, scope="area", purpose="register")
@require_http_methods(["GET", "POST"])
def look_up(request: HttpRequest) -> HttpResponseBase:
    """Find one person by the whole number; the answer stands on this page only."""
    by = asker(request)

    def do(given: dict[str, Any]) -> HttpResponse:
        card = actions.look_up(by, given["id_number"])
        where = place_today(card.area) if card else ""
        opens = card is not None and by.role in (*CADRES, Role.ACCOUNT_MANAGER)
        return page(request, template, NumberForm(), asked=True, card=card, place=where, opens=opens)

    template = "parties/look_up.html"
    return filled_in(request, template, NumberForm(request.POST or None), do)


@door(*CADRE, Role.ACCOUNT_MANAGER, scope="area", purpose="register")
@require_GET
def person(request: HttpRequest, person: UUID) -> HttpResponse:
    """One person, masked, with what can be done."""
    found = person_page(asker(request), person)
    return page(request, "parties/person.html", person=found, place=place_today(found.card.area))


@door(*CADRE, Role.ACCOUNT_MANAGER, scope="area", purpose="register")
@require_http_methods(["GET", "POST"])
def unmask(request: HttpRequest, person: UUID) -> HttpResponseBase:
    """Show whole values once, for a reason that the person will read."""
    by = asker(request)
    found = person_page(by, person)
    form = UnmaskForm(request.POST or None)

    def do(given: dict[str, Any]) -> HttpResponse:
        shown = actions.unmask(by, person, given["fields_wanted"], given["why"], given["words"])
        values = [(str(field.label), value or _("没有登记")) for field, value in shown.items()]
        return page(request, "parties/unmask.html", form, values=values, person=found)

    return filled_in(request, "parties/unmask.html", form, do, person=found)


@door(Role.HOUSEHOLD, scope="own", purpose=OBJECTION)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What is registered of me, and who saw it whole."""
    found = own_page(asker(request))
    events = [
        Event(
            seen.at,
            listed(field.label for field in seen.fields),
            seen.who,
            f"{seen.why.label}{mark('：')}{seen.words}",
        )
        for seen in found.seen
    ]
    return page(request, "parties/mine.html", own=found, events=events, place=place_today(found.area))


def _correction(
    form_of: Callable[[Viewer, Any], Form], title: Callable[[], str], sub: Callable[[], str], do: Do
) -> Callable[[HttpRequest, UUID], HttpResponseBase]:
    """A page that corrects one thing of a person and goes back to the person."""

    @door(*CADRE, scope="area", purpose="register")
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, person: UUID) -> HttpResponseBase:
        by = asker(request)
        found = person_page(by, person)
        back = reverse("parties:person", args=[person])

        def done(given: dict[str, Any]) -> str:
            do(by, {"person": person, **given})
            return back if by.covers(given.get("area", by.area)) else reverse("parties:villages")

        form = form_of(by, request.POST or None)
        return filled_in(
            request,
            "parties/form.html",
            form,
            done,
            _("已更正。"),
            title=title(),
            sub=sub(),
            card=found.card,
            cancel_href=back,
        )

    return view


correct_name = _correction(
    lambda by, data: NameForm(data),
    lambda: _("更正姓名"),
    lambda: _("原来的姓名和日期会保留。"),
    lambda by, given: actions.correct_name(by, given["person"], given["name"], given["on"]),
)
change_phone = _correction(
    lambda by, data: PhoneForm(data),
    lambda: _("更换电话"),
    lambda: _("新号码要重新验证，验证前不用它送达。"),
    lambda by, given: actions.change_phone(by, given["person"], given["phone"], given["on"]),
)
move = _correction(
    lambda by, data: MoveForm(all_villages(), data),
    lambda: _("迁村"),
    lambda: _("迁出原来的户，档案和授权不变。"),
    lambda by, given: actions.move_person(by, given["person"], given["area"], given["on"]),
)
record_death = _correction(
    lambda by, data: DeathForm(data),
    lambda: _("登记去世"),
    lambda: _("电话停用，不再送任何通知；离开所在的户。"),
    lambda by, given: actions.record_death(by, given["person"], given["on"]),
)
register_trade = _correction(
    lambda by, data: TradeForm(data),
    lambda: _("登记个体工商户"),
    lambda: _("个体工商户就是本人：加密保存，不进任何单位名单。"),
    lambda by, given: actions.register_trade(
        by, actions.NewTrade(given["person"], given["code"], given["name"]), given["on"]
    ),
)


@door(*CADRE, scope="area", purpose="register")
@require_POST
def correct_death(request: HttpRequest, person: UUID) -> HttpResponseBase:
    """The registration of a death was a mistake."""
    actions.correct_death(asker(request), person)
    return HttpResponseRedirect(reverse("parties:person", args=[person]))


@door(*CADRE, scope="area", purpose="register")
@require_http_methods(["GET", "POST"])
def close_trade(request: HttpRequest, person: UUID, trade: UUID) -> HttpResponseBase:
    """A trade was given up."""
    by, back = asker(request), reverse("parties:person", args=[person])
    found = person_page(by, person)
    line = next((one for one in found.trades if one.id == trade), None)
    if line is None:
        raise AddressUnknown

    def do(given: dict[str, Any]) -> str:
        actions.close_trade(by, trade, given["on"])
        return back

    return filled_in(
        request,
        "parties/form.html",
        DayForm(request.POST or None),
        do,
        _("已注销。"),
        title=_("注销个体工商户"),
        sub=line.name,
        card=found.card,
        cancel_href=back,
    )


@door(*CADRE, scope="area", purpose="review")
@require_http_methods(["GET", "POST"])
def add_kin(request: HttpRequest, person: UUID) -> HttpResponseBase:
    """Two people do not decide on each other. Who is whose what is not asked."""
    by, back = asker(request), reverse("parties:person", args=[person])
    found = person_page(by, person)

    def do(given: dict[str, Any]) -> str:
        other = actions.look_up(by, given["id_number"])
        if other is None:
            raise NobodyFound("id_number")
        actions.add_kinship(by, person, other.id, Degree(given["degree"]), timezone.localdate())
        return back

    return filled_in(
        request,
        "parties/form.html",
        KinForm(request.POST or None),
        do,
        _("已登记，只用于评议回避。"),
        title=_("登记亲属回避"),
        sub=_("只记两个人是否近亲，不记是什么关系；不进档案，不进评分。"),
        card=found.card,
        cancel_href=back,
    )
