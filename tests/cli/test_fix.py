"""`journeyc lint --fix` and `--diff`: what is written, what is only shown, and what is said about it."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeyc.cli.fix import as_stored
from journeyc.diagnostic import Edit
from journeyc.edits import applied
from journeyc.reading import decode
from journeyc.source import Span
from tests.posix import LINKS, posix

Journeyc = Callable[..., CompletedProcess[str]]

SHARED = """\
touchpoint website "Website" { channel web: show, ask }
customer { key id: id }
event opened
event closed
"""
WHOLE = """\
import "shared.journey"

journey claim "Claim" {
  starts on opened -> intake
  step intake "Tell us more" via web {
    on closed -> finished
    after 9 days -> finished }
  end finished "Done" success
}
"""
FAULTY = WHOLE.replace("opened ->", "opened =>").replace("on closed", "on closd")
HOPELESS = WHOLE.replace("closed -> finished", "closed -> nowhere")


@pytest.fixture
def claim(here: Path) -> Path:
    """A journey with two faults that can be fixed, and what it imports."""
    (here / "shared.journey").write_text(SHARED)
    (here / "claim.journey").write_text(FAULTY)
    return Path("claim.journey")


@posix(LINKS)
def test_nothing_is_fixed_where_the_rest_could_not_be_written(journeyc: Journeyc, claim: Path) -> None:
    Path("rest.txt").symlink_to("shared.journey")
    done = journeyc("lint", claim, "--fix", "--output-file", "rest.txt")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("journeyc: `rest.txt` leads to a journey, which would be written over\n")
    assert (claim.read_text(), Path("shared.journey").read_text()) == (FAULTY, SHARED)


def test_lint_says_what_can_be_fixed(journeyc: Journeyc, claim: Path) -> None:
    """In its last line, and with the edits in JSON."""
    done = journeyc("lint", claim, "--output-format", "json")
    assert done.stderr == "checked 1 file: 2 errors; 2 can be fixed with --fix\n"
    assert [len(entry["edits"]) for entry in json.loads(done.stdout)] == [1, 1]


def test_a_file_is_fixed_in_place(journeyc: Journeyc, claim: Path) -> None:
    """And a second time there is nothing to do."""
    done = journeyc("lint", "--fix", claim)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "fixed 2 of 2 findings\nchecked 1 file: no findings\n"
    assert claim.read_text() == WHOLE
    assert journeyc("lint", "--fix", claim).stderr == "checked 1 file: no findings\n"
    assert sorted(path.name for path in Path().iterdir()) == ["claim.journey", "shared.journey"]


def test_what_remains_is_reported(journeyc: Journeyc, claim: Path) -> None:
    """With its place in the text as it is now."""
    claim.write_text(FAULTY.replace("closd -> finished", "closd -> nowhere"))
    done = journeyc("lint", "--fix", claim, "--output-format", "concise")
    assert done.returncode == 1
    assert done.stdout == (
        "claim.journey:6:18: error[undefined-name] there is no step, stage, choice or end `nowhere`\n"
    )
    assert done.stderr == "fixed 2 of 3 findings\nchecked 1 file: 1 error\n"


def test_nothing_to_fix_writes_nothing(journeyc: Journeyc, claim: Path) -> None:
    """A file that stays as it is is not touched."""
    claim.write_text(HOPELESS)
    claim.chmod(0o444)
    before = claim.stat()
    done = journeyc("lint", "--fix", claim)
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, "fixed 0 of 1 finding")
    assert (claim.stat().st_mtime_ns, claim.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_the_difference_is_shown(journeyc: Journeyc, claim: Path) -> None:
    """On standard output; nothing is written, and there is something to do."""
    done = journeyc("lint", "--diff", claim)
    assert (done.returncode, done.stderr) == (1, "would fix 2 of 2 findings\n")
    assert done.stdout == (
        "--- claim.journey\n+++ claim.journey (fixed)\n@@ -1,9 +1,9 @@\n"
        ' import "shared.journey"\n \n journey claim "Claim" {\n'
        "-  starts on opened => intake\n+  starts on opened -> intake\n"
        '   step intake "Tell us more" via web {\n'
        "-    on closd -> finished\n+    on closed -> finished\n"
        '     after 9 days -> finished }\n   end finished "Done" success\n }\n'
    )
    assert claim.read_text() == FAULTY
    assert journeyc("lint", "--diff", "--fix", claim).stdout == done.stdout
    assert claim.read_text() == FAULTY


@pytest.mark.parametrize(
    ("text", "said"), [(WHOLE, ""), (HOPELESS, "would fix 0 of 1 finding\n")], ids=["whole", "hopeless"]
)
def test_no_difference_is_clean(journeyc: Journeyc, claim: Path, text: str, said: str) -> None:
    """Whatever else is wrong: `lint` says that."""
    claim.write_text(text)
    done = journeyc("lint", "--diff", claim)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", said)


def test_a_last_line_without_an_end_is_told(journeyc: Journeyc, claim: Path) -> None:
    """As `diff` does."""
    claim.write_text(FAULTY.removesuffix("\n"))
    shown = journeyc("lint", "--diff", claim).stdout
    assert shown.endswith(" }\n\\ No newline at end of file\n")


@pytest.mark.usefixtures("claim")
def test_standard_input_comes_out_fixed(journeyc: Journeyc) -> None:
    """With what remains on standard error, so that an editor can take the text."""
    text = FAULTY.replace("closd -> finished", "closd -> nowhere").replace("\n", "\r\n")
    done = journeyc("lint", "--fix", "-", "--stdin-filename", "new.journey", stdin=text)
    assert done.returncode == 1
    # The capture of the test reads what was written as text, with line ends of its own.
    assert done.stdout.replace("\r\n", "\n") == HOPELESS
    assert "new.journey:6:18: error[undefined-name]" in done.stderr
    assert "\nfixed 2 of 3 findings\nchecked 1 file: 1 error\n" in done.stderr
    shown = journeyc("lint", "--diff", "-", stdin=FAULTY)
    assert shown.returncode == 1
    assert shown.stdout.startswith("--- <stdin>\n+++ <stdin> (fixed)\n")
    assert journeyc("lint", "--fix", "-", stdin=WHOLE).stdout == WHOLE


def test_standard_input_keeps_its_bytes(claim: Path) -> None:
    """Line ends and mark, through a process of its own."""
    command = [sys.executable, "-m", "journeyc", "lint", "--fix", "-"]
    raw = b"\xef\xbb\xbf" + FAULTY.replace("\n", "\r\n").encode()
    done = subprocess.run(command, input=raw, capture_output=True, check=True, cwd=claim.resolve().parent)
    assert done.stdout == b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode()


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_and_mark_stay(journeyc: Journeyc, claim: Path, mark: bytes, line_end: str) -> None:
    """Also of lines that are put in."""
    claim.write_bytes(mark + FAULTY.removesuffix("}\n").replace("\n", line_end).encode())
    assert journeyc("lint", "--fix", claim).returncode == 0
    assert claim.read_bytes() == mark + WHOLE.removesuffix("\n").replace("\n", line_end).encode() + (
        line_end.encode() if claim.read_bytes().endswith(line_end.encode()) else b""
    )


def test_mixed_line_ends_stay_mixed(journeyc: Journeyc, claim: Path) -> None:
    """Only what is edited changes."""
    before = FAULTY.replace("{\n", "{\r\n").encode()
    claim.write_bytes(before)
    assert journeyc("lint", "--fix", claim).returncode == 0
    assert claim.read_bytes() == before.replace(b"=>", b"->").replace(b"closd", b"closed")


@given(
    st.lists(st.sampled_from(["a", "b\n", "\r\n", "\r", "{", "ü", "\u2028", "🎉"]), max_size=12),
    st.sampled_from(["", "\ufeff"]),
    st.data(),
)
def test_edits_of_the_text_are_edits_of_what_is_stored(
    parts: list[str], mark: str, data: st.DataObject
) -> None:
    """Wherever they are, and whatever line ends there are; without edits it is the same bytes."""
    raw = (mark + "".join(parts)).encode()
    text = decode(raw)
    assert as_stored(raw, [], text) == raw
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    edits = [Edit(Span(start, end), data.draw(st.sampled_from(["", "x", "\n}"])))]
    after = applied(text, edits)
    assert decode(as_stored(raw, [edits], after)) == after


@posix(f"modes of files, and no {LINKS}")
def test_links_are_followed_and_the_mode_stays(journeyc: Journeyc, claim: Path) -> None:
    """The file that a link leads to is written, and once if it has two names."""
    claim.chmod(0o640)
    link = Path("link.journey")
    link.symlink_to(claim)
    done = journeyc("lint", "--fix", link, claim)
    assert (done.returncode, done.stderr.splitlines()[0]) == (0, "fixed 2 of 2 findings")
    assert link.is_symlink()
    assert (claim.read_text(), stat.S_IMODE(claim.stat().st_mode)) == (WHOLE, 0o640)


def test_imports_are_fixed_only_where_they_are_named(journeyc: Journeyc, claim: Path) -> None:
    """By themselves, or by their folder."""
    shared = Path("shared.journey")
    shared.write_text(SHARED.replace("event opened", "evnt opened"))
    done = journeyc("lint", claim)
    assert done.stderr == "checked 1 file: 3 errors; 2 can be fixed with --fix\n"
    done = journeyc("lint", "--fix", claim)
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, "fixed 2 of 3 findings")
    assert (claim.read_text(), "evnt" in shared.read_text()) == (WHOLE, True)
    done = journeyc("lint", "--fix", ".")
    assert done.stderr == "fixed 1 of 1 finding\nchecked 2 files: no findings\n"
    assert shared.read_text() == SHARED


def test_imports_are_fixed_first(journeyc: Journeyc, claim: Path) -> None:
    """What a file imports is known as it will be when the file itself is fixed."""
    Path("shared.journey").write_text(SHARED.replace("customer { key", "customer { { key"))
    done = journeyc("lint", "--fix", claim, "shared.journey")
    assert "checked 2 files" in done.stderr
    assert claim.read_text() == WHOLE


def test_what_would_make_things_worse_is_said(journeyc: Journeyc, claim: Path) -> None:
    """And is not done."""
    text = WHOLE.replace("closed -> finished", "closed => nowhere { notify nobody set nothing = 1 }")
    claim.write_text(text)
    done = journeyc("lint", "--fix", claim)
    assert done.returncode == 1
    assert done.stderr.startswith(
        "journeyc: 1 finding in `claim.journey` cannot be fixed: the edit would lead to others\n"
    )
    assert claim.read_text() == text


def test_a_file_that_may_not_be_written_is_said(
    journeyc: Journeyc, claim: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line for it; what is wrong with it is still told. Root may write everything, so it is made up."""
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    done = journeyc("lint", "--fix", claim)
    assert done.returncode == 2
    assert done.stderr.startswith("journeyc: `claim.journey` cannot be written: permission denied\n")
    assert (claim.read_text(), "error[syntax-error]" in done.stdout) == (FAULTY, True)


def test_a_full_disk_leaves_the_file_as_it_was(
    journeyc: Journeyc, claim: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing half written, nothing left behind, and the other files are done."""
    Path("other.journey").write_text(FAULTY.replace("journey claim", "journey other"))
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target.name == "claim.journey":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full)
    done = journeyc("lint", "--fix", ".")
    assert done.returncode == 2
    assert "journeyc: `claim.journey` cannot be written: no space left on device\n" in done.stderr
    assert "fixed 2 of 4 findings\n" in done.stderr
    assert claim.read_text() == FAULTY
    assert Path("other.journey").read_text() == WHOLE.replace("journey claim", "journey other")
    assert len(list(Path().iterdir())) == 3


def test_a_file_that_changes_meanwhile_is_left_alone(
    journeyc: Journeyc, claim: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody has just saved it."""
    monkeypatch.setattr("journeyc.cli.fix.read_bytes", lambda _: b"newer")
    done = journeyc("lint", "--fix", claim)
    assert done.returncode == 2
    assert (
        "`claim.journey` was changed meanwhile and is left as it is\nhelp: run the command again"
        in done.stderr
    )
    assert claim.read_text() == FAULTY


def test_what_cannot_be_read_does_not_hide_the_rest(journeyc: Journeyc, claim: Path) -> None:
    """Said, and the others are fixed."""
    done = journeyc("lint", "--fix", "no.journey", claim)
    assert done.returncode == 2
    assert done.stderr == (
        "journeyc: `no.journey` cannot be read: there is no such file\n"
        "fixed 2 of 2 findings\nchecked 1 file: no findings\n"
    )
    assert journeyc("lint", "--diff", "no.journey", claim).returncode == 2
