"""Names of styles and scripts: with a hash of their content once `serve` has collected them, so that browsers may keep
them for good; plain before that, in tests and commands that show no page."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # the library has no types
    """As whitenoise's; a file that was not collected keeps its plain name instead of failing the page."""

    manifest_strict = False

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        """The hashed name; ``content`` is given while files are collected."""
        return name if content is None else str(super().hashed_name(name, content, filename))
