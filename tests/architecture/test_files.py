"""What must never stand in a tracked file, and how large a file may grow."""

import ast
import re

from bases.tree import ROOT, python_files, source_files, text_of, tracked

# Put together from pieces, so that this file does not hold what it forbids.
HOSTS = re.compile(
    "|".join(("pythonhosted" + r"\.org", "pypi" + r"\.org/simple", "registry" + r"\.npmjs", r"deb\.debian" + r"\.org"))
)
MACHINE_PATHS = re.compile(r"(?:^|[^A-Za-z0-9.])/(?:work|farm|root|home|Users|opt)" + r"/[A-Za-z0-9]", re.MULTILINE)
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
MAX_LINES = 400
STAND_ALONE = "src/xiangxin/proof/standalone/"
MAX_STAND_ALONE_LINES = 550
"""A program that strangers are handed is one file, whatever it needs."""


def places(pattern: re.Pattern[str]) -> list[str]:
    """``file:line`` of every hit in a tracked text file."""
    found = []
    for path in tracked():
        text = text_of(path) or ""
        found += [f"{path}:{text.count(chr(10), 0, hit.start() + 1) + 1}" for hit in pattern.finditer(text)]
    return found


def test_no_file_names_a_package_registry() -> None:
    assert places(HOSTS) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert places(MACHINE_PATHS) == []


def test_nothing_is_left_for_later() -> None:
    assert places(UNFINISHED) == []


def test_every_module_says_why_it_exists() -> None:
    silent = [
        str(path)
        for path in python_files()
        if path.parent.name != "migrations"
        and (text := text_of(path))
        and text.strip()
        and ast.get_docstring(ast.parse(text)) is None
    ]
    assert silent == []


def test_no_source_file_outgrows_a_few_pages() -> None:
    lines = {str(path): len((text_of(path) or "").splitlines()) for path in source_files()}
    limits = {path: MAX_STAND_ALONE_LINES if path.startswith(STAND_ALONE) else MAX_LINES for path in lines}
    long = {path: count for path, count in lines.items() if count > limits[path]}
    assert long == {}


def test_the_lock_files_hold_a_hash_for_every_package_and_no_address() -> None:
    for name in ("run.txt", "dev.txt"):
        text = (ROOT / "requirements" / name).read_text("utf-8")
        assert "://" not in text
        assert "--index-url" not in text
        blocks = [block for block in re.split(r"\n(?=[a-z])", text) if block.strip()]
        assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_every_dependency_says_why_it_is_there() -> None:
    for name in ("run.in", "dev.in", "build.in"):
        for line in (ROOT / "requirements" / name).read_text("utf-8").splitlines():
            if line and not line.startswith(("#", "-r")):
                assert re.fullmatch(r"[a-z0-9-]+(\[[a-z]+\])?>=[0-9.]+(,<[0-9.]+)? +# \S.{4,}", line), line


def test_what_the_program_needs_is_locked_the_same_for_developers() -> None:
    pins = re.compile(r"^[a-z][a-z0-9-]*==[^ ]+", re.MULTILINE)
    run, dev = (set(pins.findall((ROOT / "requirements" / name).read_text("utf-8"))) for name in ("run.txt", "dev.txt"))
    assert run <= dev
