"""JSON that somebody has written for a command."""

import json
from decimal import Decimal

from journeyc.cli.ending import Failure

#: What Python says, by how that begins, and what is said here.
_WORDS = {
    "Expecting property name": "the name of a field stands here, in double quotes",
    "Illegal trailing comma": "no comma stands behind the last one",
    "Expecting ':'": "a colon stands between a name and its value",
    "Expecting ',' delimiter": "a comma stands between two, or a bracket behind the last",
    "Extra data": "nothing stands behind the value",
    "Unterminated string": "a text has no double quote at its end",
    "Invalid control character": "a text has no line breaks and tabs in it: write \\n and \\t",
    "Invalid \\": "a text has no such escape: write \\\\ for a backslash",
}


def json_in(text: str, what: str, cure: str) -> object:
    """The value of a text, numbers as exact as they are written; Failure says why there is none."""
    try:
        return json.loads(text, parse_float=Decimal, object_pairs_hook=_unique)
    except _TwiceError as twice:
        raise Failure(f"`{what}` says twice what `{twice}` is", "say it once") from None
    except json.JSONDecodeError as error:
        why = f"line {error.lineno}, column {error.colno}: {_why(error)}"
    except (ValueError, ArithmeticError):
        # The one thing that Python reads itself, and not at any length or with any exponent.
        why = "a number in it is too large"
    except RecursionError:
        why = "it is nested too deeply"
    raise Failure(f"`{what}` is not JSON: {why}", cure)


class _TwiceError(Exception):
    """The name of a field that an object has more than once; which of them is meant, nobody can tell."""


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise _TwiceError(name)
        found[name] = value
    return found


def _why(error: json.JSONDecodeError) -> str:
    """What is wrong, in our words: those of Python are about its own parts."""
    if error.pos >= len(error.doc.rstrip()):
        return "it ends too soon"
    said = (said for words, said in _WORDS.items() if error.msg.startswith(words))
    return next(said, "no value stands here")
