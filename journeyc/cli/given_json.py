"""JSON that somebody has written for a command."""

import json
from decimal import Decimal

from journeyc.cli.ending import Failure


def json_in(text: str, what: str, cure: str) -> object:
    """The value of a text, numbers as exact as they are written; Failure says why there is none."""
    try:
        return json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        why = str(error)
    except ValueError:
        # The one thing that Python reads itself, and not at any length.
        why = "a whole number in it is too large"
    except RecursionError:
        why = "it is nested too deeply"
    raise Failure(f"`{what}` is no JSON: {why}", cure)
