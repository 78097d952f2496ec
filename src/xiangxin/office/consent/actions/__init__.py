"""All writes of this room; each is one transaction and one entry of the log."""

from __future__ import annotations

from xiangxin.office.consent.actions.declining import note_declined
from xiangxin.office.consent.actions.deletions import report_deletion
from xiangxin.office.consent.actions.delivering import Proof, deliver_notice
from xiangxin.office.consent.actions.flags import see_burst
from xiangxin.office.consent.actions.giving import confirm_consent, give_consent, refuse_consent
from xiangxin.office.consent.actions.panels import name_panel
from xiangxin.office.consent.actions.paper import NewForm, PrintedForms, Scan, print_forms, scan_form
from xiangxin.office.consent.actions.publishing import propose_text
from xiangxin.office.consent.actions.register import Loaded, RegisterRow, load_register
from xiangxin.office.consent.actions.withdrawing import Withdrawn, hide_part, withdraw_consent
from xiangxin.office.consent.scope import Scope

__all__ = [
    "Loaded",
    "NewForm",
    "PrintedForms",
    "Proof",
    "RegisterRow",
    "Scan",
    "Scope",
    "Withdrawn",
    "confirm_consent",
    "deliver_notice",
    "give_consent",
    "hide_part",
    "load_register",
    "name_panel",
    "note_declined",
    "print_forms",
    "propose_text",
    "refuse_consent",
    "report_deletion",
    "scan_form",
    "see_burst",
    "withdraw_consent",
]
