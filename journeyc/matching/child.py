"""The process in which the engine of durable-rules runs: it may crash or hang, and nobody else is hurt.

Run as a file, with nothing but the standard library and the engine, whose folder it is given. A message is
four bytes of length and JSON, in and out: `{"load": name, "definition": text}`, or
`{"match": [[name, facts], …]}`, which gives for each question the names of the rules that hold.
"""

import json
import struct
import sys
from typing import Any, BinaryIO

_LENGTH = struct.Struct(">I")
#: The engine's answers to a fact: taken, and of no concern to any rule.
_TAKEN = (0, 1)
#: The state that facts without one belong to.
_STATE = "0"


def main() -> None:
    """Answer until nobody asks any more."""
    sys.path.append(sys.argv[1])
    import durable_rules_engine as engine

    handles: dict[str, Any] = {}
    came, goes = sys.stdin.buffer, sys.stdout.buffer
    while (message := _read(came)) is not None:
        try:
            if "load" in message:
                handles[message["load"]] = engine.create_ruleset(message["load"], message["definition"])
                answer: Any = _held(engine, handles[message["load"]], [{"k": "warm", "id": "0", "_": 1}])
            else:
                answer = [_held(engine, handles[name], facts) for name, facts in message["match"]]
        except Exception as error:  # noqa: BLE001  # whatever it is, the other side has to know
            answer = {"error": f"{type(error).__name__}: {error}"[:500]}
        _write(goes, answer)


def _held(engine: Any, handle: Any, facts: list[dict[str, Any]]) -> list[str]:
    """The rules that hold of some facts, which are forgotten then."""
    state = 0
    for fact in facts:
        code, state = engine.assert_fact(handle, json.dumps(fact, ensure_ascii=False))
        if code not in _TAKEN:
            message = f"the engine answered {code} to a fact"
            raise ValueError(message)
    held: list[str] = []
    begun = engine.start_action_for_state(handle, state)
    fired = begun[1] if begun else None
    while fired:
        held += json.loads(fired)
        fired = engine.complete_and_start_action(handle, state)
    engine.delete_state(handle, _STATE)
    return held


def _read(stream: BinaryIO) -> Any:
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(head)
    body = stream.read(size)
    return json.loads(body) if len(body) == size else None


def _write(stream: BinaryIO, answer: Any) -> None:
    body = json.dumps(answer).encode()
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


if __name__ == "__main__":
    main()
