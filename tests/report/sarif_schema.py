"""What SARIF 2.1.0 asks of the parts that journeyc writes, as a JSON Schema: nothing else is allowed in them.

Written after sections 3.13 to 3.57 of the standard (OASIS, Static Analysis Results Interchange Format (SARIF)
Version 2.1.0), which names the parts as here.
"""

from typing import Any

TEXT: dict[str, Any] = {"type": "string"}
COUNTED: dict[str, Any] = {"type": "integer", "minimum": 1}
LEVEL: dict[str, Any] = {"enum": ["none", "note", "warning", "error"]}
MESSAGE: dict[str, Any] = {"$ref": "#/$defs/message"}


def part(*required: str, **properties: Any) -> dict[str, Any]:
    """An object with these properties and no others."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": list(required),
    }


def each(item: dict[str, Any], least: int = 0) -> dict[str, Any]:
    """A list of different items."""
    return {"type": "array", "items": item, "minItems": least, "uniqueItems": True}


def some(item: dict[str, Any], least: int = 0) -> dict[str, Any]:
    """A list of items that may be alike."""
    return {"type": "array", "items": item, "minItems": least}


LOCATION = part(
    id={"type": "integer", "minimum": -1},
    physicalLocation=part(
        artifactLocation={"$ref": "#/$defs/artifactLocation"}, region={"$ref": "#/$defs/region"}
    ),
    message=MESSAGE,
)
RESULT = part(
    "message",
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": -1},
    level=LEVEL,
    message=MESSAGE,
    locations=some(LOCATION),
    relatedLocations=each(LOCATION),
    partialFingerprints={"type": "object", "additionalProperties": TEXT},
    fixes=each(
        part(
            "artifactChanges",
            description=MESSAGE,
            artifactChanges=each(
                part(
                    "artifactLocation",
                    "replacements",
                    artifactLocation={"$ref": "#/$defs/artifactLocation"},
                    replacements=some(
                        part(
                            "deletedRegion",
                            deletedRegion={"$ref": "#/$defs/region"},
                            insertedContent=part(text=TEXT),
                        ),
                        least=1,
                    ),
                ),
                least=1,
            ),
        )
    ),
)
RULE = part(
    "id",
    id=TEXT,
    shortDescription=part("text", text=TEXT),
    help=part("text", text=TEXT),
    defaultConfiguration=part(level=LEVEL),
    properties={"type": "object", "properties": {"tags": each(TEXT)}},
)
SCHEMA: dict[str, Any] = {
    **part(
        "version",
        "runs",
        version={"enum": ["2.1.0"]},
        runs=some(
            part(
                "tool",
                tool=part(
                    "driver",
                    driver=part(
                        "name",
                        name={"type": "string", "minLength": 1},
                        version={"type": "string", "pattern": "."},
                        semanticVersion=TEXT,
                        rules=each(RULE),
                    ),
                ),
                columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                results=some(RESULT),
            )
        ),
    ),
    "$defs": {
        "message": part("text", text=TEXT),
        "artifactLocation": part(uri={"type": "string", "format": "uri-reference"}),
        "region": part(startLine=COUNTED, startColumn=COUNTED, endLine=COUNTED, endColumn=COUNTED),
    },
}
SCHEMA["properties"]["$schema"] = {"type": "string", "format": "uri"}
