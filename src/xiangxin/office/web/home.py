"""The question that the first page of each role answers, in words of everyday."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from xiangxin.office.accounts.choices import Role

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Home:
    """``question`` is the headline; ``says`` tells what stands below."""

    question: StrOrPromise
    says: StrOrPromise


HOMES: dict[str, Home] = {
    Role.COUNTY_OFFICE: Home(_("哪些目标没达到，谁还欠什么？"), _("没达到的排在前面，每项都有责任单位和期限。")),
    Role.CENTRAL_BANK: Home(_("全县的信用建设到了哪一步？"), _("只看汇总数字，不看个人。")),
    Role.TOWNSHIP_CADRE: Home(_("各村还差什么？"), _("按村列出没有办完的事和期限。")),
    Role.VILLAGE_CADRE: Home(_("本村还缺什么？"), _("还没有收齐的材料、还没有办完的事。")),
    Role.PANEL_MEMBER: Home(_("有没有等您评议的？"), _("评议不公开，只评您可以评的农户。")),
    Role.ACCOUNT_MANAGER: Home(_("今天去看谁，什么逾期了？"), _("先看到期和逾期的，再看等待办理的。")),
    Role.FUND_KEEPER: Home(_("基金还有多少，付了多少，收回多少？"), _("每一笔都可以查到凭据，精确到分。")),
    Role.GUARANTOR: Home(_("我担保了什么，代偿了什么，收回多少？"), _("每一笔都可以查到凭据，精确到分。")),
    Role.DATA_PROVIDER: Home(_("我报的数据有没有问题？"), _("哪一行、哪一列、为什么、怎么改。")),
    Role.POLICY_AUTHOR: Home(_("这份办法会带来什么？"), _("先在假想的农户上试算，再交两个人通过。")),
    Role.AUDITOR: Home(_("有没有被改动过？"), _("任何一条记录、任何一个决定都可以重新核对。")),
    Role.SUPERVISORY_COMMITTEE: Home(_("有没有需要监督的？"), _("投票箱的第二把钥匙，以及收到的投诉。")),
    Role.STATION_KEEPER: Home(_("今天有谁来办事？"), _("替来人办理，不替来人决定。")),
    Role.SYSTEM_ADMIN: Home(_("系统运行得怎么样？"), _("备份、任务和磁盘；看不到任何人的档案。")),
    Role.SECURITY_ADMIN: Home(_("谁有什么权限？"), _("岗位的开通和停用都要第二个人同意。")),
    Role.AUDIT_ADMIN: Home(_("日志是否完整？"), _("检查点、外部存放和核对结果。")),
    Role.HOUSEHOLD: Home(_("我的信用"), _("每一分从哪里来，不对的可以马上提出。")),
}
