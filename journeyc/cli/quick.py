"""The options of `lint` and `format` without Typer, which takes longer to import than a file takes to be
checked.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, get_args

from journeyc.cli.lint import Level, LintOptions, names_in
from journeyc.report import Form


class _Option(NamedTuple):
    """What an option sets, what it can be (no choices mean any text), and how it is read."""

    field: str
    choices: tuple[str, ...] = ()
    read: Callable[[str], Any] = str


OPTIONS = {
    "--output-format": _Option("form", get_args(Form)),
    "--fail-level": _Option("fail_level", get_args(Level)),
    "--output-file": _Option("output_file"),
    "--stdin-filename": _Option("stdin_filename"),
    "--select": _Option("select", read=names_in),
    "--ignore": _Option("ignore", read=names_in),
    "--jobs": _Option("jobs", tuple(map(str, range(65))), int),
    "--cache-dir": _Option("cache_dir"),
}

LINT_FLAGS = {
    "--fix": "fix",
    "--diff": "diff",
    "--statistics": "statistics",
    "--watch": "watch",
    "--no-cache": "no_cache",
}
FORMAT_FLAGS = {"--check": "check", "--diff": "diff"}


def read_lint(arguments: Sequence[str]) -> tuple[list[str], LintOptions] | None:
    """Paths and options, or None where Typer has something to say: help, or what is wrong with them."""
    read = _read(arguments, OPTIONS, LINT_FLAGS)
    return read and (read[0], LintOptions(**read[1]))


def read_format(arguments: Sequence[str]) -> tuple[list[str], dict[str, Any]] | None:
    """The same for `format`; its options by name, for whoever loads it."""
    return _read(arguments, {"--stdin-filename": _Option("stdin_filename")}, FORMAT_FLAGS)


def _read(
    arguments: Sequence[str], options: Mapping[str, _Option], flags: Mapping[str, str]
) -> tuple[list[str], dict[str, Any]] | None:
    paths: list[str] = []
    chosen: dict[str, Any] = {}
    rest = iter(arguments)
    for word in rest:
        if word == "-" or not word.startswith("-"):
            paths.append(word)
            continue
        if word in flags:
            chosen[flags[word]] = True
            continue
        name, equals, value = word.partition("=")
        option = options.get(name)
        given = value if equals else next(rest, None)
        if option is None or given is None or (option.choices and given not in option.choices):
            return None
        chosen[option.field] = option.read(given)
    return paths, chosen
