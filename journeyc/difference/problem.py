"""Why something cannot be compared."""

from journeyc.diagnostic import Diagnostic


class SideProblem(Exception):
    """One side cannot be read, in words for the person who named it; `help` says how to mend it, and
    `findings` are those that its journeys have.
    """

    def __init__(self, problem: str, help: str = "", findings: tuple[Diagnostic, ...] = ()) -> None:  # noqa: A002  # the word of every message of the project
        super().__init__(problem)
        self.problem = problem
        self.help = help
        self.findings = findings


class Faulty(SideProblem):
    """A file, called `label`, has errors; its `text` may hold any journey that is named in it."""

    def __init__(self, label: str, text: str, findings: tuple[Diagnostic, ...]) -> None:
        super().__init__(f"`{label}` has errors", findings=findings)
        self.text = text
