"""A group of commands that loads a command's module only when the command is named.

The help texts of the list stand in the group itself, so that ``--help`` imports nothing. Importing anything but click
here would be paid by every call.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click


class LazyGroup(click.Group):
    """``loaders``: command name → (``module:attribute``, one line of help)."""

    def __init__(self, name: str, loaders: Mapping[str, tuple[str, str]], help: str) -> None:  # noqa: A002
        super().__init__(name, help=help, no_args_is_help=True)
        self._loaders = loaders

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self._loaders, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._loaders:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = self._loaders[cmd_name][0].partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands 命令"):
            formatter.write_dl([(name, self._loaders[name][1]) for name in self.list_commands(ctx)])
