"""The rule that all stores keep: one version of a journey has one meaning."""

from journeyc.runtime.ports import StoredDefinition


def clash(new: StoredDefinition, where: str) -> tuple[str, str]:
    """What is said, and advised, when a version comes with another meaning than the one that is known."""
    named = f"journey `{new.journey}` version {new.version}"
    return (
        f"{named} means something else than the version {new.version} in {where}",
        f"raise `version` to {new.version + 1}, so that open runs keep theirs",
    )
