"""Which names the office's source passes to a parameter: what its acts and looks are called, read from the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bases.tree import ROOT

OFFICE = ROOT / "src/xiangxin/office"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules() -> dict[Path, ast.Module]:
    """Every module of the office but its tests and migrations."""
    return {
        path: ast.parse(path.read_text("utf-8"))
        for path in sorted(OFFICE.rglob("*.py"))
        if not {"tests", "migrations"} & set(path.parts)
    }


def names_given_to(function: str, parameter: str) -> tuple[set[str], set[str]]:
    """The texts that reach ``parameter`` of ``function``, and the places where nobody can tell from the code.

    A function that hands a parameter of its own on is followed to its callers, and a name of the module or of a class
    to what is assigned to it.
    """
    wanted: dict[str, tuple[str, int]] = {function: (parameter, 0)}
    found: set[str] = set()
    unclear: set[str] = set()
    done = 0
    while done != len(wanted):
        done = len(wanted)
        found, unclear = set(), set()
        for path, module in modules().items():
            for place, value, inside in _given(module, wanted):
                texts = _texts(value, module)
                own = _own_parameter(value, inside)
                if texts is not None:
                    found |= texts
                elif own is not None and inside is not None:
                    wanted.setdefault(inside.name, own)
                else:
                    unclear.add(f"{path.name}:{place}")
    return found, unclear


def _given(module: ast.Module, wanted: dict[str, tuple[str, int]]) -> Iterator[tuple[int, ast.expr, Function | None]]:
    for call, inside in _calls(module, None):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name not in wanted:
            continue
        parameter, index = wanted[name]
        named = [one.value for one in call.keywords if one.arg == parameter]
        if named or len(call.args) > index:
            yield call.lineno, named[0] if named else call.args[index], inside


def _calls(node: ast.AST, inside: Function | None) -> Iterator[tuple[ast.Call, Function | None]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield child, inside
        yield from _calls(child, child if isinstance(child, Function) else inside)


def _texts(value: ast.expr, module: ast.Module) -> set[str] | None:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return {value.value}
    if isinstance(value, ast.IfExp):
        both = _texts(value.body, module), _texts(value.orelse, module)
        return None if None in both else set().union(*(one for one in both if one is not None))
    name = value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", None)
    return (_assigned(name, module) or None) if name is not None else None


def _assigned(name: str, module: ast.Module) -> set[str]:
    """Texts that stand under the name in the module, its classes or its functions."""
    found = set()
    for node in ast.walk(module):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            pairs = [(target, node.value)]
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(target.elts, node.value.elts, strict=True))
            for to, given in pairs:
                if isinstance(to, ast.Name) and to.id == name:
                    found |= {text for text in _texts(given, ast.Module([], [])) or () if text}
    return found


def _own_parameter(value: ast.expr, inside: Function | None) -> tuple[str, int] | None:
    if inside is None or not isinstance(value, ast.Name):
        return None
    positional = [one.arg for one in (*inside.args.posonlyargs, *inside.args.args)]
    if value.id in positional:
        index = positional.index(value.id)
        return value.id, index - (1 if positional[0] in ("self", "cls") else 0)
    return (value.id, 99) if value.id in [one.arg for one in inside.args.kwonlyargs] else None
