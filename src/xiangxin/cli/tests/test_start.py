"""Starting the program: light for `--help`, and no wrong word ends in a traceback."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from xiangxin.cli.main import COMMANDS, main

IN_BOTH = re.compile(r".*[一-鿿].*[A-Za-z]{2}", re.DOTALL)
"""Chinese first, then English."""
HEAVY = ("duckdb", "sqlglot", "pyarrow", "rich", "jinja2", "xlsxwriter", "python_calamine", "yaml")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def program(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The program as a shell starts it."""
    command = [sys.executable, "-c", "from xiangxin.cli.main import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_help_lists_every_command_and_loads_none_of_them() -> None:
    code = (
        "import sys\n"
        "from xiangxin.cli.main import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit as end:\n    assert end.code == 0\n"
        "print('LOADED', *sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    shown, _, loaded = done.stdout.partition("LOADED")
    assert all(f"  {name} " in shown for name in COMMANDS)
    ours = sorted(name for name in loaded.split() if name.startswith("xiangxin"))
    assert ours == ["xiangxin", "xiangxin.cli", "xiangxin.cli.lazy", "xiangxin.cli.main"]
    assert not set(HEAVY) & {name.partition(".")[0] for name in loaded.split()}


@pytest.mark.parametrize("command", [*COMMANDS, "policy check", "policy test", "demo generate"])
def test_every_command_explains_its_use_in_both_languages(command: str) -> None:
    assert run(*command.split(), "--help").exit_code == 0
    at: click.Command | None = main
    for word in command.split():
        assert isinstance(at, click.Group)
        at = at.get_command(click.Context(at), word)
    assert at is not None
    told = [at.help, *(one.help for one in at.params if isinstance(one, click.Option))]
    assert [text for text in told if not IN_BOTH.match(text or "")] == []


WRONG = {
    "no_such_command": ["polcy", "list"],
    "no_such_option": ["policy", "list", "--colour"],
    "option_missing": ["explain", "--results", "out"],
    "option_value": ["policy", "check", "household-open", "--as-of", "30.6.2026"],
    "usage": ["policy", "hash", "one", "two"],
    "policy_missing": ["policy", "hash", "no-such-policy"],
    "jurisdiction_unknown": ["policy", "check", "household-open", "--as-of", "2026-06-30", "--jurisdiction", "XX"],
}


@pytest.mark.parametrize("code", WRONG)
def test_a_wrong_word_is_told_in_both_languages_and_ends_with_2(code: str) -> None:
    done = run(*WRONG[code])
    assert done.exit_code == 2
    assert code in done.stderr
    assert "怎么办: " in done.stderr
    assert "how to mend: " in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.output


@pytest.mark.parametrize("code", WRONG)
def test_with_json_even_a_wrong_word_is_one_document(code: str) -> None:
    done = run(*WRONG[code], "--json")
    document = json.loads(done.stdout)
    assert document["exit_code"] == done.exit_code == 2
    assert [finding["code"] for finding in document["findings"]] == [code]
    assert set(document["findings"][0]["mend"]) == {"zh", "en"}
    assert done.stderr == ""


@pytest.mark.parametrize(("language", "seen", "unseen"), [("zh", "怎么办", "mend"), ("en", "mend", "怎么办")])
def test_one_language_can_be_asked_for(language: str, seen: str, unseen: str) -> None:
    done = run("policy", "hash", "no-such-policy", "--lang", language)
    assert seen in done.stderr
    assert unseen not in done.stderr


def test_a_misspelt_command_is_answered_with_the_right_one() -> None:
    assert "Did you mean policy?" in run("polcy").stderr


def test_nothing_at_all_shows_the_help_and_is_no_success() -> None:
    done = run()
    assert done.exit_code == 2
    assert "Commands 命令" in done.output


def test_the_shell_sees_the_same_exit_codes() -> None:
    assert program("policy", "hash", "household-open").returncode == 0
    wrong = program("policy", "hash", "no-such-policy")
    assert wrong.returncode == 2
    assert "Traceback" not in wrong.stderr


def test_a_place_that_cannot_be_written_is_told_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    out = str(tmp_path / "file" / "out")
    done = run("demo", "generate", "--households", "1", "--seed", "1", "-o", out)
    assert done.exit_code == 2
    assert "file_access" in done.stderr


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f"{sys.executable} -c 'from xiangxin.cli.main import main; main()' policy schema | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stdout == "{\n"
    assert done.stderr == ""
