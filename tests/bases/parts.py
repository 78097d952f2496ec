"""Optional parts of a machine that some tests need: a database server, another language, a browser.

``make test`` runs whatever the machine has and says at the end what did not run; ``REQUIRE_ALL=1`` turns every missing
part into a failure. A test names what it needs with ``@pytest.mark.needs("part")`` and is skipped in no other way.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bases import postgres


@dataclass(frozen=True, slots=True)
class Part:
    """An optional part; ``found`` looks for it on this machine without starting it."""

    name: str
    title: str
    found: Callable[[], bool]


def _program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) is not None for name in names)


def _chinese_font() -> bool:
    """Whether a page photographed here shows Chinese instead of boxes."""
    return any(
        next(Path(folder).glob("**/*CJK*"), None) is not None for folder in ("/usr/share/fonts", "/Library/Fonts")
    )


_CLIENTS = Path(__file__).parents[1] / "conformance" / "node" / "node_modules"


def _node() -> bool:
    """Whether Node is here, and the clients that `make test` fetches for it."""
    return _program("node")() and (_CLIENTS / ".package-lock.json").is_file()


PARTS: tuple[Part, ...] = (
    Part("postgresql", "PostgreSQL", lambda: postgres.programs() is not None),
    Part(
        "chromium", "Chromium", lambda: _program("chromium", "chromium-browser", "google-chrome")() and _chinese_font()
    ),
    Part("node", "Node.js with its clients", _node),
    Part("c", "C compiler", _program("cc", "gcc", "clang")),
)
"""The optional parts this repository knows. Python packages are never optional: they are locked."""


class UnknownPart(Exception):
    """A test needs a part that nobody declared."""


def all_required(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a missing part is a failure in this run."""
    return environment.get("REQUIRE_ALL", "") not in ("", "0")


def missing(names: Iterable[str], parts: tuple[Part, ...] = PARTS) -> tuple[str, ...]:
    """Titles of those parts among ``names`` that this machine does not have."""
    known = {part.name: part for part in parts}
    wanted = tuple(names)
    for name in wanted:
        if name not in known:
            raise UnknownPart(f"no optional part is called {name!r}; declare it in tests/bases/parts.py")
    return tuple(known[name].title for name in wanted if not known[name].found())


def closing_line(parts: tuple[Part, ...] = PARTS) -> str:
    """The sentence a test run ends with."""
    absent = missing((part.name for part in parts), parts)
    if absent:
        return f"Optional parts that did not run: {', '.join(absent)}."
    titles = ", ".join(part.title for part in parts) or "none declared"
    return f"Optional parts: all ran ({titles})."
