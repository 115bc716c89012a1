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
    """A file has errors, or nothing can be read of it; what it holds is not known."""
