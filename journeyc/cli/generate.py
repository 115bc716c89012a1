"""`journeyc generate`: code for those who embed journeys, kept up to date in files or checked there."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from journeyc.cli.checking import check_path, merged, own_journeys, require_correct, say_findings
from journeyc.cli.ending import ExitCode, Failure
from journeyc.cli.files import (
    COMPILED,
    STANDARD,
    journeys_in,
    make_folder,
    read_raw,
    reason,
    require_apart,
    write_whole,
)
from journeyc.generating import SUFFIXES, Language, OutlineError, generated, is_generated
from journeyc.report.counted import counted

if TYPE_CHECKING:
    from journeyc.compiler import Checked
    from journeyc.ir import Package


def generate_code(language: Language, paths: Sequence[str], out: str, *, check: bool) -> int:
    """Write what is generated, or only say which files that would change."""
    if not paths:
        raise Failure("say of which journeys", f"for example `journeyc generate {language} journeys/`")
    if check and out == STANDARD:
        raise Failure("`--check` compares with files", "name them with `-o`")
    is_file = out == STANDARD or out.endswith(SUFFIXES[language])
    if not check:
        require_apart(out, paths)
    packages = _packages(paths)
    files = (
        {out: _text(language, list(packages.values()))} if is_file else _in_folder(language, packages, out)
    )
    stale = [] if is_file else _stale(language, out, files)
    changed = [path for path, text in files.items() if out == STANDARD or not _is_kept(path, text)]
    if check:
        return _told(files, changed, stale)
    if not is_file:
        _require_generated(changed)
        make_folder(out)
    for path in changed:
        write_whole(path, files[path])
    for path in stale:
        _remove(path)
    return ExitCode.CLEAN


def _told(files: Mapping[str, str], changed: Sequence[str], stale: Sequence[str]) -> int:
    """What `--check` says: the files on standard output, their number beside it."""
    for path in (*changed, *stale):
        print(path)
    sys.stdout.flush()
    said = {
        "would be written": len(changed),
        "would be removed": len(stale),
        "up to date": len(files) - len(changed),
    }
    words = [f"{counted(number, 'file', 'files')} {what}" for what, number in said.items() if number]
    print(", ".join(words), file=sys.stderr)
    return ExitCode.FINDINGS if changed or stale else ExitCode.CLEAN


def _text(language: Language, packages: Sequence["Package"]) -> str:
    try:
        return generated(language, packages)
    except OutlineError as problem:
        raise Failure(str(problem), problem.help) from None


# ── journeys ─────────────────────────────────────────────────────────────────────────────────────────


def _packages(paths: Sequence[str]) -> dict[str, "Package"]:
    """What is compiled, by its file; nothing where one of them has errors. Files without a journey of their
    own belong to those that import them.
    """
    from journeyc.compiler import compile_package

    files = journeys_in(paths)
    checked = {file: check_path(file) for file in files if not file.endswith(COMPILED)}
    say_findings(merged(checked.values()))
    for file, found in checked.items():
        require_correct(found, file)
    own: dict[str, Checked] = {file: found for file, found in checked.items() if own_journeys(found)}
    packages = {
        file: _compiled(file) if file.endswith(COMPILED) else compile_package(own[file])
        for file in files
        if file.endswith(COMPILED) or file in own
    }
    if not packages:
        raise Failure("there is no journey in these files")
    return packages


def _compiled(path: str) -> "Package":
    from journeyc.ir import DocumentError, Package, from_json

    try:
        return from_json(read_raw(path), Package)
    except DocumentError as problem:
        raise Failure(f"`{path}` cannot be read: {problem}") from None


# ── files ────────────────────────────────────────────────────────────────────────────────────────────


def _in_folder(language: Language, packages: Mapping[str, "Package"], folder: str) -> dict[str, str]:
    """The text of a file for each package, by its path."""
    suffix = SUFFIXES[language]
    if Path(folder).suffix[1:].isalpha() and not Path(folder).is_dir():
        raise Failure(f"`{folder}` is no place for {language}", f"a file ends in `{suffix}`")
    found: dict[str, str] = {}
    for file, package in packages.items():
        stem = "journeys" if file == STANDARD else Path(file).stem
        if language == "python":
            stem = "".join(c if c.isascii() and c.isalnum() else "_" for c in stem)
            stem = f"_{stem}" if stem[:1].isdigit() else stem
        path = str(Path(folder) / f"{stem}{suffix}")
        if path in found:
            raise Failure(f"two files would become `{path}`", "give them different names")
        found[path] = _text(language, [package])
    return found


def _on_disk(path: str) -> bytes | None:
    """What a file holds, None where there is none, or nothing to be kept: a device, or a pipe."""
    try:
        return Path(path).read_bytes() if Path(path).is_file() or Path(path).is_dir() else None
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise Failure(f"`{path}` cannot be read: {reason(error)}") from None


def _is_kept(path: str, text: str) -> bool:
    """Whether a file holds a text, with whatever line ends it was checked out."""
    there = _on_disk(path)
    return there is not None and there.replace(b"\r\n", b"\n") == text.encode()


def _stale(language: Language, folder: str, files: Mapping[str, str]) -> list[str]:
    """What was generated into a folder and is of no journey any more."""
    if not Path(folder).is_dir():
        return []
    there = sorted(path for path in Path(folder).iterdir() if path.suffix == SUFFIXES[language])
    return [
        str(path)
        for path in there
        if str(path) not in files and path.is_file() and is_generated(_start(str(path)), language)
    ]


def _start(path: str) -> str:
    return (_on_disk(path) or b"")[:1_000].decode(errors="replace")


def _require_generated(changed: Sequence[str]) -> None:
    """Failure where a file of somebody's own would be written over."""
    for path in changed:
        if Path(path).exists() and not is_generated(_start(path)):
            raise Failure(f"`{path}` is there and was not generated", "move it away, or name another folder")


def _remove(path: str) -> None:
    try:
        Path(path).unlink()
    except OSError as error:
        raise Failure(f"`{path}` cannot be removed: {reason(error)}") from None
