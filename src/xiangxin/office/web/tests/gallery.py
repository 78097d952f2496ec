"""Every piece of a page once, with invented figures of a fictional county: what the browser tests look at."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import engines
from django.urls import URLPattern, URLResolver, include, path

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import door
from xiangxin.office.config import urls
from xiangxin.office.shell.errors import Conflicting
from xiangxin.office.shell.navigation import Entry, Group
from xiangxin.office.shell.panels import Todo, Todos
from xiangxin.office.shell.pieces import Event, Progress
from xiangxin.office.shell.tableview import TableView
from xiangxin.office.web.tests.gallery_data import CHART, LEDGER, LINES, MAP, figures, villages


class Intake(forms.Form):
    """Every kind of field."""

    name = forms.CharField(label="经营者名称", max_length=8, help_text="与营业执照上的一致，不超过 8 个字。")
    amount = forms.IntegerField(label="申请额度（元）", min_value=1000, max_value=300000)
    use = forms.ChoiceField(label="用途", choices=[("", "请选择"), ("tea", "茶园管护"), ("kiln", "陶瓷窑炉")])
    since_on = forms.DateField(label="开始经营的日期", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    way = forms.ChoiceField(
        label="怎样通知您", choices=[("paper", "书面送达"), ("station", "到服务站领取")], widget=forms.RadioSelect
    )
    file = forms.FileField(label="佐证材料", required=False, help_text="照片或扫描件，不超过 10 MB。")
    told = forms.BooleanField(label="本人已经听工作人员念过告知书", help_text="没有念过请不要勾选。")
    more = forms.CharField(label="补充说明", required=False, widget=forms.Textarea(attrs={"rows": 3}))


class Objection(forms.Form):
    """What a household answers in place."""

    why = forms.ChoiceField(
        label="哪里不对？",
        choices=[("paid", "已经还清了"), ("never", "没有这件事"), ("other", "记错人了")],
        widget=forms.RadioSelect,
    )
    more = forms.CharField(label="想补充什么", required=False, widget=forms.Textarea(attrs={"rows": 2}))


PAGES = Path(__file__).with_name("gallery_pages")


def _show(request: HttpRequest, name: str, **context: object) -> HttpResponse:
    return HttpResponse(
        engines["django"].from_string((PAGES / f"{name}.html").read_text("utf-8")).render(context, request)
    )


@door(scope="public")
def dashboard(request: HttpRequest) -> HttpResponse:
    entries = (
        Todo("县财政局：信用信息应用场景佐证 1 份", "/form", "四季度不少于 2 次，已有 1 次", "12月31日截止", "bad"),
        Todo("竹溪乡、梅坞乡：9 个村没有建档", "/table?state=none", "建档面不到 20%", "12月10日截止", "warn"),
        Todo("县农业农村局：11 月台账未报", "/table", "每月 5 日前报上月", "已过 15 天", "bad"),
        Todo("登记的人", why=f"还没有登记的乡镇：{'青禾镇、' * 19}青禾镇", due="754", tone="figure"),
        Todo("登记的户", due="0", tone="figure"),
    )
    return _show(request, "dashboard", figures=figures(), bars=CHART, map=MAP, panel=Todos(entries))


@door(scope="public")
def table(request: HttpRequest) -> HttpResponse:
    shown = TableView(LEDGER, request, [] if "nobody" in request.GET else villages())
    return shown.workbook() if shown.is_export else _show(request, "table", table=shown)


@door(scope="public")
def form(request: HttpRequest) -> HttpResponse:
    given = Intake(request.POST, request.FILES) if request.method == "POST" else Intake()
    return _show(request, "form", form=given)


@door(scope="public")
def pieces(request: HttpRequest) -> HttpResponse:
    at = datetime(2026, 11, 18, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    jobs = (
        Progress("job-1", "导入青云镇名册", "running", 1240, 3618, "/pieces", failed=7),
        Progress("job-2", "全县试算", "done", 48213, 48213, "/pieces", 12, "", "/table?as=xlsx", "/table"),
    )
    events = (
        Event(
            at + timedelta(days=2),
            "答复：这一条不再扣分",
            "县农信联社 林某",
            "还款凭证属实，扣 9 分已撤回。",
            "/help",
            "看答复书",
        ),
        Event(at + timedelta(days=1), "转县农信联社核查", "青云镇普惠金融服务站"),
        Event(at, "提出异议：已经还清了", "本人", bad=True),
    )
    return _show(request, "pieces", jobs=jobs, events=events, lines=LINES)


@door(scope="public")
def phone(request: HttpRequest) -> HttpResponse:
    points = (
        ("基础项：年满 18 周岁，有固定住所和收入", "+30", "村集体核实 · 2026年3月2日", False),
        ("两年来按时还款", "+40", "县农信联社 · 您本人授权 · 2026年3月2日", False),
        ("种植大户：流转合同 32 亩", "+15", "县农业农村局备案 · 2026年1月8日", False),
        ("2024年农贷逾期 12 天（已还清）", "−9", "县农信联社 · 报送前已告知您 · 2024年11月15日", True),
    )
    shown = [(*point, Objection(auto_id=f"id_{place}_%s")) for place, point in enumerate(points)]
    return _show(request, "phone", points=shown)


@door(scope="public")
def conflict(request: HttpRequest) -> HttpResponse:
    raise Conflicting()


@door(scope="public")
def demo(request: HttpRequest) -> HttpResponse:
    def person(role: Role, name: str, says: str) -> dict[str, str]:
        return {"id": role.value, "name": name, "role": str(role.label), "says": says}

    groups = (
        (
            "农户一边",
            (
                person(Role.HOUSEHOLD, "张某兰，青云镇青云村", "看自己的信用、每一分的来历，说“这条不对”。"),
                person(Role.STATION_KEEPER, "李某，青云镇服务站", "替来人办理，收表、发答复。"),
                person(Role.PANEL_MEMBER, "陈某根，青云村", "在村里背靠背评议。"),
            ),
        ),
        (
            "银行一边",
            (
                person(Role.ACCOUNT_MANAGER, "王某，县农信联社", "建档、授信、放款、催收，都在一张表里。"),
                person(Role.GUARANTOR, "周某，青禾担保", "看担保、代偿和追偿。"),
            ),
        ),
        (
            "县里和乡里",
            (
                person(Role.COUNTY_OFFICE, "林某燕，县金融工作办公室", "看指标、催进度、出月报。"),
                person(Role.TOWNSHIP_CADRE, "吴某，青云镇", "看各村还差什么。"),
                person(Role.AUDITOR, "郑某，县审计局", "核对任何一条记录有没有被改过。"),
            ),
        ),
    )
    people = [{"label": label, "people": members} for label, members in groups]
    return render(request, "web/demo_login.html", {"groups": people, "action": "/moved", "next": "/"})


@door(scope="public")
def moved(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect("/help")


MENU = (
    ("dashboard", "建设看板", Group.COUNTY),
    ("table", "培育台账", Group.COUNTY),
    ("pieces", "办理进度", Group.RIGHTS),
    ("form", "主体登记", Group.FILES),
    ("phone", "我的信用", Group.PHONE),
    ("pieces", "办理进度", Group.PHONE),
)
ENTRIES = tuple(Entry(name, label, group) for name, label, group in MENU)


class Addresses:
    """The office's addresses and those of the gallery."""

    urlpatterns: tuple[URLPattern | URLResolver, ...] = (
        path("dashboard", dashboard, name="dashboard"),
        path("table", table, name="table"),
        path("form", form, name="form"),
        path("pieces", pieces, name="pieces"),
        path("phone", phone, name="phone"),
        path("conflict", conflict, name="conflict"),
        path("moved", moved, name="moved"),
        path("demo", demo, name="demo"),
        path("", include(urls)),
    )
    handler400 = urls.handler400
    handler403 = urls.handler403
    handler404 = urls.handler404
    handler500 = urls.handler500
