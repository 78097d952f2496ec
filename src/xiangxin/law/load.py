"""From files to a law pack: read every file, check that names meet, tighten by overlays, hash the content.

A pack with any blocking finding is not used: half a law is never understood.
"""

from __future__ import annotations

from collections import abc
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from xiangxin.kernel import text
from xiangxin.kernel.cache import files_hash, remembered
from xiangxin.kernel.canonical import digest, exact
from xiangxin.kernel.errors import CheckFailed, Finding, Location, blocks
from xiangxin.kernel.yamlfile import Mapping, Node, plain, read_yaml
from xiangxin.law import instruments, lintwords, model, operators, publication, registry
from xiangxin.law import pack as packs
from xiangxin.law.instruments import Instrument, ReadInstrument, read_instrument
from xiangxin.law.lintwords import read_lint
from xiangxin.law.model import FormColumn, Rule
from xiangxin.law.operators import read_operator_fact
from xiangxin.law.pack import LawPack
from xiangxin.law.publication import read_thresholds
from xiangxin.law.registry import Form
from xiangxin.law.shape import Shape
from xiangxin.law.tighten import loosening
from xiangxin.law.verdicts import FORBIDDING, lies_in

DATA = Path(__file__).parent / "data"
OWN_LINE = "product.yaml"
MODULES = (text, model, packs, publication, registry, operators, instruments, lintwords)
"""Where the classes of a law pack are defined."""


def load_law(overlays: Sequence[Path] = ()) -> LawPack:
    """The shipped pack, tightened by overlays (a file or a folder of instrument files each).

    Raises ``CheckFailed`` with all findings when a file does not have its shape or an overlay loosens.
    """
    return _shipped() if not overlays else _load(overlays)


@lru_cache(maxsize=1)
def _shipped() -> LawPack:
    key = files_hash(DATA, DATA.rglob("*.yaml"))
    return remembered("law", key, MODULES, lambda: _load(()), LawPack)


def _load(overlays: Sequence[Path]) -> LawPack:
    pack, findings = read_law(DATA, overlays)
    if pack is None:
        raise CheckFailed(findings)
    return pack


def read_law(folder: Path, overlays: Sequence[Path] = ()) -> tuple[LawPack | None, tuple[Finding, ...]]:
    """The pack in ``folder`` and everything that is wrong with it; ``None`` when a finding blocks."""
    reader = _Reader(folder)
    pack = reader.pack()
    for overlay in overlays:
        pack = reader.tightened(pack, overlay)
    findings = tuple(reader.shape.findings)
    return (None if blocks(findings) else pack), findings


class _Reader:
    """Reads the files of one pack; keeps the plain content of each for the hash."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shape = Shape()
        self.content: dict[str, object] = {}

    def pack(self) -> LawPack:
        """The pack of the folder, before overlays; names are known before anything refers to them."""
        shape, known = self.shape, self.shape.known
        known["jurisdiction"] = jurisdictions = registry.read_jurisdictions(self._own("jurisdictions"), shape)
        known["matter"] = matters = registry.by_name(self._own("matters"), shape, registry.read_matter)
        known["purpose"] = purposes = registry.by_name(self._own("purposes"), shape, registry.read_purpose)
        catalogue = registry.read_catalogue(self._own("catalogue"), shape)
        known["catalogue"] = {kind.code for kind in catalogue}

        files = [*sorted((self.folder / "instruments").glob("*.yaml")), self.folder / OWN_LINE]
        read = [read_instrument(self._read(path, path.name), shape) for path in files]
        instruments, rules = self._gathered(read, {}, ())
        kinds = registry.by_name(self._own("records"), shape, registry.read_kind)
        forms = registry.by_name(self._own("forms"), shape, registry.read_form)
        pack = LawPack(
            jurisdictions=jurisdictions,
            instruments=instruments,
            matters=matters,
            rules=rules,
            fields=registry.by_name(self._own("fields"), shape, registry.read_field),
            operators=registry.by_name(self._own("operators"), shape, read_operator_fact),
            record_kinds={name: entry.kind for name, entry in kinds.items()},
            record_catalogue={name: entry.catalogue for name, entry in kinds.items() if entry.catalogue},
            forms=tuple(_columns(forms.values(), rules)),
            form_titles={name: form.title for name, form in forms.items()},
            purposes=purposes,
            deployment_kinds=registry.by_name(self._own("deployments"), shape, registry.read_deployment),
            catalogue=catalogue,
            table_values=registry.by_name(self._own("tables"), shape, registry.read_table),
            lint=read_lint(self._own("lint"), shape),
            written_consents=registry.read_written_consents(self._own("consents"), shape),
            publication=read_thresholds(self._own("publication"), shape),
            hash="",
        )
        for path in sorted(self.folder.glob("*.yaml")):
            if path.name not in self.content:
                # Whatever lies in the folder belongs to what a result was computed under.
                self._read(path, path.name)
        return replace(pack, hash=digest(self.content))

    def tightened(self, pack: LawPack, overlay: Path) -> LawPack:
        """``pack`` with the rules of one overlay added; what would loosen is reported."""
        files = sorted(overlay.glob("*.yaml")) if overlay.is_dir() else [overlay]
        if not files:
            self.shape.report("law_no_overlay", Location(str(overlay)))
        self.content = {"": pack.hash}
        read = [read_instrument(self._read(path, str(path)), self.shape) for path in files]
        instruments, rules = self._gathered(read, pack.instruments, pack.rules)
        for rule, at in (pair for entry in read for pair in entry.rules):
            how = loosening(rule, pack)
            if how is not None:
                self.shape.report("law_loosens", at, name=rule.id, how=how)
        # Where the file lies says nothing about what it says.
        content = sorted(digest(plain_content) for plain_content in self.content.values())
        return replace(pack, instruments=instruments, rules=rules, hash=digest(content))

    def _gathered(
        self, read: Iterable[ReadInstrument], instruments: abc.Mapping[str, Instrument], rules: tuple[Rule, ...]
    ) -> tuple[dict[str, Instrument], tuple[Rule, ...]]:
        """Instruments and rules of all files by id, those there before first."""
        known = dict(instruments)
        gathered = list(rules)
        ids = {rule.id for rule in rules}
        for entry in read:
            self._check_place(entry.instrument.jurisdiction, entry.at)
            if entry.instrument.id in known:
                self.shape.report("law_duplicate", entry.at, name=entry.instrument.id)
            known[entry.instrument.id] = entry.instrument
            for rule, at in entry.rules:
                self._check_place(rule.jurisdiction, at)
                if rule.id in ids:
                    self.shape.report("law_duplicate", at, name=rule.id)
                ids.add(rule.id)
                gathered.append(rule)
        return known, tuple(gathered)

    def _check_place(self, jurisdiction: str, at: Location) -> None:
        if not any(lies_in(jurisdiction, known) for known in self.shape.known["jurisdiction"]):
            self.shape.must_know("jurisdiction", jurisdiction, at)

    def _own(self, name: str) -> Node:
        return self._read(self.folder / f"{name}.yaml", f"{name}.yaml")

    def _read(self, path: Path, name: str) -> Node:
        node, findings = read_yaml(path, name)
        self.shape.findings += findings
        if node is None:
            return Mapping((), Location(name))
        self.content[name] = exact(plain(node))
        return node


def _columns(forms: Iterable[Form], rules: Sequence[Rule]) -> Iterator[FormColumn]:
    """All columns; a refused one with the rules that refuse its matter."""
    for form in forms:
        for column in form.columns:
            refusing = (rule.id for rule in rules if rule.effect in FORBIDDING and column.matter in rule.matters)
            yield replace(column, rules=tuple(refusing) if column.verdict == "refused" else ())
