"""The process of the engine: killed, stopped, silent, flooding, mad, or never there."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from journeyc.matching import child as child_of_engine
from journeyc.matching import worker as room
from journeyc.matching.contract import MAXIMUM_PATTERNS
from journeyc.matching.naive import checked
from journeyc.matching.worker import EngineProblem
from tests.matching.rules import child, needs_engine, sets_of, worker

resource = pytest.importorskip("resource", reason="this system has no such limits")

RULES = """
rule one { on a when event.n > 5 and customer.tier == gold { emit told() } }
rule two { on 3 a within 1 hour { emit told() } }
rule three { on b then c then a within 2 days when customer.name is set { emit told() } }
rule four { on a then no b within 2 days when event.t == "x" { emit told() } }
"""


@needs_engine
def test_it_answers_and_starts_once() -> None:
    (rules,) = sets_of(RULES)
    with worker() as one:
        assert one.pid is None
        for facts, held in checked(rules) * 3:
            assert one.ask([(rules, facts)]) == [held]
        assert one.starts == 1


@needs_engine
def test_many_questions_are_one_message() -> None:
    rules, *_ = sets_of(RULES)
    cases = checked(rules)
    with worker() as one:
        assert one.ask([(rules, facts) for facts, _ in cases]) == [held for _, held in cases]


@needs_engine
def test_killed_it_is_started_anew() -> None:
    (rules,) = sets_of(RULES)
    facts, held = checked(rules)[0]
    with worker() as one:
        one.ask([(rules, facts)])
        first = one.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        answers: list[list[set[str]]] = []
        while not answers:
            try:
                answers.append(one.ask([(rules, facts)]))
            except EngineProblem as problem:
                assert "its process ended" in str(problem) or "it broke off" in str(problem)  # noqa: PT017  # both are told
        assert answers == [[held]]
        assert one.starts == 2
        assert one.pid not in {None, first}


@needs_engine
def test_one_that_hangs_is_given_up_at_its_deadline() -> None:
    (rules,) = sets_of(RULES)
    facts, held = checked(rules)[0]
    with worker(0.1) as one:
        one.ask([(rules, facts)])
        stopped = one.pid
        assert stopped is not None
        os.kill(stopped, signal.SIGSTOP)
        with pytest.raises(EngineProblem, match="it did not answer in time"):
            one.ask([(rules, facts)])
        with pytest.raises(ProcessLookupError):
            os.kill(stopped, 0)
        assert one.ask([(rules, facts)]) == [held]


@needs_engine
@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("out.write(b'no more')", "its answer is too large"),
        ("out.write(struct.pack('>I', 5) + b'wrong')", "it broke off"),
        ("out.write(struct.pack('>I', 4) + b'[3]]')", "it broke off"),
        ("out.write(struct.pack('>I', 3) + b'[3]')", "it cannot hold the rules: [3]"),
        ("out.write(struct.pack('>I', 13) + b'{\"error\":\"x\"}')", "x"),
        ("while True: out.write(b'\\xff' * 65536)", "its answer is too large"),
        ("sys.exit(3)", "its process ended with 3"),
        ("out.write(struct.pack('>I', 200_000) + b'[' * 200_000)", "it broke off"),
    ],
)
def test_what_is_no_answer_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, problem: str
) -> None:
    """And the process is gone."""
    child(tmp_path, monkeypatch, body)
    (rules,) = sets_of(RULES)
    with worker() as one:
        with pytest.raises(EngineProblem) as raised:
            one.ask([(rules, checked(rules)[0][0])])
        assert problem in str(raised.value) or "it broke off" in str(raised.value)
        assert one.pid is None


@needs_engine
@pytest.mark.parametrize("python", ["/nowhere/python", "", None])
def test_one_that_cannot_be_started_is_a_problem(monkeypatch: pytest.MonkeyPatch, python: str | None) -> None:
    """Python inside of another program may not know where it is."""
    monkeypatch.setattr(sys, "executable", python)
    (rules,) = sets_of(RULES)
    with worker() as one, pytest.raises(EngineProblem, match="it could not be started"):
        one.ask([(rules, checked(rules)[0][0])])


@needs_engine
def test_rules_that_it_gets_wrong_are_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each set is compared with what it means before it serves."""
    (rules,) = sets_of(RULES)
    cases = checked(rules)
    cases[3] = (cases[3][0], cases[3][1] ^ {"two"})
    monkeypatch.setattr(room, "checked", lambda _: cases)
    with worker() as one, pytest.raises(EngineProblem, match="its own test failed"):
        one.ask([(rules, cases[0][0])])


@needs_engine
def test_it_ends_with_whoever_asked() -> None:
    """Nobody has to close it."""
    (rules,) = sets_of(RULES)
    one = room.Worker(5)
    one.ask([(rules, checked(rules)[0][0])])
    pid = one.pid
    assert pid is not None
    del one
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


_LEFT_OPEN = """
from journeyc.matching import worker
from journeyc.matching.naive import checked
from tests.matching.rules import sets_of
(rules,) = sets_of("rule one { on b { emit told() } }")
one = worker.Worker(5)
one.ask([(rules, checked(rules)[0][0])])
worker.os = None
"""


@needs_engine
def test_a_program_ends_without_a_word_where_nobody_closed_it() -> None:
    """Its modules may be emptied before it, as here."""
    command = [sys.executable, "-c", _LEFT_OPEN]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stderr == ""


@needs_engine
def test_a_fork_has_a_process_of_its_own() -> None:
    """A server that forks after it has answered: neither reads what the other asked, or ends its process."""
    (rules,) = sets_of(RULES)
    facts, held = checked(rules)[0]
    with worker() as one:
        one.ask([(rules, facts)])
        first = one.pid
        if (fork := os.fork()) == 0:
            right = one.ask([(rules, facts)]) == [held] and one.pid != first
            one.close()
            os._exit(0 if right else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1]) == 0
        assert one.ask([(rules, facts)]) == [held]
        assert (one.pid, one.starts) == (first, 1)


@needs_engine
def test_an_interrupted_question_is_not_answered_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    (rules,) = sets_of(RULES)
    cases = checked(rules)
    with worker() as one:
        one.ask([(rules, cases[0][0])])

        def interrupted(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(one, "_receive", interrupted)
            with pytest.raises(KeyboardInterrupt):
                one.ask([(rules, cases[1][0])])
        assert [one.ask([(rules, facts)]) for facts, _ in cases] == [[held] for _, held in cases]


_INTERRUPTED = """
import os, signal
from journeyc.matching.naive import checked
from tests.matching.rules import sets_of, worker
(rules,) = sets_of("rule one { on b { emit told() } }")
facts, held = checked(rules)[0]
came = []
signal.signal(signal.SIGINT, lambda *_: came.append("asked to end"))
with worker() as one:
    one.ask([(rules, facts)])
    os.killpg(0, signal.SIGINT)
    assert one.ask([(rules, facts)]) == [held]
    assert came and one.starts == 1
"""


@needs_engine
def test_an_interrupt_is_for_the_program_alone() -> None:
    """Ctrl-C reaches all processes of a terminal: a service that ends what it has begun needs its engine."""
    subprocess.run([sys.executable, "-c", _INTERRUPTED], check=True, start_new_session=True)


@needs_engine
def test_many_open_files_do_not_matter() -> None:
    """A service with thousands of connections has pipes with large numbers."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2_000 if hard == resource.RLIM_INFINITY else min(hard, 2_000)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    (rules,) = sets_of(RULES)
    facts, held = checked(rules)[0]
    files: list[int] = []
    try:
        while not files or files[-1] < 1_100:
            files.append(os.open(os.devnull, os.O_RDONLY))
        with worker() as one:
            assert one.ask([(rules, facts)]) == [held]
    finally:
        for file in files:
            os.close(file)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@needs_engine
@pytest.mark.parametrize("answer", ["7", "[]", "[[3]]", '[["r0", []]]', '["warm"]'])
def test_odd_answers_to_its_own_test_are_problems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    """Of whatever kind they are."""
    talk = f"""
for answer in (b'["warm"]', {answer.encode()!r}):
    sys.stdin.buffer.read(int.from_bytes(sys.stdin.buffer.read(4), "big"))
    out.write(len(answer).to_bytes(4, "big") + answer)
    out.flush()
"""
    child(tmp_path, monkeypatch, talk)
    (rules,) = sets_of(RULES)
    with worker() as one:
        with pytest.raises(EngineProblem, match="it answered something else"):
            one.ask([(rules, checked(rules)[0][0])])
        assert one.pid is None


@needs_engine
def test_a_sequence_as_long_as_may_be_is_tested_first() -> None:
    """With all its facts; to try each of them in each place would take longer than anybody waits."""
    events = " then ".join("bcbcbca")
    (rules,) = sets_of(
        f"rule long {{ on {events} within 1 hour when event.n == customer.score {{ emit told() }} }}"
    )
    facts, held = checked(rules)[0]
    assert len(facts) == rules.rules["long"].patterns == MAXIMUM_PATTERNS
    with worker() as one:
        assert one.ask([(rules, facts), (rules, facts[:-1])]) == [held, set()] == [{"long"}, set()]


@needs_engine
def test_sets_that_were_not_asked_for_long_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are learnt again when they are asked, and the process goes on."""
    monkeypatch.setattr(room, "MAXIMUM_HELD", 2)
    sets = sets_of("\n".join(f"rule {on} {{ on {on} {{ emit told() }} }}" for on in "abc"))
    questions = [(rules, checked(rules)[0][0]) for rules in sets]
    with worker() as one:
        for first, second, third in ((0, 1, 2), (2, 0, 1), (1, 1, 2)):
            for asked in ([first], [second, third], [first, second, third]):
                answers = one.ask([questions[number] for number in asked])
                assert answers == [{"abc"[number]} for number in asked]
        assert one.starts == 1


@needs_engine
def test_any_deadline_can_be_waited_for() -> None:
    (rules,) = sets_of(RULES)
    facts, held = checked(rules)[0]
    with worker(1e18) as one:
        assert one.ask([(rules, facts)]) == [held]


@needs_engine
def test_what_hangs_ends_by_itself_where_nobody_is_there_to_end_it(tmp_path: Path) -> None:
    """As when the program that asked was killed meanwhile."""
    engine = "def create_ruleset(*_):\n    while True: pass\n"
    (tmp_path / "durable_rules_engine.py").write_text(engine, encoding="utf-8")
    body = b'{"load": "r", "definition": "{}", "seconds": 1}'
    command = [sys.executable, "-I", "-S", child_of_engine.__file__, str(tmp_path)]
    before = signal.signal(signal.SIGALRM, signal.SIG_IGN)
    try:
        done = subprocess.run(command, input=len(body).to_bytes(4, "big") + body, check=False, timeout=60)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert done.returncode == -signal.SIGALRM
