"""Write customers' journeys as text; check them, draw them, run them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from journeyc.loading import load as load

#: The version of journeyc that is installed.
__version__ = "0.1.0"

__all__ = ["__version__", "load"]


def __getattr__(name: str) -> object:
    """Import `load` only when it is asked for, so that `import journeyc` stays light."""
    if name == "load":
        from journeyc.loading import load

        return load
    message = f"module 'journeyc' has no attribute {name!r}"
    raise AttributeError(message)
