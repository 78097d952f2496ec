"""The tables of this room as they are declared once. No column names a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xiangxin.office.shell.tables import Column, Table

HELD = Table(
    id="certificates",
    title=_("红本和蓝本"),
    unit="份",
    columns=(
        Column("case", _("授信编号"), lambda row: row.case, sort=lambda row: row.case, heads=True),
        Column("village", _("村、社区"), lambda row: row.village, sort=lambda row: row.village),
        Column("colour", _("证书"), lambda row: row.colour, sort=lambda row: row.colour),
        Column("issued", _("发证日期"), lambda row: row.issued_on, "date", sort=lambda row: row.issued_on),
        Column("expires", _("有效期至"), lambda row: row.expires_on, "date", sort=lambda row: row.expires_on),
        Column("valid", _("现在"), lambda row: _("有效") if row.valid else _("无效"), sort=lambda row: row.valid),
    ),
    order="-issued",
    empty=_("还没有人领证书"),
    empty_do=_("本人接受额度以后，在手机上或服务站领。"),
)  # fmt: skip
KEYS = Table(
    id="keys",
    title=_("签发证书的密钥"),
    unit="把",
    columns=(
        Column("print", _("指纹"), lambda row: row.fingerprint, heads=True),
        Column("from", _("开始使用"), lambda row: row.from_on, "date", sort=lambda row: row.from_on),
        Column("until", _("用到"), lambda row: row.until_on, "date", sort=lambda row: str(row.until_on or "9")),
        Column("revoked", _("已作废"), lambda row: row.revoked_on, "date", sort=lambda row: str(row.revoked_on or "")),
    ),
    order="-from",
    empty=_("还没有签过证书"),
    empty_do=_("第一次签发时自动生成；也可以现在生成，先把指纹公布出去。"),
)  # fmt: skip
