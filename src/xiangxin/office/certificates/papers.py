"""The certificate on paper: what the holder chose, room for the seal, and where it can be checked. Never a score."""

from __future__ import annotations

from pathlib import Path

from xiangxin.kernel.text import Text
from xiangxin.office.certificates.choices import Part
from xiangxin.office.certificates.queries.mine import Said
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.typesetting import printed, qr_code

PAPERS = Path(__file__).parent / "print"

_TITLES = {"red": Text("信用红本", "Red credit certificate"), "blue": Text("信用蓝本", "Blue credit certificate")}
_TITLE = Text("信用证书", "Credit certificate")
_NAMES = {
    Part.NAME: Text("持有人", "Holder"),
    Part.VILLAGE: Text("所在村", "Village"),
    Part.BANK: Text("授信银行", "Bank"),
    Part.NUMBER: Text("证书编号", "Number"),
}
_FROM, _UNTIL = Text("发证日期", "Issued on"), Text("有效期至", "Valid until")
_SEAL = Text("（盖章处）", "(seal)")
_NOTES = (
    Text(
        "查验：请持有人在自己的手机上现做一个查验码，扫右边的码打开查验页输入。",
        "To check it: the holder makes a code on the own phone; scan this one to open the page and type it in.",
    ),
    Text(
        "只表示现在有效或无效。不是担保，不得抵押、出借、收费。",
        "It says valid or not as of now. It is no guarantee, and is neither pledged, lent nor charged for.",
    ),
)


def certificate_pdf(said: Said, check_address: str) -> bytes:
    """A PDF in the reader's language: the same bytes for the same words."""
    lang = language()
    is_coloured = Part.COLOUR in said.parts
    pairs = [(name, said.parts[part]) for part, name in _NAMES.items() if part in said.parts]
    pairs += [(_FROM, _day(said.issued_on.isoformat())), (_UNTIL, _day(said.expires_on.isoformat()))]
    content = {
        "title": (_TITLES[said.colour] if is_coloured else _TITLE).in_language(lang),
        "colour": said.colour if is_coloured else "",
        "county": said.county.in_language(lang),
        "pairs": [[name.in_language(lang), value.in_language(lang)] for name, value in pairs],
        "seal": _SEAL.in_language(lang),
        "notes": [note.in_language(lang) for note in _NOTES],
        "qr": qr_code(check_address),
    }
    return printed(PAPERS / "certificate.typ", content, said.issued_on)


def _day(written: str) -> Text:
    return Text(written, written)
