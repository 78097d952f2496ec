"""The files of `xiangxin run` beside the tables: workbooks and pages, each for one kind of reader.

The county's workbook gets totals that went through small-cell suppression and no person. A person without a ground is
in no file that names anybody, but for the list of whom to notify.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from xiangxin.interop.county import CountyFiles
from xiangxin.interop.notice import to_visit, ungrounded, write_notice_list
from xiangxin.interop.pages.render import IndexEntry, index_page, masked, page_names, person_page
from xiangxin.interop.rejected import Rejected, write_rejected
from xiangxin.interop.results import Cover, KeptOut, write_areas, write_persons
from xiangxin.kernel.text import Text
from xiangxin.scoring.agreement import require_agreement
from xiangxin.scoring.arrow import read_table
from xiangxin.scoring.assessment import PersonResult
from xiangxin.scoring.explain import Explainer, RunSeen
from xiangxin.scoring.explain_records import FoundRow, RecordFinder
from xiangxin.scoring.explained_figures import write_explained_figures
from xiangxin.scoring.explained_records import PAGES_FOLDER, write_explained_records
from xiangxin.scoring.figures import FigureReader, Figures, shown_figures
from xiangxin.scoring.grounds import ground_gap
from xiangxin.scoring.interpret import Interpreter
from xiangxin.scoring.not_counted import not_counted, summary
from xiangxin.scoring.paths import RESULTS_FILE, TablePaths
from xiangxin.scoring.run import PreparedRun
from xiangxin.scoring.smallcells import Publication
from xiangxin.scoring.tabular import read_people
from xiangxin.scoring.wording import word

PERSONS_FILE = "persons.xlsx"
AREAS_WORKBOOK = "areas.xlsx"
REJECTED_FILE = "rejected.xlsx"
NOTICE_FILE = "notice-list.xlsx"
INDEX_FILE = "index.html"
DELIVERED = (PERSONS_FILE, AREAS_WORKBOOK, REJECTED_FILE, NOTICE_FILE, f"{PAGES_FOLDER}/")


@dataclass(frozen=True, slots=True)
class Delivery:
    """A run with the county it is for."""

    county: CountyFiles
    prepared: PreparedRun

    def cover(self) -> Cover:
        """What stands above every table."""
        prepared, deployment = self.prepared, self.county.deployment
        request, policy = prepared.request, prepared.policy
        return Cover(
            county=deployment.title,
            policy=policy.title,
            purpose=prepared.law.purposes[request.purpose].label,
            receiver=request.receiver_name,
            as_of=request.as_of,
            policy_hash=policy.content_hash,
            law_hash=policy.law_hash,
            is_demo=deployment.is_demo,
        )

    def area_names(self) -> dict[str, str]:
        """Names of townships and villages by code, the county's own as well."""
        names = {code: area.name for code, area in self.county.areas.by_code.items()}
        return {self.county.deployment.county: self.county.deployment.title.zh} | names


def write_workbooks(
    delivery: Delivery, folder: Path, published: Publication, rejected: Rejected, kept_out: KeptOut
) -> None:
    """Write the four workbooks into ``folder``. ``kept_out``: records that did not count, by person and reason."""
    county, cover, policy = delivery.county, delivery.cover(), delivery.prepared.policy
    rows = read_table(folder / RESULTS_FILE).to_pylist()
    grounded = [row for row in rows if row["status"] != "no_consent"]
    law, persons = delivery.prepared.law, folder / PERSONS_FILE
    write_persons(persons, cover, policy, law, grounded, kept_out, county.contacts, county.areas)
    write_areas(folder / AREAS_WORKBOOK, cover, published.areas, county.areas)
    write_rejected(folder / REJECTED_FILE, cover.as_of, rejected, is_demo=cover.is_demo)
    without = [row["person_id"] for row in rows if row["status"] == "no_consent"]
    consents = county.tables["consents"].to_pylist()
    run = delivery.prepared.run
    applicants = ungrounded(without, county.contacts, consents, run, county.refusals)
    roster = to_visit(county.notice_list, county.refusals, run.receiver)
    notices = folder / NOTICE_FILE
    write_notice_list(notices, cover.as_of, roster, applicants, county.areas, is_demo=cover.is_demo)


class Pages:
    """One page per person with a ground, and a list by which the receiver finds them."""

    def __init__(self, delivery: Delivery, tables: TablePaths, results: Path) -> None:
        prepared = delivery.prepared
        request = prepared.request
        self._delivery = delivery
        self._finder = RecordFinder(prepared.policy, prepared.law, prepared.run)
        seen = RunSeen(
            as_of=request.as_of,
            known_on=request.known_on,
            purpose=prepared.law.purposes[request.purpose].label,
            receiver=request.receiver_name,
            limits=prepared.run.limits,
            areas=_full_names(delivery),
        )
        self._explainer = Explainer(prepared.policy, prepared.law, seen)
        interpreter = Interpreter(prepared.policy, prepared.run)
        assessed = [(person, interpreter.assess(person)) for person in read_people(tables, prepared.policy)]
        require_agreement(prepared.policy, [result for _, result in assessed], results)
        self._people = [(person, result) for person, result in assessed if result.status != "no_consent"]
        self._gaps = [
            (person.person_id, ground_gap(person.consents, prepared.run))
            for person, result in assessed
            if result.status == "no_consent"
        ]
        self._figures = FigureReader(prepared.policy, prepared.run)

    def __len__(self) -> int:
        return len(self._people)

    def kept_out(self) -> KeptOut:
        """For the lender: by person, how many records did not count, without what is told to the person alone."""
        return not_counted(result for _, result in self._people)

    def not_counted(self) -> tuple[Mapping[str, int], Text] | None:
        """The records that did not count by reason, and a sentence of it; nobody is named."""
        return summary(result for _, result in self._people)

    def write(self, folder: Path, advance: Callable[[], None]) -> None:
        """Write ``explanations/`` into ``folder``."""
        target = folder / PAGES_FOLDER
        target.mkdir()
        names = page_names(person.person_id for person, _ in self._people)
        entries, found, figures = [], list[tuple[UUID, Sequence[FoundRow]]](), list[tuple[UUID, Figures]]()
        for person, result in self._people:
            page = names[person.person_id]
            rows = self._finder.found(result, person.records, person.fields["birth_on"], person.consents)
            found.append((person.person_id, rows))
            figures.append((person.person_id, shown_figures(self._figures, person, result)))
            (target / page).write_text(self._page(result, rows, figures[-1][1]), encoding="utf-8")
            entries.append(self._entry(result, page))
            advance()
        title, receiver = self._delivery.county.deployment.title, self._delivery.prepared.request.receiver_name
        (target / INDEX_FILE).write_text(
            index_page(title, receiver, self._delivery.area_names(), entries), encoding="utf-8"
        )
        write_explained_records(folder, found)
        write_explained_figures(folder, self._delivery.prepared.policy, figures, self._gaps)

    def _page(self, result: PersonResult, rows: Sequence[FoundRow], figures: Figures) -> str:
        explanation = self._explainer.explain(result, self._finder.told(rows), figures)
        return person_page(explanation, *self._name(result))

    def _entry(self, result: PersonResult, page: str) -> IndexEntry:
        name, number_end = self._name(result)
        return IndexEntry(result.village_code, name, number_end, word(f"status.{result.status}"), page)

    def _name(self, result: PersonResult) -> tuple[str, str]:
        """The masked name and the end of the number, by which a page is held against a card before it is given."""
        contact = self._delivery.county.contacts.get(result.person_id)
        return ("", "") if contact is None else (masked(contact.name), contact.id_number.last_four)


def _full_names(delivery: Delivery) -> dict[str, str]:
    areas = delivery.county.areas
    return {code: areas.full_name(code) for code in areas.by_code}
