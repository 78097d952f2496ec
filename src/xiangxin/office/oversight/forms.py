"""What is entered at the desk: a checkpoint that was kept elsewhere, pasted or as a file."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from xiangxin.office.oversight.errors import CheckpointTooLong, NothingToCompare
from xiangxin.office.shell.fields import text_field
from xiangxin.office.shell.limits import limits_of

MOST = limits_of("xiangxin.office.oversight")["most_checkpoint_bytes"]


class NumberForm(forms.Form):
    """A number that a person was told."""

    number = text_field(_("编号"), 20, _("查看的编号是四位、横线、六位，如 0601-482713；或者同意回执上的十二位编号。"))


class CompareForm(forms.Form):
    """Either of the two."""

    text = forms.CharField(
        label=_("粘贴检查点全文"),
        required=False,
        strip=False,
        max_length=MOST,
        widget=forms.Textarea(attrs={"class": "control", "rows": 6, "spellcheck": "false"}),
    )
    file = forms.FileField(label=_("或者选择文件"), required=False, widget=forms.FileInput(attrs={"class": "control"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Neither is optional: one of the two is needed.
        for field in self.fields.values():
            cast(Any, field).one_of = True

    def checkpoint(self) -> bytes:
        """The bytes to compare; ``NothingToCompare`` or ``CheckpointTooLong``."""
        text, file = self.cleaned_data["text"], self.cleaned_data["file"]
        if bool(text.strip()) == (file is not None):
            raise NothingToCompare(field="text")
        if file is None:
            return str(text).replace("\r\n", "\n").lstrip("\n").encode("utf-8")
        if file.size > MOST:
            raise CheckpointTooLong(field="file", most=MOST)
        return bytes(file.read())
