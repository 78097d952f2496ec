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


_NOT_YET = Home(_("现在有什么等您办？"), _("您这个岗位的业务这一版还没有开通；能用的都列在下面。"))

HOMES: dict[str, Home] = {
    Role.COUNTY_OFFICE: Home(_("现在有什么等县里办？"), _("等第二个人的事、登记进度、撤回后的删除、没有人的岗位。")),
    Role.CENTRAL_BANK: Home(_("全县登记到了哪一步？"), _("只看汇总数字，不看个人。")),
    Role.TOWNSHIP_CADRE: Home(_("各村还差什么？"), _("各村登记和同意的进度，还有没有收回的纸质表。")),
    Role.VILLAGE_CADRE: Home(_("本村还缺什么？"), _("登记和同意的进度，还有没有收回的纸质表。")),
    Role.PANEL_MEMBER: Home(_("有没有等您评的人？"), _("一屏一位，评完不留回执。")),
    Role.ACCOUNT_MANAGER: Home(
        _("谁还没有告知，谁还没有答复？"), _("待告知的名单、没有收回的纸质表、撤回后要删除的。")
    ),
    Role.FUND_KEEPER: _NOT_YET,
    Role.GUARANTOR: _NOT_YET,
    Role.DATA_PROVIDER: Home(_("报送的数据怎么样了？"), _("报送、退回要改的行、已经入档的和在异议中的。")),
    Role.POLICY_AUTHOR: Home(_("办法走到哪一步了？"), _("还没有留存的草稿，试算过还没有评估影响的，不能再用的办法。")),
    Role.AUDITOR: Home(_("有没有被改动过？"), _("任何一条记录都可以重新核对，检查点可以和别处保存的比。")),
    Role.SUPERVISORY_COMMITTEE: Home(_("有没有等您开箱的评议？"), _("保管评议钥匙的一半，和经办一方一起开箱。")),
    Role.STATION_KEEPER: Home(_("今天有谁来办事？"), _("替来人办理，不替来人决定。")),
    Role.SYSTEM_ADMIN: Home(_("系统运行得怎么样？"), _("任务、定时工作和对外通知；看不到任何人的档案。")),
    Role.SECURITY_ADMIN: Home(_("谁有什么权限？"), _("岗位的开通和停用都要第二个人同意。")),
    Role.AUDIT_ADMIN: Home(_("日志是否完整？"), _("检查点、外部存放和核对结果。")),
    Role.HOUSEHOLD: Home(_("我的信息"), _("登记了什么、同意过什么、谁看过。")),
}
