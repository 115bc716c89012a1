"""Templates: ours, and those a company puts in their place; sandboxed, and with errors in plain words."""

import re
import traceback
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from journeyc.documentation.addresses import Address
from journeyc.documentation.failure import DocumentError
from journeyc.documentation.phrases import Phrase, in_markdown
from journeyc.nearest import hint_at

#: A folder of templates for each form.
OURS = Path(__file__).parent / "templates"
#: Where a company's template reaches the one whose place it takes: `{% extends "original/base.html" %}`.
_ORIGINAL = "original"
#: Files of a company that go into the site as they are, such as a logo.
_FILES = "files"
_FENCE = re.compile(r"`{3,}")
#: What ends a line, and what stands for bytes that are no text.
_NO_LINE = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029\ud800-\udfff]")


def names(form: str) -> tuple[str, ...]:
    """The names of the templates of a form."""
    return tuple(sorted(path.name for path in (OURS / form).iterdir() if path.is_file()))


@cache
def _ours(form: str) -> Environment:
    """Our templates alone; they never change, and reading them takes longer than a page."""
    return _environment(form, _our_loaders(form))


def _of_company(form: str, theirs: BaseLoader) -> Environment:
    return _environment(form, [theirs, *_our_loaders(form)])


def _our_loaders(form: str) -> list[BaseLoader]:
    ours = FileSystemLoader(OURS / form)
    return [ours, PrefixLoader({_ORIGINAL: ours})]


def _environment(form: str, loaders: list[BaseLoader]) -> Environment:
    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader(loaders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_markdown if form == "markdown" else None,
    )
    environment.filters["fenced"] = fenced
    environment.filters["cell"] = cell
    return environment


class _Theirs(FileSystemLoader):
    """The templates of a company, and which of them were `used`."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.used: set[str] = set()

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        found = super().get_source(environment, template)
        self.used.add(template)
        return found


class Templates:
    """The templates of one form; those in the company's folder go before ours."""

    def __init__(self, form: str, company: Path | None) -> None:
        self._form, self._company = form, company
        if company is not None and not company.is_dir():
            raise DocumentError(f"there is no folder `{company}` with templates")
        self._theirs = _Theirs(company) if company else None
        self._environment = _of_company(form, self._theirs) if self._theirs else _ours(form)

    def rendered(self, name: str, given: Mapping[str, Any]) -> str:
        """A template with its values; DocumentError names the file and the line of what is wrong in it."""
        try:
            text = self._environment.get_template(name).render(given)
        except TemplateSyntaxError as error:
            raise self._failure(
                error.filename or error.name or name, error.lineno, str(error.message)
            ) from None
        except TemplateNotFound as error:
            file, line = _at(error) or (name, None)
            raise self._failure(file, line, f"there is no template `{error.message}`") from None
        except RecursionError:
            raise self._failure(name, None, "it includes itself") from None
        except MemoryError as error:
            file, line = _at(error) or (name, None)
            raise self._failure(file, line, "it asks for more memory than there is") from None
        except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            file, line = _at(error) or (name, None)
            raise self._failure(file, line, str(error) or type(error).__name__) from None
        return tidied(text) if self._form == "markdown" else text

    def _failure(self, file: str, line: int | None, problem: str) -> DocumentError:
        where = f"`{file}`" + (f", line {line}" if line else "")
        if self._company is None:
            raise AssertionError(f"{where}: {problem}")
        return DocumentError(
            f"the template {where} cannot be used: {problem}",
            "`journeyc docs --list-templates` says which templates there are, and what they are given",
        )

    def unused(self) -> tuple[str, ...]:
        """What is to be said of templates of the company that nothing has asked for: most often, a slip in
        their names.
        """
        if self._company is None or self._theirs is None:
            return ()
        suffixes = {Path(name).suffix for name in names(self._form)}
        found = sorted(set(self._theirs.list_templates()) - self._theirs.used)
        return tuple(
            f"the template `{self._company / name}` is not used{hint_at(name, names(self._form))}"
            for name in found
            if Path(name).suffix in suffixes and not name.startswith(f"{_FILES}/")
        )

    def files(self) -> dict[str, bytes]:
        """What a company adds as it is, by its place; DocumentError where no line can name it."""
        folder = self._company / _FILES if self._company else None
        if folder is None or not folder.is_dir():
            return {}
        found = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        named = {path.relative_to(folder).as_posix(): path for path in found}
        if wrong := next((name for name in named if _NO_LINE.search(name)), None):
            raise DocumentError(f"the name of `{folder / wrong}` is no line of text", "give it another one")
        return {f"{_FILES}/{name}": path.read_bytes() for name, path in named.items()}


def _at(error: BaseException) -> tuple[str, int | None] | None:
    """The file and line of a template that an error comes from."""
    frames = traceback.extract_tb(error.__traceback__)
    at = [frame for frame in frames if frame.filename.endswith((".html", ".md", ".css", ".js"))]
    return (at[-1].filename, at[-1].lineno) if at else None


def _markdown(value: Any) -> Any:
    """What a Markdown template shows: never what Markdown takes for a sign, unless it is meant."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, Address):
        return Markup(value)  # noqa: S704  # safe signs alone
    if isinstance(value, Phrase):
        return Markup(value.markdown())  # noqa: S704  # all that an author wrote is escaped in it
    return Markup(in_markdown(str(value)))  # noqa: S704  # it is escaped


def tidied(text: str) -> str:
    """Markdown without the blank lines that templates leave, but for those in fences."""
    lines: list[str] = []
    fence = ""
    for line in text.splitlines():
        marks = _FENCE.match(line)
        if fence:
            fence = "" if marks and line.rstrip() == fence else fence
            lines.append(line)
            continue
        fence = marks[0] if marks else ""
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines).rstrip("\n") + "\n"


def fenced(text: str, language: str = "") -> Markup:
    """A text in Markdown as it is, in a fence longer than any in it."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    kept = "\n".join(text.rstrip().splitlines())
    return Markup(f"{fence}{language}\n{kept}\n{fence}")  # noqa: S704  # nothing in a fence is a sign


def cell(value: Any) -> Markup:
    """A value in a table of Markdown."""
    return Markup(str(_markdown(value)).replace("\n", " "))  # noqa: S704  # it is escaped
