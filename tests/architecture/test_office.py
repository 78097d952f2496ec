"""Rules of the office's code that neither types nor the linter can state: one way in, one way out, nothing inline."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bases.tree import ROOT, source_files, text_of, tracked

OFFICE = Path("src/xiangxin/office")
THIN = ("views", "api", "urls", "forms")
SHARED = {"queries", "actions", "choices", "errors", "models"}
"""What any room may use of a room below it."""
OFFERED = {
    "accounts": {"doors", "viewer", "household", "loopback", "phone", "proposals", "sessions", "rules", "words"},
    "areas": {"scope", "lists", "new", "published"},
    "audit": {
        "actor",
        "acts",
        "reads",
        "erasing",
        "inserting",
        "plainrows",
        "sealing",
        "checkpoints",
        "naming",
        "witnesses",
        "terms",
        "export",
        "context",
        "verify",
    },
    "adoption": {"reporttold", "rules", "texts"},
    "certificates": {"forms", "issuer", "papers"},
    "consent": {"gate", "naming", "numbers", "parts", "printing"},
    "creditfile": {
        "businesses",
        "checks",
        "foundwrong",
        "grounds",
        "layout",
        "lenders",
        "new",
        "registry",
        "snapshots",
        "standing",
    },
    "gateway": {"health", "operation", "pages", "shapes", "problems"},
    "grants": {"grounds", "letters", "rules", "void"},
    "incentives": {"letters", "lists", "printing", "replies", "scope"},
    "intake": {"catalog", "keepers", "rules", "sealedfile", "staging", "standing"},
    "jobs": {"job", "schedule"},
    "outcome": {"printing", "replies"},
    "outbox": {"addresses", "delivery", "events", "signing"},
    "parties": {"checks", "holding", "new", "opening"},
    "runs": {"explaining", "policies", "rules", "scope"},
}
"""What a room offers beyond that; ``shell`` and ``vault`` are there to be used whole."""
ABOVE = {"config", "operations", "web"}
"""Rooms that put the others together."""


def office_files() -> Iterator[Path]:
    return (path for path in source_files() if OFFICE in path.parents and "migrations" not in path.parts)


def templates() -> list[Path]:
    return [path for path in tracked() if OFFICE in path.parents and path.suffix == ".html"]


def room_of(path: Path) -> str:
    return path.relative_to(OFFICE).parts[0]


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(text_of(path) or ""))


def is_thin(path: Path) -> bool:
    inside = path.relative_to(OFFICE).with_suffix("").parts[1:]
    return any(part in THIN for part in inside)


def imported(path: Path) -> Iterator[tuple[str, int]]:
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)


def test_pages_and_the_api_touch_no_table_themselves() -> None:
    found = [
        f"{path}:{node.lineno}"
        for path in office_files()
        if is_thin(path)
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_base_manager", "_default_manager")
    ]
    assert found == []


SCALED = re.compile(r"(?:^|_)(?:centi|fen|bp|basis_points)$")
SCALES = re.compile(r"^10+$|^[\w.]*(?:FEN|CENTI|BP|PPM)\w*$")


def is_scaled(node: ast.expr) -> bool:
    """Whether the name of a figure says that it is kept in small units."""
    while isinstance(node, ast.Call) and node.args:
        node = node.args[0]
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return bool(SCALED.search(name))


def writes_by_hand(node: ast.AST) -> bool:
    """Whether points, amounts or rates are taken apart, or written through a float."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.FloorDiv | ast.Mod):
        return is_scaled(node.left) and bool(SCALES.match(ast.unparse(node.right)))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "divmod":
        return is_scaled(node.args[0]) and bool(SCALES.match(ast.unparse(node.args[1])))
    if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
        return ast.unparse(node.format_spec).strip("'\"").endswith("g") or is_scaled(node.value)
    return False


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("row.points_centi / 100", True),
        ("limit_fen // 100", True),
        ("abs(fen) % FEN_PER_YUAN", True),
        ("abs(fen) // _FEN", True),
        ("divmod(abs(centi), 100)", True),
        ("f'{value / 100:g}'", True),
        ("f'{value:+g}'", True),
        ("f'{rate_bp:.2f}'", True),
        ("seconds // 100", False),
        ("limit_fen * 100", False),
        ("f'{number:,}'", False),
    ],
)
def test_figures_taken_apart_by_hand_are_known_in_all_their_spellings(code: str, found: bool) -> None:
    assert any(writes_by_hand(node) for node in ast.walk(ast.parse(code))) is found


def test_points_amounts_and_rates_are_written_in_one_place() -> None:
    """``scoring.wording`` and ``kernel.money``: exact, and right below zero."""
    found = [
        f"{path}:{getattr(node, 'lineno', 0)}"
        for path in office_files()
        for node in nodes(path)
        if writes_by_hand(node)
    ]
    assert found == []


def test_another_room_is_used_through_what_it_offers() -> None:
    found = []
    for path in office_files():
        room = room_of(path)
        if room in ABOVE or path.parent == OFFICE:
            continue
        for name, line in imported(path):
            parts = name.split(".")
            if parts[:2] != ["xiangxin", "office"] or len(parts) < 4 or parts[2] in (room, "shell", "vault"):
                continue
            if parts[3] not in SHARED | OFFERED.get(parts[2], set()):
                found.append(f"{path}:{line}: {name}")
    assert found == []


def test_every_page_is_answered_by_the_one_module_that_knows_how_errors_are_told() -> None:
    found = [
        f"{path}:{line}: {name}"
        for path in office_files()
        if path != OFFICE / "shell/answering.py"
        for name, line in imported(path)
        if name == "django.shortcuts.render"
    ]
    assert found == []


def test_nothing_happens_by_signal() -> None:
    signals = re.compile(r"\b(?:pre|post)_(?:save|delete|init)\b|\bm2m_changed\b|@receiver\b")
    assert [str(path) for path in office_files() if signals.search(text_of(path) or "")] == []


def test_the_day_of_an_instant_is_the_day_here_and_not_in_greenwich() -> None:
    elsewhere = re.compile(r"_at\.date\(\)|\bdate\.today\(\)")
    assert [str(path) for path in office_files() if elsewhere.search(text_of(path) or "")] == []


def test_no_text_from_outside_becomes_sql() -> None:
    found = []
    for path in office_files():
        for node in nodes(path):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr in ("raw", "extra") and isinstance(node.func.value, ast.Attribute):
                found.append(f"{path}:{node.lineno}: .{node.func.attr}()")
            first = node.args[0] if node.args else None
            if node.func.attr in ("execute", "executemany") and isinstance(first, ast.JoinedStr | ast.BinOp):
                found.append(f"{path}:{node.lineno}: a statement put together")
        if re.search(r"\bRawSQL\b", text_of(path) or ""):
            found.append(f"{path}: RawSQL")
    assert found == []


def test_forms_and_schemas_name_their_fields() -> None:
    every = re.compile(r"""fields\s*=\s*["']__all__["']|^\s+exclude\s*=""", re.MULTILINE)
    assert [str(path) for path in office_files() if every.search(text_of(path) or "")] == []


def test_addresses_name_rows_by_opaque_ids() -> None:
    assert [str(path) for path in office_files() if re.search(r"<int:\w*(?:pk|id)>", text_of(path) or "")] == []


CONTEXT = "xiangxin.office.audit.context"
PASSES = (".opened", ".maintenance")
"""What lets past the guard, also where another module of the room has imported it; ``innermost`` only tells."""


def test_only_the_machinery_passes_the_guard() -> None:
    allowed = {"audit", "operations"}
    found = [
        f"{path}:{line}"
        for path in office_files()
        if room_of(path) not in allowed
        for name, line in imported(path)
        if name.startswith("xiangxin.office.audit") and (name.endswith(PASSES) or CONTEXT in name)
        if name != f"{CONTEXT}.innermost"
    ]
    assert found == []


def names_in(tree: ast.AST) -> Iterator[str]:
    return (one.id if isinstance(one, ast.Name) else one.attr for one in ast.walk(tree) if isinstance(one, NAME))


def made_in(node: ast.AST) -> Iterator[ast.expr | None]:
    """Where an error comes to be: what is raised, called, returned or kept in a table of errors."""
    if isinstance(node, ast.Raise):
        yield node.exc
    elif isinstance(node, ast.Call):
        yield node.func
        yield from node.args
    elif isinstance(node, ast.Dict):
        yield from node.values


NAME = (ast.Name, ast.Attribute)


def test_every_error_of_the_office_is_told_to_somebody() -> None:
    """One that nobody raises has words that nobody reads, and a reader believes that it is checked."""
    trees = {path: ast.parse(text_of(path) or "") for path in office_files()}
    classes = [one for tree in trees.values() for one in ast.walk(tree) if isinstance(one, ast.ClassDef)]
    above = {one.name: {name for base in one.bases for name in names_in(base)} for one in classes}
    errors = {"OfficeError"}
    while more := {name for name, bases in above.items() if bases & errors} - errors:
        errors |= more
    told = {
        name
        for tree in trees.values()
        for node in ast.walk(tree)
        for made in made_in(node)
        if made is not None
        for name in names_in(made)
    }
    assert sorted(errors - told - {base for name in errors for base in above.get(name, ())}) == []


def test_personal_pages_are_in_no_cache() -> None:
    caching = re.compile(r"\bcache_page\b|\blru_cache\b.*request|\{% cache ")
    texts = {path: text_of(path) or "" for path in (*office_files(), *templates())}
    assert [str(path) for path, text in texts.items() if caching.search(text)] == []


def test_templates_hold_no_inline_style_or_script() -> None:
    inline = re.compile(
        r"""\sstyle\s*=|<style\b|<script(?![^>]*\bsrc=)[^>]*>(?!\s*</script>)|\son[a-z]+\s*=\s*["']|javascript:""",
        re.IGNORECASE,
    )
    data_only = re.compile(r'<script[^>]*type="application/json"[^>]*>')
    found = []
    for path in templates():
        text = data_only.sub("", text_of(path) or "")
        found += [f"{path}: {hit.group(0).strip()}" for hit in inline.finditer(text)]
    assert found == []


def test_what_people_wrote_is_always_escaped() -> None:
    unescaped = re.compile(r"\|\s*safe\b|autoescape off|\bmark_safe\b|\bSafeString\b")
    texts = {path: text_of(path) or "" for path in (*office_files(), *templates())}
    assert [str(path) for path, text in texts.items() if unescaped.search(text)] == []


def test_pages_ask_nobody_else_for_anything() -> None:
    foreign = re.compile(r"""(?:src|href|action)\s*=\s*["']\s*(?:https?:)?//""")
    assert [str(path) for path in templates() if foreign.search(text_of(path) or "")] == []


def test_every_room_is_installed() -> None:
    settings = (ROOT / OFFICE / "config/settings.py").read_text("utf-8")
    rooms = {room_of(path) for path in office_files() if path.name == "apps.py"}
    assert sorted(room for room in rooms if f'"{room}"' not in settings) == []
