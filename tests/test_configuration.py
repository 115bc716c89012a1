"""What a project says of itself: where it is looked for, what it can say, and what is refused."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from journeyc.configuration import Configuration, Configurations, Misconfigured
from journeyc.diagnostic import Severity
from journeyc.selection import Selection
from tests.posix import LINKS, posix


def make_pipe(path: Path) -> None:
    """A named pipe; asked for by name only where there are any."""
    os.mkfifo(path)


def found(folder: Path, text: str, name: str = "journeyc.toml") -> Configuration:
    """The configuration of a journey in a folder whose settings have this text."""
    (folder / name).write_text(text, encoding="utf-8")
    return Configurations().of(str(folder / "a.journey"))


@pytest.mark.parametrize("name", ["journeyc.toml", "pyproject.toml"])
def test_settings_are_read(tmp_path: Path, name: str) -> None:
    """The same under `tool.journeyc` in the file that all tools share."""
    prefix = "tool.journeyc." if name == "pyproject.toml" else ""
    settings = found(
        tmp_path,
        f"""[{prefix}lint]
        select = ["flow", "time"]
        ignore = ["dead-end"]
        fail-level = "error"
        released = "released"
        severity = {{ unreachable-step = "error", data = "warning" }}
        """,
        name,
    )
    severities = {"unreachable-step": Severity.ERROR, "data": Severity.WARNING}
    assert settings == Configuration(
        str(tmp_path / name),
        Selection(frozenset({"flow", "time"}), frozenset({"dead-end"}), severities),
        "error",
        str(tmp_path / "released"),
    )


def test_the_nearest_counts(tmp_path: Path) -> None:
    """The folder of the file, then those around it; a shared file that says nothing of journeyc is passed."""
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    (tmp_path / "journeyc.toml").write_text('[lint]\nignore = ["time"]', encoding="utf-8")
    (tmp_path / "a" / "pyproject.toml").write_text('[project]\nname = "journeyc-x"', encoding="utf-8")
    all_found = Configurations()
    assert all_found.of(str(inside / "x.journey")).selection.ignore == {"time"}
    assert all_found.of(str(tmp_path / "x.journey")) is all_found.of(str(inside / "y.journey"))
    (inside / "journeyc.toml").write_text("", encoding="utf-8")
    assert Configurations().of(str(inside / "x.journey")).selection == Selection()
    (inside / "pyproject.toml").write_text('[tool.journeyc.lint]\nignore = ["data"]', encoding="utf-8")
    assert Configurations().of(str(inside / "x.journey")).path.endswith("journeyc.toml")


def test_without_settings_all_rules_count(tmp_path: Path) -> None:
    """No file is needed."""
    assert Configurations().of(str(tmp_path / "a.journey")) == Configuration()


@pytest.mark.parametrize(
    ("text", "problem", "cure"),
    [
        ("[lnt]", "`lnt` in `{}` is no key that journeyc knows", "did you mean `lint`?"),
        (
            "[lint]\nselct = []",
            "`lint.selct` in `{}` is no key that journeyc knows",
            "did you mean `select`?",
        ),
        (
            "[lint]\nxyz = []",
            "`lint.xyz` in `{}` is no key that journeyc knows",
            "there are `select`, `ignore`, `severity`, `fail-level`, `released`",
        ),
        ("xyz = 3", "`xyz` in `{}` is no key that journeyc knows", "there is `lint`"),
        ("lint = 3", "`lint` in `{}` is a table", "write `[lint]` and its keys below"),
        (
            '[lint]\nselect = "flow"',
            "`lint.select` in `{}` is a list of rules",
            'write `select = ["rule-name"]`',
        ),
        (
            '[lint]\nignore = ["ded-end"]',
            "`lint.ignore` in `{}` cannot be: there is no rule or group `ded-end`",
            "did you mean `dead-end`?",
        ),
        (
            '[lint]\nignore = ["syntax-error"]',
            "`lint.ignore` in `{}` cannot be: `syntax-error` is not for choice",
            "what it finds cannot be run, so mend it",
        ),
        (
            '[lint.severity]\ndead-end = "eror"',
            "`lint.severity.dead-end` in `{}` cannot be `eror`",
            'write "error" or "warning"',
        ),
        (
            '[lint.severity]\nlanguage = "warning"',
            "`lint.severity` in `{}` cannot be: `language` is not for choice",
            "what it finds cannot be run, so mend it",
        ),
        (
            '[lint]\nfail-level = "info"',
            "`lint.fail-level` in `{}` cannot be `info`",
            'write "error" or "warning"',
        ),
        ("[lint]\nreleased = 3", "`lint.released` in `{}` is a text", 'write `released = "…"`'),
    ],
)
def test_what_is_not_known_is_refused(tmp_path: Path, text: str, problem: str, cure: str) -> None:
    """With where it stands and what to write."""
    with pytest.raises(Misconfigured) as refused:
        found(tmp_path, text)
    assert str(refused.value) == problem.format(tmp_path / "journeyc.toml")
    assert refused.value.help == cure


@pytest.mark.parametrize(
    "raw", [b"[lint", b"\xff\xfe", b"[lint]\nselect = [1", b"x = \0", b"x = " + b"1" * 9999]
)
def test_what_is_no_toml_is_refused(tmp_path: Path, raw: bytes) -> None:
    """Bytes that are no text, too."""
    (tmp_path / "journeyc.toml").write_bytes(raw)
    with pytest.raises(Misconfigured, match="is not TOML"):
        Configurations().of(str(tmp_path / "a.journey"))


def test_what_is_nested_too_deeply_is_refused(tmp_path: Path) -> None:
    """As deep as Python could not follow."""
    with pytest.raises(Misconfigured, match="is nested too deeply"):
        found(tmp_path, f"x = {'[' * 9999}{']' * 9999}")


def test_a_mark_at_the_beginning_is_passed(tmp_path: Path) -> None:
    """Some editors write one."""
    assert found(tmp_path, '\ufeff[lint]\nignore = ["time"]').selection.ignore == {"time"}


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (Path.mkdir, "it is a folder"),
        pytest.param(make_pipe, "it is not a regular file", marks=posix("named pipes")),
        pytest.param(
            lambda path: path.symlink_to("/dev/zero"), "it is not a regular file", marks=posix("/dev/zero")
        ),
        pytest.param(
            lambda path: path.symlink_to(path), "too many levels of symbolic links", marks=posix(LINKS)
        ),
        (lambda path: path.write_bytes(b" " * 17_000_000), "it has 17,000,000 bytes"),
    ],
)
def test_settings_that_cannot_be_read_are_said(
    tmp_path: Path, make: Callable[[Path], object], why: str
) -> None:
    """Nothing is waited for, and nothing without end is read."""
    make(tmp_path / "journeyc.toml")
    with pytest.raises(Misconfigured, match=f"cannot be read: {why}"):
        Configurations().of(str(tmp_path / "a.journey"))


@pytest.mark.parametrize(
    ("selection", "wanted"),
    [
        (Selection(), {"dead-end", "unused-text"}),
        (Selection(ignore=frozenset({"flow"})), {"unused-text"}),
        (Selection(ignore=frozenset({"all"})), set()),
        (Selection(frozenset({"flow"})), {"dead-end"}),
        (Selection(frozenset({"dead-end"}), frozenset({"flow"})), {"dead-end"}),
        (Selection(frozenset({"flow"}), frozenset({"dead-end"})), set()),
        (Selection(frozenset({"all"}), frozenset({"notifications"})), {"dead-end"}),
    ],
)
def test_a_name_goes_before_its_group(selection: Selection, wanted: set[str]) -> None:
    """And a group before all; what cannot be run counts always."""
    names = {name for name in ("dead-end", "unused-text", "syntax-error") if selection.wants(name)}
    assert names == wanted | {"syntax-error"}
