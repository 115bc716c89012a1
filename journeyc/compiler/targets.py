"""Where ways lead: names of places, and what can be led to from where."""

from journeyc.compiler import syntax
from journeyc.compiler.reporter import Reporter, span_of
from journeyc.compiler.structure import KINDS, Structure
from journeyc.diagnostic import Label
from journeyc.expression.syntax import Word
from journeyc.nearest import nearest

NAME = "misplaced-target"
#: How many misspelt names are guessed at in one journey: each guess looks at every place.
_MOST_MEANT = 100


class Targets:
    """Resolves the targets of one journey; `returning` are the places some way of which leads back."""

    def __init__(self, structure: Structure, reporter: Reporter) -> None:
        self.structure = structure
        self.reporter = reporter
        self.returning: set[str] = set()
        self._meant: dict[str, str] = {}
        #: Targets that are right where they stand.
        self._right: dict[tuple[syntax.Target, str], list[str]] = {}

    def of(self, target: syntax.Target | None, source: str) -> list[str]:
        """The places a target leads to; one that is not there or cannot be led to is said."""
        if target is None:
            return []
        right = self._right.get((target, source))
        if right is not None:
            return right
        if target.kind == "back":
            self._back(target, source)
            return []
        name = self._named(target.name)
        place = self.structure.places.get(name)
        if place is None:
            return [name]
        if target.kind == "last":
            return self._last(target, name, place)
        wall = self.structure.wall(source, name)
        if wall is not None:
            self._walled(target, place, wall)
            # So that what it leads to is not said to be unreachable, too: where it probably was to lead.
            around = wall.name.text
            return [self.structure.parent(around)] if isinstance(wall, syntax.Branch) else [around]
        return self._right.setdefault((target, source), [name]) if name == target.name.text else [name]

    def _back(self, target: syntax.Target, source: str) -> None:
        self.returning.add(source)
        structure = self.structure
        around = (source, *structure.around(source))
        if not any(isinstance(structure.places.get(name), syntax.Anytime) for name in around):
            message = "there is nothing to go back to here"
            cure = "`back` leads out of an interrupt (`anytime`); name a step to go to"
            self.reporter.error(NAME, target, message, cure)

    def _walled(self, target: syntax.Target, place: syntax.Place, wall: syntax.Composite) -> None:
        kind, around = KINDS[type(wall)], wall.name.text
        kind = "list" if kind == "each" else kind
        shown = f"`{target.name.text}`"
        inside = f"{shown} is one" if wall is place else f"{shown} is inside `{around}`"
        message = {
            "branch": f"no way leads into a branch from outside, and {inside}",
            "list": f"no way leads into an `each` from outside, and {inside}",
            "interrupt": f"no way leads into an interrupt, and {inside}",
        }[kind]
        cure = "lead to the parallel around it, which begins all its branches"
        if isinstance(wall, syntax.Each):
            cure = f"lead to `{around}`, which begins a branch for each item"
        if isinstance(wall, syntax.Anytime):
            cure = f"let an event begin it: `on … -> …` in `{around}`"
        labels = (Label(self.reporter.source, span_of(wall.name), "declared here"),)
        self.reporter.error(NAME, target.name, message, cure, labels)

    def _last(self, target: syntax.Target, name: str, place: syntax.Place) -> list[str]:
        """Where a stage may have been left: at any of its steps, or never."""
        structure = self.structure
        if not isinstance(place, syntax.Stage) or not place.remembers:
            message = f"`{name}` does not remember where the customer was"
            cure = f"write `stage {name} remembers {{ … }}`"
            if not isinstance(place, syntax.Stage):
                cure = f"only stages remember, and `{name}` is none: lead to it (`-> {name}`)"
            labels = (Label(self.reporter.source, span_of(place.name), "declared here"),)
            self.reporter.error(NAME, target.name, message, cure, labels)
            return [name]
        places = structure.places
        steps = (inner for inner in structure.inside(name) if isinstance(places[inner], syntax.Step))
        return [name, *(step for step in steps if structure.wall(name, step) is None)]

    def _named(self, word: Word) -> str:
        places = self.structure.places
        if word.text in places:
            return word.text
        cure = f'declare it: `step {word.text} "…" {{ … }}`'
        self.reporter.undefined(word, "step, stage, choice or end", places, cure)
        # A misspelt name leads where it was meant to, or that place would be said to be unreachable too.
        if word.text not in self._meant and len(self._meant) < _MOST_MEANT:
            self._meant[word.text] = nearest(word.text, places) or word.text
        return self._meant.get(word.text, word.text)
