"""What an act is called for a reader. Rooms keep the words in ``data/acts.yaml``: of their own acts, the auditor's desk
also of other rooms'."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from django.conf import settings

from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import shipped

FILE = "acts.yaml"


def act_words(act: str) -> Text:
    """The act in both languages; its name as it stands in the log where no room has words for it."""
    return all_acts().get(act, Text(act, act))


@cache
def all_acts() -> Mapping[str, Text]:
    """The words of every act of every room, by its name in the log."""
    files = (resources.files(f"xiangxin.office.{room}") / "data" / FILE for room in settings.OFFICE_ROOMS)
    return {act: Text(**words) for file in files if file.is_file() for act, words in shipped(file).items()}
