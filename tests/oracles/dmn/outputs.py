"""What the rows of a table give, in the language: a value, a member of a ranked type, a record."""

from collections.abc import Iterable, Sequence

from tests.oracles.dmn.feel import Constant, constant, kind_of, literal
from tests.oracles.dmn.naming import Names
from tests.oracles.dmn.reading import DecisionTable
from tests.oracles.dmn.reasons import Reason, Untranslatable


class Outputs:
    """The outputs of a table: one is a value, several are a record; `ranked` are members in their order."""

    def __init__(self, table: DecisionTable, ranked: Iterable[str], names: Names) -> None:
        self.columns = table.outputs
        self.defaults = [constant(one.default) if one.default else None for one in table.outputs]
        self.members = {member: names.new(member) for member in ranked}
        written = [
            [constant(rule.values[index]) for rule in table.rules] for index in range(len(self.columns))
        ]
        kinds = [_kind(values, default) for values, default in zip(written, self.defaults, strict=True)]
        if len(kinds) == 1:
            self.fields = {"": "Ranked" if self.members else kinds[0]}
        else:
            self.fields = {names.new(one.name): kind for one, kind in zip(self.columns, kinds, strict=True)}

    @property
    def type(self) -> str:
        """The type of a row."""
        return self.fields.get("", "Result")

    @property
    def has_default(self) -> bool:
        """Whether something is given where no row is true."""
        return any(value is not None for value in self.defaults)

    def declarations(self) -> list[str]:
        """The types that the decision needs."""
        if self.members:
            return [f"type Ranked one of {', '.join(self.members.values())}"]
        if "" in self.fields:
            return []
        optional = {
            name: "?" for name, value in self.named(self.defaults) if value is None and self.has_default
        }
        fields = [f"  {name}: {kind}{optional.get(name, '')}" for name, kind in self.fields.items()]
        return ["type Result {", *fields, "}"]

    def written(self, values: Sequence[Constant | None]) -> str:
        """The value of a row; what has no value is left out of a record."""
        if "" not in self.fields:
            fields = [f"{name} = {literal(value)}" for name, value in self.named(values) if value is not None]
            return f"{{ {', '.join(fields)} }}"
        (value,) = values
        if self.members:
            if value not in self.members:
                raise Untranslatable(Reason.NO_ORDER, str(value))
            return self.members[str(value)]
        assert value is not None
        return literal(value)

    def named(self, values: Sequence[Constant | None]) -> list[tuple[str, Constant | None]]:
        return list(zip(self.fields, values, strict=True))


def _kind(values: Iterable[Constant], default: Constant | None) -> str:
    """The one type that a column has."""
    kinds = {kind_of(value) for value in (*values, default) if value is not None}
    if len(kinds) != 1:
        raise Untranslatable(Reason.TYPE, " and ".join(sorted(kinds)))
    return kinds.pop()
