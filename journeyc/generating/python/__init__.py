"""Python: a module that knows what journeys take and give."""

from journeyc.generating.python.module import python_module

__all__ = ["python_module"]
