"""Who sends what in the corpus, and the people it is about: registered, agreed, silent."""

from __future__ import annotations

from uuid import UUID

from bases.accounts_made import viewer_for
from bases.consent_made import make_consent, make_institution
from bases.intake_made import make_agreement, make_provider
from bases.parties_made import FAR_VILLAGE, TOWNSHIP, VILLAGE, make_person, make_village
from corpus.case import ENDING_IN_X, NAME, NUMBER, SECOND, SILENT
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.intake.catalog import form_of, lenders_forms

_BY_BANK = frozenset({"roster", "ratings_before", *lenders_forms()})


class Senders:
    """A provider with an agreement, a bank's manager, a cadre; three persons who agreed and one who did not."""

    def __init__(self) -> None:
        bank = make_institution("bank")
        make_institution("government")
        for number in (NUMBER, SECOND, ENDING_IN_X):
            person = make_person(NAME, VILLAGE, number=number).id
            make_consent(person, purpose="evaluation")
            make_consent(person, purpose="evaluation", field_class="income_property")
            make_consent(person, receiver=bank)
            make_consent(person, receiver=bank, field_class="bureau")
        make_person(NAME, VILLAGE, number=SILENT)
        make_village(FAR_VILLAGE)
        self.provider = make_provider()
        self.agreement = make_agreement(self.provider).id
        self.manager = viewer_for(Role.ACCOUNT_MANAGER, institution=bank)
        self.cadre = viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP)

    def of(self, form: str) -> tuple[Viewer, UUID | None]:
        """Who sends the form, and under what."""
        if form in _BY_BANK:
            return self.manager, None
        if form == "register":
            return self.cadre, None
        return self.provider, self.agreement if form_of(form).agreement else None
