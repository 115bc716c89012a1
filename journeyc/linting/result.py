"""What is known of a file once it was examined."""

from typing import NamedTuple

from journeyc.diagnostic import Diagnostic


class Result(NamedTuple):
    """What was found in a file; those that are `fixable` can be mended without asking. A `problem` says why
    nothing could be looked for.
    """

    name: str
    findings: list[Diagnostic]
    fixable: list[Diagnostic]
    problem: str = ""
