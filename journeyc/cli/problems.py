"""What the runtime cannot do, as messages of a command."""

from collections.abc import Iterator
from contextlib import contextmanager

from journeyc.cli.ending import Failure
from journeyc.runtime import JourneyError


@contextmanager
def as_failure(*kinds: type[JourneyError]) -> Iterator[None]:
    """Errors of these kinds leave as a Failure."""
    try:
        yield
    except kinds as error:
        raise Failure(error.problem, error.help) from None
