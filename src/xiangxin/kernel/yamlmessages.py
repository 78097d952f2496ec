"""What can be wrong with a YAML file, said in words: one entry for each code that ``yamlfile`` reports.

Only words live here. ``{word}`` stands for the key, number or tag as the author wrote it.
"""

from __future__ import annotations

from xiangxin.kernel.errors import Finding, Location
from xiangxin.kernel.text import Text

_WHY_EXPLICIT = Text(
    "文件要让人逐行读懂，每个数写在用到的地方。",
    "A file is read line by line by people; a value stands where it is used.",
)
_WHY_EXACT = Text(
    "数字按写法精确保存，不猜作者的意思。", "Numbers are kept exactly as written; what the author meant is not guessed."
)
_WHY_LIMIT = Text(
    "读取前先限制大小，坏文件不能拖垮程序。", "Limits come before parsing, so a bad file cannot stall the program."
)
_WHY_SYNTAX = Text(
    "文件不合 YAML 1.2 语法，后面的内容无法确定。", "It is not YAML 1.2, so what follows is not certain."
)

MESSAGES: dict[str, tuple[Text, Text, Text]] = {
    "yaml_file": (
        Text("文件打不开", "The file cannot be opened"),
        Text("没有这个文件，或没有读取权限。", "There is no such file, or it may not be read."),
        Text("检查路径和权限。", "Check the path and the permissions."),
    ),
    "yaml_size": (
        Text("文件超过 1 MB", "The file is larger than 1 MB"),
        _WHY_LIMIT,
        Text("拆成几个文件；数据表请用 CSV 或 Parquet。", "Split it; tables of data belong in CSV or Parquet."),
    ),
    "yaml_encoding": (
        Text("文件不是 UTF-8 编码", "The file is not UTF-8"),
        Text("其他编码会把汉字读错。", "Another encoding would turn Chinese into other characters."),
        Text("另存为 UTF-8。", "Save it as UTF-8."),
    ),
    "yaml_characters": (
        Text("含有不可见的控制字符", "There is a control character in the file"),
        Text("YAML 不允许控制字符，人也看不见。", "YAML does not allow control characters, and nobody can see them."),
        Text("删除该行的不可见字符。", "Delete the invisible character on that line."),
    ),
    "yaml_empty": (
        Text("文件没有内容", "The file is empty"),
        Text("空文件不代表“没有规则”。", "An empty file does not mean “no rules”."),
        Text("写入内容，或删除文件。", "Write something in it or remove the file."),
    ),
    "yaml_documents": (
        Text("一个文件里有两份文档", "There are two documents in one file"),
        Text("“---” 开始第二份文档，第二份会被忽略。", "“---” starts a second document, which would be ignored."),
        Text("拆成两个文件。", "Split it into two files."),
    ),
    "yaml_depth": (
        Text("嵌套层次太深", "Nested too deeply"),
        _WHY_LIMIT,
        Text("减少层次。", "Use fewer levels."),
    ),
    "yaml_syntax": (
        Text("语法错误：{word}", "Syntax error: {word}"),
        _WHY_SYNTAX,
        Text(
            "检查缩进（只用空格）、冒号后的空格、是否误用全角“：”“，”，以及引号是否成对。",
            "Check the indentation (spaces only), the space after a colon, full-width “：” “，” and closing quotes.",
        ),
    ),
    "yaml_anchor": (
        Text("不支持引用（&{word} 或 *{word}）", "References (&{word} or *{word}) are not supported"),
        _WHY_EXPLICIT,
        Text("把内容写全；以 * 或 & 开头的文字加引号。", "Write it out; quote a text that begins with * or &."),
    ),
    "yaml_tag": (
        Text("不支持类型标记 {word}", "Type tags ({word}) are not supported"),
        _WHY_EXPLICIT,
        Text(
            "删去以 ! 开头的标记；要当文字就加引号。",
            "Remove the tag that begins with !; quote a value to make it text.",
        ),
    ),
    "yaml_key": (
        Text("键只能是文字、整数或日期", "A key must be a word, a whole number or a date"),
        _WHY_EXPLICIT,
        Text("给键加引号。", "Put the key in quotes."),
    ),
    "yaml_duplicate_key": (
        Text("键“{word}”重复", "The key “{word}” appears twice"),
        Text(
            "两个值中只有一个会生效，读者看不出是哪个。",
            "Only one of two values can count, and a reader cannot tell which.",
        ),
        Text("删去其中一个。", "Remove one of them."),
    ),
    "yaml_number": (
        Text("数字“{word}”太大、太长或不是有限数", "The number “{word}” is too large, too long or not finite"),
        _WHY_EXACT,
        Text("写成普通数字；要当文字就加引号。", "Write an ordinary number; quote it to make it text."),
    ),
    "yaml_leading_zero": (
        Text("“{word}”以 0 开头，会被读成数字", "“{word}” begins with 0 and would be read as a number"),
        _WHY_EXACT,
        Text("代码加引号；数字去掉开头的 0。", "Quote a code; drop the leading zeros of a number."),
    ),
    "yaml_date": (
        Text("没有 {word} 这一天", "There is no such day as {word}"),
        _WHY_EXACT,
        Text("改正日期；要当文字就加引号。", "Correct the date; quote it to make it text."),
    ),
}


def yaml_finding(code: str, where: Location, word: str = "") -> Finding:
    """The finding with this code; it always blocks, because half a file is never understood."""
    what, why, mend = MESSAGES[code]
    filled = Text(what.zh.replace("{word}", word), what.en.replace("{word}", word))
    return Finding(code, "block", where, filled, why, mend)
