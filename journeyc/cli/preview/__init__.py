"""`journeyc preview`: what a notification says, in every language and on every channel."""

import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from journeyc.cli.ending import ExitCode, Failure
from journeyc.cli.files import make_folder, write_whole
from journeyc.cli.preview.found import find
from journeyc.cli.preview.given import given
from journeyc.cli.preview.objects import as_object
from journeyc.cli.preview.rendering import Letter, languages_of, preview
from journeyc.cli.preview.shown import complaint, in_words
from journeyc.cli.terminal import paint_for
from journeyc.nearest import meant


class PreviewOptions(NamedTuple):
    """For whom a notification is shown, what of it, and how; `folder` empty means on standard output."""

    file: str | None = None
    journey: str | None = None
    language: str | None = None
    channel: str | None = None
    form: str = "text"
    folder: str = ""


def show_preview(paths: Sequence[str], name: str, options: PreviewOptions) -> int:
    """Show a notification that is declared in files or folders, in this folder if none is named."""
    found = find(paths, name, options.journey)
    filled = given(found, options.file)
    languages = _chosen(languages_of(found), options.language, f"`{name}` is not written in", "--language")
    channels = _chosen(
        found.notification.channels, options.channel, f"`{name}` does not go over", "--channel"
    )
    shown = preview(found, filled, languages, channels)
    if options.folder:
        _write(name, shown.letters, options.folder)
    if options.form == "json":
        sys.stdout.write(as_object(found, filled, shown))
    elif not options.folder:
        sys.stdout.write(in_words(found, filled, shown, paint_for(sys.stdout)))
    sys.stdout.flush()
    for finding in shown.findings:
        sys.stderr.write(complaint(finding, found.source, paint_for(sys.stderr)))
    return ExitCode.FINDINGS if shown.findings else ExitCode.CLEAN


def _chosen(known: tuple[str, ...], wanted: str | None, problem: str, option: str) -> tuple[str, ...]:
    """The one that is wanted, or all."""
    if wanted is None:
        return known
    if wanted in known:
        return (wanted,)
    cure = meant(wanted, known, f"`{option}` can be {', '.join(known)}")
    raise Failure(f"{problem} `{wanted}`", cure)


def _write(name: str, letters: Sequence[Letter], folder: str) -> None:
    """Write what each channel carries to files of their own: `reminder.de.sms.txt`, `….email.html`."""
    where = make_folder(folder)
    for letter in letters:
        for channel in letter.channels:
            for suffix, text in _files(letter):
                write_whole(str(where / f"{name}.{letter.language}.{channel}.{suffix}"), text)


def _files(letter: Letter) -> Iterator[tuple[str, str]]:
    """The content of the files of a message; nothing of what cannot be rendered."""
    texts = {name: part.text for name, part in letter.parts.items()}
    if (html := texts.get("html")) is not None:
        yield "html", f"{html}\n"
    if (text := texts.get("text")) is not None:
        head = f"Subject: {subject}\n\n" if (subject := texts.get("subject")) else ""
        yield "txt", f"{head}{text}\n"
