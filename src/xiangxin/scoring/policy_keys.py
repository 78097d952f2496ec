"""The keys of a policy file in words, for whoever reads a difference and does not write policies."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources

from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import shipped

KEYS_FILE = "policy_keys.yaml"


@cache
def _words() -> dict[str, Text]:
    return {
        key: Text(entry["zh"], entry["en"])
        for key, entry in shipped(resources.files("xiangxin.scoring") / KEYS_FILE).items()
    }


def key_words(keys: Sequence[str]) -> Text:
    """A path of keys in words; what is no key (a value, a name) stays as it is written."""
    known = _words()
    words = [known.get(key, Text(key, key)) for key in keys]
    return Text(" · ".join(each.zh for each in words), " · ".join(each.en for each in words))
