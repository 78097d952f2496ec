"""The deployment file: who runs Xiangxin, for which county, and who may receive what.

What is allowed follows from the kind of deployment; this module reads the file and checks its shape. A default for
purpose, receiver, policy or date, and a key inside the file, exist only where the people are fictional.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from xiangxin.interop.messages import tell
from xiangxin.kernel import yamlfile
from xiangxin.kernel.divisions import level_of
from xiangxin.kernel.errors import Finding, Location, UnreadableInput
from xiangxin.kernel.ids import MIN_KEY_BYTES
from xiangxin.kernel.text import Text
from xiangxin.law.load import load_law
from xiangxin.scoring.deployment import RunScope

KEY_VARIABLE = "XIANGXIN_ID_KEY"
"""The environment variable that holds the secret of opaque ids wherever people are real."""

DEMO = "demo"
"""The kind of deployment in which everybody is fictional."""

FICTIONAL = "99"
"""How codes of the demo's region begin: no province has it (GB/T 2260), so nobody real lives there."""

Role = Literal["controller", "receiver", "panel", "provider"]


@dataclass(frozen=True, slots=True)
class Institution:
    """Somebody the file names. ``role``: controller, receiver, panel, or provider of records."""

    id: str
    name: Text
    role: Role
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a demo uses when the command line does not say."""

    policy: str | None = None
    purpose: str | None = None
    receiver: str | None = None
    as_of: date | None = None


@dataclass(frozen=True)
class Deployment:
    """The file. ``areas`` is the path of the table of areas; ``id_key`` is set in a demo only."""

    id: str
    kind: str
    title: Text
    jurisdiction: str
    county: str
    institutions: tuple[Institution, ...]
    areas: Path | None = None
    file: str = "deployment.yaml"
    defaults: Defaults = Defaults()
    id_key: bytes | None = field(default=None, repr=False)

    @property
    def is_demo(self) -> bool:
        """Whether everybody is fictional; then every sheet says so."""
        return self.kind == DEMO

    def of_role(self, role: Role) -> tuple[Institution, ...]:
        return tuple(item for item in self.institutions if item.role == role)

    def scope(self) -> RunScope:
        """What a run asks of the deployment."""
        return RunScope(
            deployment=self.id,
            kind=self.kind,
            jurisdiction=self.jurisdiction,
            county=self.county,
            controller=next((item.id for item in self.of_role("controller")), ""),
            receivers=frozenset(item.id for item in self.of_role("receiver")),
            panels=frozenset(item.id for item in self.of_role("panel")),
            file=self.file,
        )

    def key(self, environment: Mapping[str, str] = os.environ) -> bytes:
        """The secret behind the opaque ids; ``UnreadableInput`` when there is none or it is too short."""
        key = self.id_key or environment.get(KEY_VARIABLE, "").encode()
        if len(key) < MIN_KEY_BYTES:
            where = Location(file=KEY_VARIABLE)
            raise UnreadableInput([tell("deployment_id_key_short", where, minimum=MIN_KEY_BYTES)])
        return key


def read_deployment(path: Path) -> tuple[Deployment | None, tuple[Finding, ...]]:
    """The deployment in ``path`` and everything that is wrong with it; half a file gives none."""
    node, findings = yamlfile.read_yaml(path, path.name)
    if node is None:
        return None, findings
    if not isinstance(node, yamlfile.Mapping):
        return None, (tell("deployment_shape", node.at, key="deployment"),)
    reader = _Reader(path)
    deployment = reader.deployment(node)
    return (None if reader.findings else deployment), tuple(reader.findings)


_KEYS = frozenset(
    {
        "deployment", "kind", "title", "jurisdiction", "controller", "receivers", "panels", "providers", "county",
        "areas", "defaults", "id_key",
    }
)  # fmt: skip
_INSTITUTION_KEYS = frozenset({"id", "kind", "name"})
_DEFAULT_KEYS = frozenset({"policy", "purpose", "receiver", "as_of"})


class _Reader:
    """Reads node by node and collects what is wrong."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at = Location(file=path.name)
        self._kinds = tuple(load_law().deployment_kinds)
        self.findings: list[Finding] = []

    def deployment(self, node: yamlfile.Mapping) -> Deployment:
        self._only(node, _KEYS)
        kind = self._text(node, "kind")
        areas = self._text(node, "areas", required=False)
        return Deployment(
            id=self._text(node, "deployment"),
            kind=kind,
            title=self._both(node, "title"),
            jurisdiction=self._text(node, "jurisdiction"),
            county=self._county(node, kind),
            institutions=self._institutions(node),
            areas=self._path.parent / areas if areas else None,
            file=self._path.name,
            defaults=self._defaults(node, kind),
            id_key=self._id_key(node, kind),
        )

    def _county(self, node: yamlfile.Mapping, kind: str) -> str:
        code = self._text(node, "county")
        try:
            is_county = level_of(code) == "county"
        except ValueError:
            is_county = False
        if not is_county and code:
            self._report("deployment_county", node.get("county"))
        if is_county and kind == DEMO and not code.startswith(FICTIONAL):
            others = ", ".join(name for name in self._kinds if name != DEMO)
            self._report("deployment_demo_county", node.get("county"), county=code, region=FICTIONAL, kinds=others)
        return code

    def _institutions(self, node: yamlfile.Mapping) -> tuple[Institution, ...]:
        found: list[Institution] = []
        controller = node.get("controller")
        if isinstance(controller, yamlfile.Mapping):
            found.append(self._institution(controller, "controller"))
        else:
            self._report("deployment_shape", controller, key="controller")
        roles: tuple[tuple[str, Role], ...] = (
            ("receivers", "receiver"),
            ("panels", "panel"),
            ("providers", "provider"),
        )
        for key, role in roles:
            found.extend(self._list(node, key, role))
        return tuple(found)

    def _list(self, node: yamlfile.Mapping, key: str, role: Role) -> list[Institution]:
        items = node.get(key)
        if items is None and role != "receiver":
            return []
        if not isinstance(items, yamlfile.Sequence):
            self._report("deployment_shape", items, key=key)
            return []
        found: list[Institution] = []
        for item in items.items:
            if not isinstance(item, yamlfile.Mapping):
                self._report("deployment_shape", item, key=key)
                continue
            institution = self._institution(item, role)
            if any(institution.id == other.id for other in found):
                self._report("deployment_twice", item, key=institution.id)
            found.append(institution)
        return found

    def _institution(self, node: yamlfile.Mapping, role: Role) -> Institution:
        self._only(node, _INSTITUTION_KEYS)
        kind = self._text(node, "kind", required=False)
        if kind and kind not in self._kinds:
            self._report("deployment_institution_kind", node.get("kind"), kind=kind, **self._hint(kind))
        return Institution(self._text(node, "id"), self._both(node, "name"), role, kind)

    def _hint(self, kind: str) -> dict[str, str | Text]:
        """The closed list, and what was probably meant."""
        near = difflib.get_close_matches(kind, self._kinds, n=1)
        hint = Text(f"是不是 {near[0]}？", f"Did you mean {near[0]}? ") if near else Text("", "")
        return {"kinds": ", ".join(self._kinds), "hint": hint}

    def _defaults(self, node: yamlfile.Mapping, kind: str) -> Defaults:
        given = node.get("defaults")
        if given is None:
            return Defaults()
        if kind != DEMO:
            self._report("deployment_demo_only", given, key="defaults")
        if not isinstance(given, yamlfile.Mapping):
            self._report("deployment_shape", given, key="defaults")
            return Defaults()
        self._only(given, _DEFAULT_KEYS)
        policy, purpose, receiver = (
            self._text(given, key, required=False) or None for key in ("policy", "purpose", "receiver")
        )
        as_of = given.get("as_of")
        if as_of is not None and not (isinstance(as_of, yamlfile.Scalar) and isinstance(as_of.value, date)):
            self._report("deployment_shape", as_of, key="as_of")
        day = as_of.value if isinstance(as_of, yamlfile.Scalar) and isinstance(as_of.value, date) else None
        return Defaults(policy, purpose, receiver, day)

    def _id_key(self, node: yamlfile.Mapping, kind: str) -> bytes | None:
        text = self._text(node, "id_key", required=False)
        if not text:
            return None
        if kind != DEMO:
            self._report("deployment_demo_only", node.get("id_key"), key="id_key")
        if len(text.encode()) < MIN_KEY_BYTES:
            self._report("deployment_id_key_short", node.get("id_key"), minimum=MIN_KEY_BYTES)
        return text.encode()

    def _both(self, node: yamlfile.Mapping, key: str) -> Text:
        pair = node.get(key)
        if not isinstance(pair, yamlfile.Mapping):
            self._report("deployment_shape", pair, key=key)
            return Text("", "")
        self._only(pair, frozenset({"zh", "en"}))
        return Text(self._text(pair, "zh"), self._text(pair, "en"))

    def _text(self, node: yamlfile.Mapping, key: str, *, required: bool = True) -> str:
        value = node.get(key)
        if isinstance(value, yamlfile.Scalar) and isinstance(value.value, str) and value.value.strip():
            return value.value
        if required or value is not None:
            self._report("deployment_shape", value or node, key=key)
        return ""

    def _only(self, node: yamlfile.Mapping, allowed: frozenset[str]) -> None:
        for key, value in node.entries:
            if key.value not in allowed:
                self._report("deployment_key_unknown", value, key=str(key.value))

    def _report(self, code: str, node: yamlfile.Node | None, **values: str | int | Text) -> None:
        self.findings.append(tell(code, self._at if node is None else node.at, **values))
