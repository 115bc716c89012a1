"""What a change means, by `journeyc diff`."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from journeyc.cli.ending import ExitCode
from journeyc.pull_request.checks import Part, last_line, part
from journeyc.pull_request.child import Done, Program
from journeyc.pull_request.revisions import Revisions

NAME = "difference"


class Difference(NamedTuple):
    """How it went, and what there is to read, as Markdown."""

    part: Part
    pages: tuple[str, ...] = ()


def difference(
    journeyc: Program, revisions: Revisions, base: str, paths: Sequence[str], top: Path, *, fails: bool
) -> Difference:
    """How each path differs from what it was; without `fails` breaking changes are told, and no failure."""
    pages: list[str] = []
    parts: list[Part] = []
    for path in paths:
        before, now = revisions.has(base, path), (top / path).exists()
        if before and now:
            old = base if path == "." else f"{base}:{path}"
            done = journeyc("diff", old, path, "--output-format", "markdown")
            parts.append(_part(done, fails=fails))
            if done.code in {ExitCode.CLEAN, ExitCode.FINDINGS}:
                pages.append(done.out)
        elif now or before:
            parts.append(Part(NAME, "nothing to do", f"`{path}` is {'new' if now else 'gone'}"))
    gravest = max(parts, key=lambda one: (one.code, one.result == "breaking"), default=None)
    if gravest is None:
        return Difference(Part(NAME, "nothing to do", f"none of the paths was there in {base[:12]}"))
    return Difference(gravest._replace(details="".join(one.details for one in parts)), tuple(pages))


def _part(done: Done, *, fails: bool) -> Part:
    if done.code == ExitCode.FINDINGS:
        code = ExitCode.FINDINGS if fails else ExitCode.CLEAN
        return Part(NAME, "breaking", last_line(done.err) or "breaking changes", done.out + done.err, code)
    if done.code == ExitCode.USAGE:
        # A base that does not compile is nobody's fault now; a head that does not, lint has told.
        return Part(NAME, "not done", last_line(done.err), done.out + done.err)
    # What it prints is a page, of which no line says how it went.
    return part(NAME, done._replace(out=""))
