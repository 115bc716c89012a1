"""What `journeyc diagram --overlay` reads: figures and findings that lie over a map."""

import json
from collections.abc import Mapping

from journeyc.cli.ending import ExitCode, Failure
from journeyc.cli.files import named, read_raw
from journeyc.cli.given_json import json_in
from journeyc.compiler.diagram.failure import DiagramError
from journeyc.compiler.diagram.laid_over import as_found
from journeyc.compiler.diagram.neutral_json import picture_schema
from journeyc.compiler.diagram.overlay import Overlay, overlay_schema, read_overlay
from journeyc.compiler.diagram.picture import FindingKind

_MADE_BY = "`journeyc runs flow` writes one, and `journeyc diagram --schema overlay` tells its form"
#: The forms in JSON that a picture has to do with.
SCHEMAS = {"overlay": overlay_schema, "picture": picture_schema}


def overlay_in(path: str) -> Overlay:
    """The overlay of a file or of standard input (`-`); Failure says what is wrong with it, and where."""
    what = named(path)
    try:
        text = read_raw(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Failure(f"`{what}` is not UTF-8: byte {error.start + 1} is no letter", _MADE_BY) from None
    value = json_in(text, what, _MADE_BY)
    try:
        return read_overlay(value, what, text)
    except DiagramError as error:
        raise Failure(str(error), _MADE_BY) from None


def with_found(
    findings: Mapping[str, tuple[FindingKind, str]], overlay: Overlay
) -> dict[str, tuple[FindingKind, str]]:
    """What was found now by the name of a place, and the first of an overlay where nothing was."""
    merged = dict(findings)
    for found in overlay.findings:
        merged.setdefault(found.place, as_found(found.rule, found.message))
    return merged


def print_schema(name: str) -> int:
    """Print the JSON Schema of a form."""
    print(json.dumps(SCHEMAS[name](), indent=2))
    return ExitCode.CLEAN
