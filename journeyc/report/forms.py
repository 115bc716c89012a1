"""The forms in which findings are given: with their source, one line each, or as other programs read them.

Each is loaded when it is asked for: mostly there is nothing to show.
"""

from collections.abc import Sequence
from typing import Literal, assert_never

from journeyc.diagnostic import Diagnostic, Severity
from journeyc.report.counted import counted
from journeyc.report.paint import Paint

Form = Literal["full", "concise", "json", "sarif", "github", "gitlab", "junit"]


def render(diagnostics: Sequence[Diagnostic], form: Form, paint: Paint | None = None) -> str:
    """Findings as text that ends in a line break; where there are none, nothing or an empty report."""
    match form:
        case "full" | "concise":
            return _in_words(diagnostics, form, paint or Paint()) if diagnostics else ""
        case "json":
            from journeyc.report.objects import objects

            return objects(diagnostics)
        case "sarif":
            from journeyc.report.sarif import sarif

            return sarif(diagnostics)
        case "github" | "gitlab" | "junit":
            from journeyc.report import services

            return {"github": services.github, "gitlab": services.gitlab, "junit": services.junit}[form](
                diagnostics
            )
        case _:
            assert_never(form)


def _in_words(diagnostics: Sequence[Diagnostic], form: Literal["full", "concise"], paint: Paint) -> str:
    from journeyc.report.words import full, head

    if form == "full":
        return "".join(f"{full(diagnostic, paint)}\n\n" for diagnostic in diagnostics)
    return "".join(f"{head(diagnostic, paint)}\n" for diagnostic in diagnostics)


def summary(files: int, diagnostics: Sequence[Diagnostic], fixable: int = 0) -> str:
    """One line for the end: `checked 3 files: 2 errors, 1 warning; 1 can be fixed with --fix`."""
    numbers = {severity: sum(one.severity is severity for one in diagnostics) for severity in Severity}
    told = [counted(number, severity) for severity, number in numbers.items() if number]
    more = f"; {fixable} can be fixed with --fix" if fixable else ""
    return f"checked {counted(files, 'file')}: {', '.join(told) or 'no findings'}{more}"
