"""What an act is called for a reader: each room may keep the words of its acts in ``data/acts.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import shipped

FILE = "acts.yaml"


def act_words(act: str) -> Text:
    """The act in both languages; its name as it stands in the log where its room has no words for it."""
    room = act.partition(".")[0]
    return _words(room).get(act, Text(act, act)) if room.isidentifier() else Text(act, act)


def words_of_room(room: str) -> Mapping[str, Text]:
    """The words that a room keeps for its acts; none where it keeps none."""
    return _words(room)


@cache
def _words(room: str) -> Mapping[str, Text]:
    try:
        file = resources.files(f"xiangxin.office.{room}") / "data" / FILE
    except ModuleNotFoundError:
        return {}
    if not file.is_file():
        return {}
    content = shipped(file)
    return {act: Text(**words) for act, words in content.items()}
