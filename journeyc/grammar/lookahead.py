"""What the tables say of tokens that have not been read, or are not there."""

from collections.abc import Sequence

from journeyc.grammar.tables import Tables

#: A token's kind, and its second reading.
Kinds = tuple[str, str | None]


def follow(table: Tables, states: Sequence[int], feed: Sequence[Kinds]) -> int:
    """How many of these tokens fit after these states."""
    stack = list(states)
    for count, (kind, second) in enumerate(feed):
        while True:
            row = table.states[stack[-1]]
            action = row.get(kind)
            if action is None and second:
                action = row.get(second)
            if action is None:
                return count
            if action >= 0:
                stack.append(action)
                break
            rule = table.rules[-1 - action]
            if rule.size:
                del stack[-rule.size :]
            stack.append(table.states[stack[-1]][rule.origin])
            if stack[-1] == table.end:
                return count + 1 if kind == "$END" else count
    return len(feed)
