"""Other ways to look at a map: each takes the picture of a whole journey and makes another one of it."""

from journeyc.compiler.diagram.views.pages import pages, too_many
from journeyc.compiler.diagram.views.path import Passed, followed
from journeyc.compiler.diagram.views.view import View, seen

__all__ = ["Passed", "View", "followed", "pages", "seen", "too_many"]
