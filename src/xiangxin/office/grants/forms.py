"""What officers enter about a case: kinds and lengths. Whether it can be so is decided by the actions."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiangxin.kernel.units import BP_PER_PERCENT, FEN_PER_YUAN
from xiangxin.office.grants.choices import DecisionKind
from xiangxin.office.grants.models import Grant
from xiangxin.office.grants.reasons import reasons_for
from xiangxin.office.grants.terms import LIMITS
from xiangxin.office.runs.choices import Status
from xiangxin.office.shell.fields import choice_field
from xiangxin.office.shell.problems import language
from xiangxin.scoring.wording import rate_in_words, whole_yuan

_MOST_YUAN = 100_000_000
_OFFERS = frozenset({DecisionKind.ACCEPT, DecisionKind.LOWER})
SETS_RATE = _OFFERS | {DecisionKind.CUT_RATE}
SETS_LIMIT = _OFFERS | {DecisionKind.REDUCE}
"""Decisions that say a limit or a rate; a refusal, a suspension and what ends one say neither."""


class DecideForm(forms.Form):
    """One of the kinds of decision that fit, with what it needs."""

    kind = choice_field(_("决定"), ())
    limit = forms.DecimalField(
        label=_("额度（元）"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(_MOST_YUAN),
        decimal_places=2,
        help_text=_("不填就是建议的额度；低于建议或者降低时要填。"),
        widget=forms.NumberInput(attrs={"class": "control", "step": "0.01"}),
    )
    rate = forms.DecimalField(
        label=_("年利率（%）"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100),
        decimal_places=2,
        help_text=_("不填就是建议的利率；只能更低。"),
        widget=forms.NumberInput(attrs={"class": "control", "step": "0.01"}),
    )
    reason = choice_field(
        _("理由"), (), required=False, help_text=_("不授信、少给、暂停、降低必须选一条；本人会看到。")
    )
    words = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=LIMITS["words_most"],
        help_text=_("写能核对的事实：哪一天、什么事、凭什么。本人会原样看到。"),
        widget=forms.Textarea(attrs={"class": "control", "rows": 3}),
    )

    def __init__(self, kinds: list[DecisionKind], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("kind", [(kind.value, kind.label) for kind in kinds])
        self._kinds = kinds
        self._offer_reasons(Status.values)
        if not SETS_RATE & set(kinds):
            del self.fields["rate"]
        if not SETS_LIMIT & set(kinds):
            del self.fields["limit"]

    def suit(self, grant: Grant) -> None:
        """Offer the reasons that are true of the case, and put its figures beside the fields they are compared with."""
        self._offer_reasons([grant.outcome])
        if grant.proposed_limit_fen and grant.limit_fen is None and "limit" in self.fields:
            most = whole_yuan(grant.proposed_limit_fen).in_language(language())
            self.fields["limit"].help_text = _("建议是 %(most)s，不填就照建议；选“低于建议”时填比它少的数。") % {
                "most": most
            }
        elif grant.limit_fen is not None and "limit" in self.fields:
            now = whole_yuan(grant.limit_fen).in_language(language())
            self.fields["limit"].help_text = _("现在是 %(now)s；改额度时填要给的数。") % {"now": now}
        least = rate_in_words(grant.run.lowest_rate_bp or 0)
        if grant.rate_bp is not None and DecisionKind.CUT_RATE in self._kinds and "rate" in self.fields:
            rate = rate_in_words(grant.rate_bp)
            said = _("现在是 %(rate)s；降低利率时填更低的数，最低 %(least)s。") % {"rate": rate, "least": least}
            self.fields["rate"].help_text = said
        elif grant.proposed_rate_bp is not None and "rate" in self.fields:
            most = rate_in_words(grant.proposed_rate_bp)
            self.fields["rate"].help_text = _("建议是 %(most)s，不填就照建议；可以更低，最低 %(least)s。") % {
                "least": least,
                "most": most,
            }

    def _offer_reasons(self, outcomes: Iterable[str]) -> None:
        named = [(one.id, one.label.in_language(language())) for one in reasons_for(self._kinds, outcomes)]
        self._choices("reason", [("", _("（照建议、恢复时不选）")), *named])

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def limit_fen(self) -> int | None:
        """The limit in fen, where one was entered."""
        limit = self.cleaned_data.get("limit")
        return None if limit is None else int(limit * FEN_PER_YUAN)

    @property
    def rate_bp(self) -> int | None:
        """The rate in basis points, where one was entered."""
        rate = self.cleaned_data.get("rate")
        return None if rate is None else int(rate * BP_PER_PERCENT)
