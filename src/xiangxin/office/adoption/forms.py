"""What authors enter: a text, where to begin from, answers about impact, days. Whether it can be so the actions say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import MAX_BYTES
from xiangxin.office.adoption.errors import NotUtf8, SourceMissing, TextTooLong
from xiangxin.office.adoption.impact import questions
from xiangxin.office.adoption.models import PolicyText
from xiangxin.office.adoption.queries import texts
from xiangxin.office.shell.fields import choice_field, day_field, one_of, text_field
from xiangxin.office.shell.problems import language
from xiangxin.policy.model import POLICY_FILE
from xiangxin.policy.read import load_policy
from xiangxin.policy.shipped import shipped_policies

_REASON_MOST = 200
_ANSWER_MOST = 4_000
_SHIPPED, _KEPT = "shipped", "kept"


class TextForm(forms.Form):
    """A draft as it is written. ``revision`` is the one the author has before the eyes."""

    policy_text = forms.CharField(
        label=_("办法全文"),
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={
                "class": "control editor-text",
                "rows": 28,
                "wrap": "off",
                "spellcheck": "false",
                "autocapitalize": "off",
                "autocomplete": "off",
                "aria-describedby": "editor-hint",
            }
        ),
    )
    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput())

    def clean_policy_text(self) -> str:
        """The text with the ends of lines it had in the file; a browser sends others."""
        return str(self.cleaned_data["policy_text"]).replace("\r\n", "\n")


class BeginForm(forms.Form):
    """What a draft begins as: a policy that ships with the program, a text that is kept, or a file."""

    source = choice_field(_("从哪一份开始"), (), required=False)
    file = forms.FileField(
        label=_("或者上传 .yaml 文件"),
        required=False,
        allow_empty_file=True,
        help_text=_("上传了文件就用文件。"),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["source"]
        assert isinstance(field, forms.ChoiceField)
        one_of(field, self.fields["file"])
        shipped = [(f"{_SHIPPED}:{name}", _title_in(folder, name)) for name, folder in shipped_policies().items()]
        kept = [(f"{_KEPT}:{one.id}", f"{title_of(one)} · {one.content_hash[:12]}") for one in texts()]
        field.choices = [("", "—"), (_("随附的办法"), shipped), *([(_("留存的文本"), kept)] if kept else [])]

    def chosen(self) -> tuple[str, PolicyText | None]:
        """The text to begin as and what it is based on. ``SourceMissing``, ``NotUtf8``, ``TextTooLong``."""
        given: UploadedFile[Any] | None = self.cleaned_data["file"]
        if given is not None:
            return _read(given), None
        kind, _colon, name = self.cleaned_data["source"].partition(":")
        if kind == _SHIPPED:
            return (shipped_policies()[name] / POLICY_FILE).read_text(encoding="utf-8"), None
        kept = next((one for one in texts() if str(one.id) == name), None)
        if kept is None:
            raise SourceMissing("source")
        return kept.text, kept


def _title_in(folder: Path, name: str) -> str:
    """What people call a policy that ships with the program, with its id."""
    document, _findings = load_policy(folder)
    title = document.root.get("title", Text) if document is not None else None
    return name if title is None else f"{title.in_language(language())} · {name}"


def _read(given: UploadedFile[Any]) -> str:
    if given.size is None or given.size > MAX_BYTES:
        raise TextTooLong("file")
    try:
        text = str(given.read(), "utf-8-sig")
    except UnicodeDecodeError:
        raise NotUtf8("file") from None
    if "\x00" in text:
        raise NotUtf8("file")
    return text


def title_of(policy: PolicyText) -> str:
    """The title of a text in the reader's language."""
    return policy.title_zh if language() == "zh" else policy.title_en


class AgainstForm(forms.Form):
    """Which kept text to compare with."""

    against = choice_field(_("和哪一份比"), (), required=False)

    def __init__(self, others: list[PolicyText], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["against"]
        assert isinstance(field, forms.ChoiceField)
        one_of(field)
        field.choices = [(str(one.id), f"{title_of(one)} · {one.content_hash[:12]}") for one in others]


class ImpactForm(forms.Form):
    """One answer for each question of the day, with what the question rests on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = language()
        for one in questions(timezone.localdate()):
            ground = one.source.in_language(lang)
            self.fields[one.id] = forms.CharField(
                label=one.words.in_language(lang),
                help_text=_("出处：%(ground)s") % {"ground": ground},
                max_length=_ANSWER_MOST,
                widget=forms.Textarea(attrs={"class": "control", "rows": 3}),
            )


class AdoptForm(forms.Form):
    """From when on a text is to hold, and why."""

    from_on = day_field(_("从哪天起"))
    reason = text_field(_("为什么采用"), _REASON_MOST, _("第二个人会看到；写清依据的会议或文件。"))


class EndForm(forms.Form):
    """Until when an adoption is to hold, and why it ends."""

    last_on = day_field(_("最后一天"))
    reason = text_field(_("为什么终止"), _REASON_MOST, _("第二个人会看到。"))
