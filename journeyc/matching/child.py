"""The process in which the engine of durable-rules runs: it may crash or hang, and nobody else is hurt.

Run as a file, with nothing but the standard library and the engine, whose folder it is given. A message is
four bytes of length and JSON, in and out: `{"load": name, "definition": text}`, `{"forget": name}`, or
`{"match": [[name, facts], …]}`, which gives for each question the names of the rules that hold. A fact is a
text, as the engine takes it. `seconds` is how long whoever asks waits at most: what takes longer ends the
process, so that none is left at work where nobody is there to end it.
"""

import ctypes
import json
import signal
import struct
import sys
from contextlib import suppress
from typing import Any, BinaryIO

_LENGTH = struct.Struct(">I")
#: The engine's answers to a fact: taken, and of no concern to any rule.
_TAKEN = (0, 1)
#: The state that facts without one belong to.
_STATE = "0"
#: How often the rules of a set fire for one question at most; each does so once, unless a fact stood twice.
MAXIMUM_FIRINGS = 1_000
#: What shows that the rules are there.
WARM_UP = ['{"k":"warm","id":"0","_":1}']
#: From which size on memory goes back to the system, in bytes; glibc's names for the two ways that it goes.
_KEPT = 64 * 2**20
_TRIM, _MAP = -1, -3


def main() -> None:
    """Answer until nobody asks any more."""
    sys.path.append(sys.argv[1])
    import durable_rules_engine as engine

    _keep_memory()
    # What a program ignores or holds back, those that it begins do, too.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
    handles: dict[str, Any] = {}
    came, goes = sys.stdin.buffer, sys.stdout.buffer
    while (message := _read(came)) is not None:
        signal.alarm(message["seconds"])
        try:
            if "load" in message:
                handles[message["load"]] = engine.create_ruleset(message["load"], message["definition"])
                answer: Any = held(engine, handles[message["load"]], WARM_UP)
            elif "forget" in message:
                engine.delete_ruleset(handles.pop(message["forget"]))
                answer = []
            else:
                answer = [held(engine, handles[name], facts) for name, facts in message["match"]]
        except Exception as error:  # noqa: BLE001  # whatever it is, the other side has to know
            answer = {"error": f"{type(error).__name__}: {error}"[:500]}
        signal.alarm(0)
        _write(goes, answer)


def _keep_memory() -> None:
    """Let the state of one question be the memory of the next: where the system has to find it anew each
    time, that takes longer than the answer. Other systems than those with glibc do as they do.
    """
    with suppress(OSError, AttributeError):
        keep = ctypes.CDLL(None).mallopt
        keep(_TRIM, _KEPT)
        keep(_MAP, _KEPT)


def held(engine: Any, handle: Any, facts: list[str]) -> list[str]:
    """The rules that hold of some facts, which are forgotten then."""
    state = 0
    for fact in facts:
        code, state = engine.assert_fact(handle, fact)
        if code not in _TAKEN:
            message = f"the engine answered {code} to a fact"
            raise ValueError(message)
    names: list[str] = []
    begun = engine.start_action_for_state(handle, state)
    fired = begun[1] if begun else None
    while fired:
        names += json.loads(fired)
        if len(names) > MAXIMUM_FIRINGS:
            message = "the engine lets rules fire without end"
            raise ValueError(message)
        fired = engine.complete_and_start_action(handle, state)
    engine.delete_state(handle, _STATE)
    return names


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
