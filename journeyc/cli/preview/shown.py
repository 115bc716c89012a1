"""A preview in words, and what cannot be rendered with its place."""

from collections.abc import Iterator

from journeyc.cli.preview.found import Found
from journeyc.cli.preview.given import Given
from journeyc.cli.preview.policies import concerns
from journeyc.cli.preview.rendering import Finding, Letter, Part, Preview
from journeyc.cli.run.screen import Screen
from journeyc.compiler import syntax
from journeyc.compiler.wording import spaced
from journeyc.report import Paint
from journeyc.report.cells import plain
from journeyc.report.counted import counted
from journeyc.report.excerpt import Mark, excerpt
from journeyc.source import Source, Span
from journeyc.template.sms import sms

_LABEL = 11
_RULES = ["a rule of the customer"]
#: A channel of this name, or with it as one of its words, carries short messages.
_SMS = "sms"


def is_sms(channel: str) -> bool:
    """Whether a channel carries short messages: `sms`, `sms_premium`."""
    return _SMS in channel.split("_")


def expiry(found: Found) -> str:
    """`expires` as it is written, empty where it is not."""
    for setting in found.node.settings:
        if setting.name == "expires":
            words = " ".join(spaced(found.source.text[setting.start : setting.end]).split())
            return words.removeprefix("expires").strip()
    return ""


def in_words(found: Found, given: Given, shown: Preview, paint: Paint) -> str:
    """All of a preview, for people."""
    lines = [f"{paint(found.notification.name, 'strong')}  {plain(found.notification.title)}"]
    lines += _facts(found, given, shown, paint)
    for letter in shown.letters:
        lines += ["", f"{paint(letter.language, 'strong')} · {paint(', '.join(letter.channels), 'strong')}"]
        for name, part in letter.parts.items():
            lines += _part(name, part, letter, found.source, paint)
    return "\n".join(lines) + "\n"


def _facts(found: Found, given: Given, shown: Preview, paint: Paint) -> Iterator[str]:
    when = Screen(paint, shown.zone).when
    rows = [
        ("written", found.place),
        ("sent by", ", ".join([*found.senders, *_RULES[: found.by_rules]]) or "nobody"),
        ("category", found.notification.category),
        ("channels", ", ".join(found.notification.channels)),
    ]
    if shown.expires:
        rows.append(("expires", f"{expiry(found)}: {when(shown.expires, year=True)}"))
    rows += [("policy", f"{one.text}  ({one.policy}, {one.file}:{one.line})") for one in concerns(found)]
    values = given.file or "made up of the types; `--for FILE` shows your own"
    rows += [("values", values), ("at", when(given.at, year=True))]
    before = ""
    for label, text in rows:
        beside = "" if label == before else label
        yield f"{paint(f'{beside:{_LABEL}}', 'quiet')}{plain(text)}"
        before = label


def _part(name: str, part: Part, letter: Letter, source: Source, paint: Paint) -> Iterator[str]:
    line, _ = source.position(part.message.start)
    about = [f"line {line}, {taken(part.message)}"]
    if part.text is not None:
        about += lengths(name, part.text, letter.channels)
    said = "; ".join(about)
    yield f"  {name}  {paint(f'({said})', 'quiet')}"
    if part.text is None:
        yield f"    {paint('cannot be rendered', 'error')}"
    else:
        yield from (f"    {line}".rstrip() for line in plain(part.text).split("\n"))


def taken(message: syntax.Message) -> str:
    """Whom a variant is for: `for all`, `in de for sms`."""
    words = [f"in {message.language.text}"] if message.language else []
    if message.channels:
        words.append(f"for {', '.join(word.text for word in message.channels)}")
    return " ".join(words) or "for all"


def lengths(name: str, text: str, channels: tuple[str, ...]) -> list[str]:
    """How long a part is: in characters, and of the text over SMS in how many parts it is sent."""
    said = [counted(len(text), "character")]
    if name == "text" and any(map(is_sms, channels)):
        sent = sms(text)
        said.append(f"{counted(sent.parts, 'SMS', 'SMS')} in {sent.alphabet}")
    return said


def complaint(finding: Finding, source: Source, paint: Paint) -> str:
    """What cannot be rendered, with its line and the cure."""
    line, column = source.position(finding.node.start)
    where = paint(plain(f"{source.name}:{line}:{column}"), "strong")
    mark = Mark(Span(finding.node.start, finding.node.end), "", "error", "^")
    lines = [
        f"{where}: {paint('failed:', 'error')} {plain(finding.problem)}",
        *excerpt(source, [mark], paint),
        f"{paint('help:', 'help')} {finding.help}",
    ]
    return "\n".join(lines) + "\n"
