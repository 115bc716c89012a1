"""The other side of the engine's process: started when it is needed, given a deadline, and started anew."""

import json
import math
import os
import select
import struct
import subprocess  # the engine may crash, so it runs on its own
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from journeyc.matching.naive import checked
from journeyc.matching.rulesets import Fact, Ruleset

_LENGTH = struct.Struct(">I")
#: Larger answers than this are none of ours.
_LARGEST = 16 * 2**20
#: How long the process may take to begin, and to learn a set of rules, in seconds.
STARTING = 3.0
#: For how long the process is at work on one question at most, in seconds, whatever the deadline.
_LONGEST = 3_600
#: How many sets of rules the process holds; each takes some hundred kilobytes there.
MAXIMUM_HELD = 256
_CHILD = Path(__file__).with_name("child.py")
#: How much of an answer is read at a time, in bytes.
_READ = 2**16
#: The longest wait for a pipe, in milliseconds: a poll takes no more.
_WAIT = 2**31 - 1
#: A fact as the engine takes it.
written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class EngineProblem(Exception):
    """The engine gave no answer that counts; the message says why."""


def missing() -> str:
    """Why there is no engine on this machine; empty where there is one."""
    if os.name != "posix":
        return "durable-rules is not used on this system"
    if find_spec("durable_rules_engine") is None:
        return "durable-rules is not installed"
    return ""


class Worker:
    """One process with the engine, for one thread at a time; `deadline` is in seconds."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.starts = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = os.getpid()
        #: The sets that the process holds, those that were asked last at the end.
        self._loaded: dict[str, None] = {}

    def __del__(self, is_over: Callable[[], bool] = sys.is_finalizing) -> None:
        """Nobody asks any more. Where the program is over, its modules may be empty already, and the process
        ends with its pipe.
        """
        if not is_over():
            self.close()

    @property
    def pid(self) -> int | None:
        """The process, if there is one."""
        return self._process.pid if self._process is not None else None

    def ask(self, questions: Sequence[tuple[Ruleset, list[Fact]]]) -> list[set[str]]:
        """For each question the names of the rules that hold; EngineProblem where that cannot be said. What a
        set of rules answers is compared with what it means when it is loaded.
        """
        if not questions:
            return []
        if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
            self._start()
        asked = {ruleset.name: ruleset for ruleset, _ in questions}
        for name, ruleset in asked.items():
            if name not in self._loaded:
                self._load(ruleset)
            self._loaded[name] = self._loaded.pop(name)
        while len(self._loaded) > max(MAXIMUM_HELD, len(asked)):
            self._forget(next(iter(self._loaded)))
        return self._match(questions, self.deadline)

    def close(self) -> None:
        """End the process; in a fork of the program that began it, only let go of it."""
        process, self._process = self._process, None
        self._loaded.clear()
        if process is None:
            return
        mine = self._owner == os.getpid()
        if mine:
            process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        if mine:
            process.wait()
        else:
            process.returncode = 0  # It is no child of this program, which need not wait for it.

    # ── talking ──

    def _start(self) -> None:
        self.close()
        self.starts += 1
        self._owner = os.getpid()
        if not sys.executable:
            raise EngineProblem("it could not be started: this program does not know its Python")
        command = [sys.executable, "-I", "-S", str(_CHILD), _folder()]
        try:
            self._process = subprocess.Popen(  # noqa: S603  # our own file, without a shell
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                process_group=0,  # Ctrl-C is for the program, which may want to end what it has begun.
            )
        except OSError as error:
            raise EngineProblem(f"it could not be started: {error}") from None
        for stream in (self._process.stdin, self._process.stdout):
            os.set_blocking(stream.fileno(), False)  # type: ignore[union-attr]  # both are pipes

    def _match(self, questions: Sequence[tuple[Ruleset, list[Fact]]], deadline: float) -> list[set[str]]:
        told = [[ruleset.name, [*map(written, facts)]] for ruleset, facts in questions]
        answers = self._talk({"match": told}, deadline)
        if not isinstance(answers, list) or len(answers) != len(questions):
            self._fail(f"it answered something else: {_said(answers)}")
        return [self._names(ruleset, held) for (ruleset, _), held in zip(questions, answers, strict=True)]

    def _load(self, ruleset: Ruleset) -> None:
        told = self._talk({"load": ruleset.name, "definition": ruleset.definition}, STARTING)
        if told != ["warm"]:
            self._fail(f"it cannot hold the rules: {_said(told)}")
        cases = checked(ruleset)
        answers = self._match([(ruleset, facts) for facts, _ in cases], STARTING)
        for (facts, held), answer in zip(cases, answers, strict=True):
            if answer != held:
                self._fail(f"its own test failed: {written(facts)[:300]}")
        self._loaded[ruleset.name] = None

    def _forget(self, name: str) -> None:
        if self._talk({"forget": name}, STARTING) != []:
            self._fail("it does not forget")
        del self._loaded[name]

    def _names(self, ruleset: Ruleset, held: Any) -> set[str]:
        names = ruleset.names
        if not isinstance(held, list) or not all(isinstance(one, str) and one in names for one in held):
            self._fail(f"it answered something else: {_said(held)}")
        return {names[one] for one in held}

    def _talk(self, message: Any, deadline: float) -> Any:
        message = {**message, "seconds": min(math.ceil(deadline) + 1, _LONGEST)}
        body = json.dumps(message, ensure_ascii=True).encode()
        end = time.monotonic() + deadline
        try:
            self._send(_LENGTH.pack(len(body)) + body, end)
            answer = json.loads(self._receive(end))
        except (OSError, ValueError, RecursionError) as error:
            self._fail(f"it broke off: {error}")
        except BaseException:
            # Whoever is interrupted must not read the answer to another question next.
            self.close()
            raise
        if isinstance(answer, dict):
            self._fail(_said(answer.get("error")))
        return answer

    def _send(self, data: bytes, end: float) -> None:
        stream, left = self._running().stdin.fileno(), memoryview(data)  # type: ignore[union-attr]  # it is a pipe
        while left:
            self._wait(stream, select.POLLOUT, end)
            left = left[os.write(stream, left) :]

    def _receive(self, end: float) -> bytes:
        stream, got = self._running().stdout.fileno(), bytearray()  # type: ignore[union-attr]  # it is a pipe
        wanted = _LENGTH.size
        while len(got) < wanted:
            self._wait(stream, select.POLLIN, end)
            part = os.read(stream, _READ)
            if not part:
                self._fail(f"its process ended with {self._running().wait()}")
            got += part
            if wanted == _LENGTH.size <= len(got):
                wanted += _LENGTH.unpack_from(got)[0]
                if wanted > _LARGEST:
                    self._fail("its answer is too large")
        return bytes(got[_LENGTH.size :])

    def _wait(self, stream: int, event: int, end: float) -> None:
        """Until a pipe is ready; a poll takes any number of a pipe, however many files are open."""
        poll = select.poll()
        poll.register(stream, event)
        left = math.ceil((end - time.monotonic()) * 1_000)
        if not poll.poll(min(max(0, left), _WAIT)):
            self._fail("it did not answer in time")

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None:
            raise EngineProblem("it has ended")
        return self._process

    def _fail(self, problem: str) -> None:
        """Whatever it was, the process is not trusted any longer."""
        self.close()
        raise EngineProblem(problem)


def _folder() -> str:
    """Where the engine is: the process looks nowhere else for what is not in the standard library."""
    spec = find_spec("durable_rules_engine")
    return str(Path(spec.origin).parent) if spec is not None and spec.origin else ""


def _said(answer: Any) -> str:
    return str(answer)[:200]
