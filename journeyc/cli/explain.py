"""`journeyc explain`: why a rule matters, with a bad and a good example."""

import sys
import textwrap
from collections.abc import Iterator
from importlib.resources import files

from journeyc.cli.ending import ExitCode, Failure
from journeyc.cli.terminal import paint_for
from journeyc.nearest import nearest
from journeyc.report import Paint

WIDTH = 88


def explain(rule: str) -> int:
    """Print the page of a rule."""
    pages = _pages()
    name = rule.strip().lower().replace("_", "-")
    if name not in pages:
        near = nearest(name, pages)
        cure = f"did you mean `{near}`?" if near else "`journeyc explain --all` lists them"
        raise Failure(f"there is no page on a rule `{rule}`", cure)
    print("\n".join(readable(pages[name], paint_for(sys.stdout))))
    return ExitCode.CLEAN


def explain_all() -> int:
    """Print one line for every rule that has a page."""
    pages = _pages()
    paint, widest = paint_for(sys.stdout), max(map(len, pages), default=0)
    for name, page in pages.items():
        indent = " " * (widest + 2)
        lines = textwrap.wrap(_first_sentence(page), WIDTH - len(indent)) or [""]
        print(f"{paint(name, 'strong')}{' ' * (widest - len(name) + 2)}{lines[0]}")
        for line in lines[1:]:
            print(indent + line)
    return ExitCode.CLEAN


def _pages() -> dict[str, str]:
    """The text of every page by the name of its rule."""
    folder = files("journeyc") / "compiler" / "rules"
    found = {
        entry.name.removesuffix(".md").replace("_", "-"): entry.read_text(encoding="utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".md")
    }
    return dict(sorted(found.items()))


def _first_sentence(page: str) -> str:
    paragraph: list[str] = []
    for line in page.splitlines():
        if not line.strip() and paragraph:
            break
        if line.strip() and not line.startswith(("#", "```", "|")):
            paragraph.append(line.strip())
    sentence, stop, _ = " ".join(paragraph).partition(". ")
    return sentence + stop.strip()


def readable(page: str, paint: Paint) -> Iterator[str]:
    """A page of Markdown as lines for a terminal: prose wrapped, examples indented."""
    prose: list[str] = []
    code = False
    for line in [*page.strip().splitlines(), ""]:
        fence = line.lstrip().startswith("```")
        if prose and (code or fence or not line.strip() or line.startswith(("#", "- "))):
            indent = "  " if prose[0].startswith("- ") else ""
            yield from textwrap.wrap(
                " ".join(prose),
                WIDTH,
                subsequent_indent=indent,
                break_long_words=False,
                break_on_hyphens=False,
            )
            prose = []
        if fence:
            code = not code
        elif code:
            yield f"    {line}".rstrip()
        elif line.startswith("#"):
            yield paint(line.lstrip("# ").replace("`", ""), "strong")
        elif line.strip():
            prose.append(line.strip())
        else:
            yield ""
