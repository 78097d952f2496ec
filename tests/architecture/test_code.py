"""Rules of the code that neither types nor the linter can state: exactness, honest tests, one name for one thing."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bases.glossary import never_in_code
from bases.tree import ROOT, python_files, source_files, text_of

EXACT_ROOMS = ("kernel", "law", "policy", "scoring", "proof", "ballot")


def tree_of(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text("utf-8"))


def in_exact_rooms() -> Iterator[Path]:
    return (path for path in source_files() if len(path.parts) > 3 and path.parts[2] in EXACT_ROOMS)


def test_no_float_is_made_where_money_points_and_rates_are_computed() -> None:
    found = []
    for path in in_exact_rooms():
        for node in ast.walk(tree_of(path)):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
            is_literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
            if is_call or is_literal:
                found.append(f"{path}:{getattr(node, 'lineno', 0)}")
    assert found == []


def rounds_by_hand(node: ast.AST) -> bool:
    """``(x + half) // whole``, where half is half of the whole, however the two are written."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv) and isinstance(node.left, ast.BinOp)):
        return False
    if not isinstance(node.left.op, ast.Add):
        return False
    whole = half_of(node.right)
    return any(ast.unparse(half) in whole for half in (node.left.left, node.left.right))


def half_of(whole: ast.expr) -> set[str]:
    """How half of an expression may be written; of 2 nothing is said, since ``(a + b + 1) // 2`` is a middle."""
    halves = {f"{ast.unparse(whole)} // 2", f"({ast.unparse(whole)}) // 2"}
    if isinstance(whole, ast.Constant) and isinstance(whole.value, int) and whole.value > 2:
        halves.add(str(whole.value // 2))
    if isinstance(whole, ast.BinOp) and isinstance(whole.op, ast.Mult):
        sides = [whole.left, whole.right]
        halves |= {ast.unparse(sides[1 - at]) for at in (0, 1) if ast.unparse(sides[at]) == "2"}
    return halves


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("(bp + 5) // 10", True),
        ("(2 * some * of + n) // (2 * n)", True),
        ("(n + 2 * some) // (n * 2)", True),
        ("(x + step // 2) // step", True),
        ("(x + 9) // 10", False),
        ("x // 10", False),
        ("(low + high + 1) // 2", False),
        ("(x - 5) // 10", False),
    ],
)
def test_rounding_by_hand_is_known_in_all_its_spellings(code: str, found: bool) -> None:
    assert rounds_by_hand(ast.parse(code, mode="eval").body) is found


def test_nothing_is_rounded_but_by_the_one_function() -> None:
    found, exact = [], set(in_exact_rooms())
    for path in source_files():
        for node in ast.walk(tree_of(path)):
            is_round = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "round"
            if (is_round and path in exact) or (rounds_by_hand(node) and path != Path("src/xiangxin/kernel/money.py")):
                found.append(f"{path}:{getattr(node, 'lineno', 0)}")
    assert found == []


def test_the_engine_never_asks_what_day_it_is() -> None:
    asked = {"today", "now", "utcnow"}
    found = []
    for path in in_exact_rooms():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in asked:
                found.append(f"{path}:{node.lineno}")
    assert found == []


def test_no_text_is_run_as_code() -> None:
    found = []
    for path in source_files():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("eval", "exec"):
                found.append(f"{path}:{node.lineno}")
    assert found == []


def test_no_test_is_skipped_but_for_a_missing_part() -> None:
    skips = re.compile(r"\.(?:skip|skipif|xfail|importorskip)\b")
    allowed = {Path("conftest.py"), Path("tests/architecture/test_code.py")}
    found = [str(path) for path in python_files() if path not in allowed and skips.search(text_of(path) or "")]
    assert found == []


def test_a_program_handed_to_strangers_shares_no_code_with_what_it_checks() -> None:
    imported = set()
    for path in source_files():
        if "standalone" in path.parts:
            for node in ast.walk(tree_of(path)):
                if isinstance(node, ast.Import):
                    imported |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom):
                    imported.add((node.module or "").partition(".")[0] if node.level == 0 else "a relative import")
    assert imported - sys.stdlib_module_names == {"cryptography"}


def names_in(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every name the module gives to something, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno


def words_of(name: str) -> str:
    """``CamelCase`` and ``snake_case`` alike as words between spaces."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).replace("_", " ").lower()
    return f" {' '.join(spaced.split())} "


@pytest.mark.parametrize("path", source_files(), ids=str)
def test_one_thing_has_one_name(path: Path) -> None:
    unwanted = never_in_code()
    found = [
        f"{path}:{line}: {name} ({unwanted[word]} is the name)"
        for name, line in [*names_in(tree_of(path)), (path.stem, 0)]
        for word in unwanted
        if f" {word} " in words_of(name)
    ]
    assert found == []
