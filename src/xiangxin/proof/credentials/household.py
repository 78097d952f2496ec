"""The credit certificate of a household: the type by which its files are known, and what its claims are called."""

from __future__ import annotations

from xiangxin.kernel.text import Text

HOUSEHOLD_CREDIT = "urn:xiangxin:credential:household-credit:1"
"""The ``vct`` of the signed file; a change of the claims is a new one."""
CLAIMS = {
    "county": Text("发证的县", "County"),
    "name": Text("姓名", "Name"),
    "colour": Text("红本还是蓝本", "Red or blue"),
    "bank": Text("授信的银行", "Bank"),
    "village": Text("所在的村", "Village"),
    "number": Text("证书编号", "Number"),
}
"""What a certificate may say, in words; any other credential's claims keep their own names."""
COLOURS = {"red": Text("红本", "red"), "blue": Text("蓝本", "blue")}
