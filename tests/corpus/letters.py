"""How a text was written down: every encoding people save in, read exactly or refused, never as other words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from corpus.case import GOOD, HEADS, NUMBER, Case, Told, fact, line
from corpus.files import text

ROWS = [HEADS, line()]
RARE = [HEADS, line(DOCUMENT="虚㛃𠮷9号")]
RARE_FACT = {2: fact(document_no="虚㛃𠮷9号")}
NO_TABLE: tuple[Told, ...] = (("sheet_unknown", None, None), ("book_unknown", None, None))
NARROW = "\n".join(",".join(row) for row in ROWS)


def _read(says: str, make: Callable[[], bytes], file: str = "报送.csv") -> Case:
    return Case(says, make, (), GOOD, file)


def _refused(says: str, told: str | tuple[Told, ...], make: Callable[[], bytes]) -> Case:
    return Case(says, make, ((told, None, None),) if isinstance(told, str) else told, {}, "报送.csv")


def cases() -> Iterator[Case]:
    """All of them as .csv."""
    yield from _good()
    yield from _shapes()
    yield from _bad()


def _good() -> Iterator[Case]:
    yield _read("UTF-8 is read", lambda: text(ROWS).encode())
    yield _read("UTF-8 with a mark is read", lambda: text(ROWS).encode("utf-8-sig"))
    yield _read("GBK is read", lambda: text(ROWS).encode("gbk"))
    yield _read("GB18030 is read", lambda: text(ROWS).encode("gb18030"))
    yield _read("UTF-16 with its mark is read", lambda: text(ROWS).encode("utf-16"))
    yield _read("UTF-16 the other way round is read", lambda: b"\xfe\xff" + text(ROWS).encode("utf-16-be"))
    for name in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        yield Case(
            f"characters of four bytes in {name} are kept",
            partial(str.encode, text(RARE), name),
            (),
            RARE_FACT,
            "报送.csv",
        )


def _shapes() -> Iterator[Case]:
    yield _read("tabs part the cells", lambda: text(ROWS, "\t").encode())
    yield _read("semicolons part the cells", lambda: text(ROWS, ";").encode())
    yield _read("lines end as on an old Mac", lambda: text(ROWS, end="\r").encode())
    yield _read("lines end as on Unix", lambda: text(ROWS, end="\n").encode())
    yield _read("the last line has no end", lambda: text(ROWS).rstrip().encode())
    yield _read("blank lines are no rows", lambda: text([*ROWS, [], [""] * len(HEADS)]).encode())
    yield _read("a .txt is a text", lambda: text(ROWS).encode(), "报送.txt")
    yield Case(
        "a comma within quotes parts nothing",
        lambda: text([HEADS, line(AMOUNT="12,000.00")]).encode(),
        (),
        GOOD,
        "报送.csv",
    )
    shifted = "身份证号码,立案日期,执行法院,文书已生效,当事人地位,案件类别,未履行金额(元),执行案号\n"
    for says, ending in (("", ""), (" though the line seems to end with a blank", ",")):
        row = f"{NUMBER},2026-04-01,虚构县法院,是,被执行人,民事,12,000,虚01执1号{ending}\n"
        yield Case(
            f"a comma of thousands without quotes shifts no value into another column{says}",
            partial(str.encode, shifted + row),
            (("row_too_wide", 2, None),),
            {},
            "报送.csv",
        )


def _bad() -> Iterator[Case]:
    mixed = text([HEADS]).encode("gbk") + text([line(WHO="张小三某")]).encode()
    yield _refused("two encodings in one file are refused", "encoding_mixed", lambda: mixed)
    other = text([HEADS]).encode() + text([line()]).encode("gbk")
    yield _refused("two encodings the other way round are refused", "encoding_mixed", lambda: other)
    yield _refused("bytes of no encoding are refused", "encoding_unknown", lambda: b"\xff\xff\xff")
    yield _refused("UTF-16 without its mark is refused", "encoding_unknown", lambda: text(ROWS).encode("utf-16-le"))
    yield _refused("UTF-16 that breaks off is refused", "encoding_unknown", lambda: text(ROWS).encode("utf-16")[:-1])
    yield _refused(
        "UTF-8 that breaks off is refused", "encoding_unknown", lambda: b"\xef\xbb\xbf" + text(ROWS).encode()[:-4]
    )
    yield _refused("a NUL is refused", "encoding_unknown", lambda: text(ROWS).encode().replace(b"12000", b"12\x00000"))
    yield _refused("NULs alone are refused", "encoding_unknown", lambda: bytes(1000))
    yield _refused(
        "a quote that is not closed is refused", "text_table_broken", lambda: text(ROWS).encode() + '"李四'.encode()
    )
    yield _refused("a cell without end is refused", "text_table_broken", lambda: NARROW.encode() + b"x" * 200_000)
    yield _refused("one long line is no table", NO_TABLE, lambda: b"1" * 5_000)
    twice = text(ROWS).encode("utf-8").decode("gbk", errors="replace").encode()
    yield Case(
        "a text that another program read wrongly and saved is refused",
        lambda: twice,
        NO_TABLE,
        {},
        "报送.csv",
    )
    latin = text(ROWS).encode().decode("latin-1").encode()
    yield Case(
        "UTF-8 that was taken for Latin letters is refused",
        lambda: latin,
        NO_TABLE,
        {},
        "报送.csv",
    )
    yield Case(
        "a control character within an amount is a blank, which amounts may hold",
        lambda: text([HEADS, line(AMOUNT="12\x0b000")]).encode(),
        (),
        GOOD,
        "报送.csv",
    )
