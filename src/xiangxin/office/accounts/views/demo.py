"""The page with a button per role: in a demo office on the machine itself, and nowhere else."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from xiangxin.office.accounts.actions.demo import enter_demo
from xiangxin.office.accounts.doors import door
from xiangxin.office.accounts.errors import DemoOnly
from xiangxin.office.accounts.loopback import is_demo_here
from xiangxin.office.accounts.queries import demo_groups
from xiangxin.office.accounts.views.going import back_to
from xiangxin.office.shell.answering import page


@door(scope="public")
@never_cache
def demo(request: HttpRequest) -> HttpResponseBase:
    """Choose somebody and come in as them. ``DemoOnly`` wherever else."""
    if not is_demo_here(request):
        raise DemoOnly()
    if request.method == "POST":
        try:
            who = UUID(request.POST.get("who", ""))
        except ValueError as unread:
            raise DemoOnly() from unread
        enter_demo(request, who)
        return HttpResponseRedirect(back_to(request))
    return page(
        request,
        "web/demo_login.html",
        groups=demo_groups(),
        action=reverse("demo"),
        next=request.GET.get("next", ""),
    )
