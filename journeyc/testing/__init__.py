"""Scenarios, played on a clock of their own: `play` one of them, or `play_all` of a package."""

from journeyc.testing.coverage import Coverage
from journeyc.testing.played import Failure, Moment, Played
from journeyc.testing.playing import play, play_all
from journeyc.testing.prepared import Prepared

__all__ = ["Coverage", "Failure", "Moment", "Played", "Prepared", "play", "play_all"]
