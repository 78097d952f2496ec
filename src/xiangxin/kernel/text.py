"""Words shown to people come in Chinese and English, always as a pair."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or label in both languages of the product."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the wording for ``language`` (``"zh"`` or ``"en"``)."""
        return self.en if language == "en" else self.zh
