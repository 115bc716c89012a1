"""The rule that all stores keep: one version of a journey has one meaning."""

from journeyc.ir import Definition, DocumentError, changed_parts, from_json
from journeyc.runtime.ports import StoredDefinition

#: So many of the parts that changed are named.
_NAMED = 3


def clash(old: StoredDefinition, new: StoredDefinition, where: str) -> tuple[str, str]:
    """What is said, and advised, when a version comes with another meaning than the one that is known."""
    named = f"journey `{new.journey}` version {new.version}"
    return (
        f"{named} means something else than the version {new.version} in {where}{_changes(old, new)}",
        f"raise `version` to {new.version + 1}, so that open runs keep theirs",
    )


def _changes(old: StoredDefinition, new: StoredDefinition) -> str:
    try:
        parts = changed_parts(from_json(old.text, Definition), from_json(new.text, Definition))
    except DocumentError:
        return ""
    more = f", and {len(parts) - _NAMED} more" if len(parts) > _NAMED else ""
    return f": {', '.join(parts[:_NAMED])}{more}" if parts else ""
