"""The places of a journey, lowered."""

from typing import Any

from journeyc.compiler import syntax
from journeyc.compiler.lower.clauses import ClauseLowering, decimal_text
from journeyc.compiler.lower.ground import number, title_of, words
from journeyc.expression.types import ListType, required
from journeyc.ir import model

Composite = syntax.Stage | syntax.Branch | syntax.Parallel | syntax.Each | syntax.Anytime


class NodeLowering(ClauseLowering):
    """Lowers steps, branchings, ends, and what steps stand in."""

    def nodes(self, places: list[syntax.Place]) -> tuple[model.Node, ...]:
        """Places in written order."""
        return tuple(self._node(place) for place in places)

    def _node(self, place: syntax.Place) -> Any:
        match place:
            case syntax.Step():
                return self._step(place)
            case syntax.Choice():
                return model.Choice(rows=tuple(self._row(row) for row in place.rows), **self._named(place))
            case syntax.Split():
                shares = tuple(self._share(share) for share in place.shares)
                return model.Split(shares=shares, **self._named(place))
            case syntax.End():
                return model.End(
                    outcome=place.outcome.text if place.outcome else None,  # type: ignore[arg-type]  # the grammar has these only
                    effects=self.effects(place.effects),
                    **self._named(place),
                )
            case syntax.Stage():
                remembers: Any = place.remembers or "no"
                return model.Stage(remembers=remembers, **self._composite(place))
            case syntax.Branch():
                return model.Branch(**self._composite(place))
            case syntax.Parallel():
                return model.Parallel(**self._around(place))
            case syntax.Each():
                return self._each(place)
            case syntax.Anytime():
                initial = _initial(place)
                return model.Interrupt(urgent=place.urgent, initial=initial, **self._around(place))

    def _named(self, place: syntax.Place) -> dict[str, Any]:
        return {
            "name": place.name.text,
            "title": title_of(place.title, place.name),
            "doc": self.doc(place),
            "place": self.at(place.name),
        }

    def _around(self, place: Composite) -> dict[str, Any]:
        inner = {"nodes": tuple(self._node(child) for child in place.places)}
        return self._named(place) | self.clauses(place.items) | inner

    def _composite(self, place: Composite) -> dict[str, Any]:
        return self._around(place) | {"initial": _initial(place) or ""}

    def _row(self, row: syntax.Row) -> model.ChoiceRow:
        return model.ChoiceRow(guard=self.guard(row.condition), **self.leading(row.tail), place=self.at(row))

    def _share(self, share: syntax.Share) -> model.Share:
        return model.Share(
            name=share.name.text,
            percent=decimal_text(share.percent),
            **self.leading(share.tail),
            place=self.at(share),
        )

    def _each(self, each: syntax.Each) -> model.Each:
        among = required(each.among.type)
        return model.Each(
            item=each.item.text,
            type=among.item.name if isinstance(among, ListType) else among.name,
            among=self.expression(each.among),
            text=self.text(each.among),
            at_once=number(each.at_once),
            **self._composite(each),
        )

    def _step(self, step: syntax.Step) -> model.Step:
        def of(kind: type) -> list[Any]:
            return [item for item in step.items if isinstance(item, kind)]

        return model.Step(
            channels=words(step.channels),
            best=self._best(step.best) if step.best else None,
            worker=self._worker(step.by) if step.by else None,
            needs=words(step.needs),
            says=tuple(self._say(item) for item in of(syntax.Say)),
            asks=tuple(ask for item in of(syntax.Ask) for ask in self._asks(item)),
            calls=tuple(self.call(item) for item in of(syntax.ServiceCall)),
            runs=tuple(self.run(item) for item in of(syntax.SubJourney)),
            undo=self.boundary(step.items, "undo"),
            **self.clauses(step.items),
            **self._named(step),
        )

    def _best(self, best: syntax.BestChannel) -> model.BestChannel:
        return model.BestChannel(
            decision=best.decision.text,
            arguments=self.in_order(best.decision.text, best.arguments),
            text=self.text(best.decision, best),
            place=self.at(best),
        )

    def _worker(self, by: syntax.WorkedBy) -> model.WorkedBy:
        return model.WorkedBy(
            kind=by.kind,  # type: ignore[arg-type]  # the grammar has these only
            name=by.name.text,
        )

    def _say(self, say: syntax.Say) -> model.Say:
        return model.Say(
            language=say.language.text if say.language else None,
            channels=words(say.channels),
            template=say.text.value,
            place=self.at(say),
        )

    def _asks(self, ask: syntax.Ask) -> list[model.Ask]:
        return [
            model.Ask(
                path=words(item.path),
                type=self.place.type_at(words(item.path)).name,
                again=item.again,
                place=self.at(item),
            )
            for item in ask.items
        ]


def _initial(place: Composite) -> str | None:
    """The child a composite begins with: the one it names, or the first."""
    names = [*place.first, *(child.name for child in place.places)]
    return names[0].text if names else None
