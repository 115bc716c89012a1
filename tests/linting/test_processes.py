"""Many files at once: the same results, whoever found them."""

import os
import subprocess
import sys
from pathlib import Path

from journeyc.linting import Linting, Opened, Result
from journeyc.selection import Selection
from tests.posix import posix

EXAMPLES = Path(__file__).parents[2] / "examples" / "journeys"


def opened(count: int) -> list[Opened]:
    """So many journeys, each third with a fault, one that is no text and one that is empty."""
    text = (EXAMPLES / "bill_dispute.journey").read_text("utf-8")
    texts = [text if number % 3 else text.replace("-> ", "=> ", 1) for number in range(count)]
    raw = [one.encode() for one in texts]
    raw[1], raw[2] = b"\xff", b" "
    return [
        Opened(str(EXAMPLES / f"{number}.journey"), content, Selection())
        for number, content in enumerate(raw)
    ]


def shown(results: list[Result]) -> list[tuple[str, list[str], str]]:
    return [(result.name, [one.message for one in result.findings], result.problem) for result in results]


def test_many_processes_find_what_one_finds() -> None:
    """In the same order."""
    files = opened(40)
    alone, shared = (list(Linting(jobs=jobs).results(files)) for jobs in (1, 3))
    assert shown(shared) == shown(alone)
    assert "cannot be read" in alone[1].problem
    assert "is empty" in alone[2].problem
    assert alone[3].findings


PEAK = """
import gc, resource, sys
from journeyc.linting import Linting, Opened
from journeyc.selection import Selection

text = open(sys.argv[1], "rb").read()
gc.disable()
for count in (30, 300):
    list(Linting(jobs=1).results([Opened(f"{sys.argv[1]}{n}", text, Selection()) for n in range(count)]))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@posix("`resource` to ask for the peak of memory")
def test_many_files_take_little_more_memory_than_some() -> None:
    """What was examined is given back, in a command that else collects nothing."""
    command = [sys.executable, "-c", PEAK, str(EXAMPLES / "bill_dispute.journey")]
    some, many = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert int(many) < 1.3 * int(some)


def test_two_commands_at_once_find_the_same(tmp_path: Path) -> None:
    """On one cache, which is whole afterwards."""
    for number in range(30):
        text = (EXAMPLES / "bill_dispute.journey").read_text("utf-8").split('import "shared/telco.journey"')
        body = f'import "{os.path.relpath(EXAMPLES, tmp_path)}/shared/telco.journey"'.join(text)
        (tmp_path / f"{number}.journey").write_text(body, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "journeyc",
        "lint",
        ".",
        "--output-format",
        "json",
        "--cache-dir",
        "kept",
    ]
    for _ in range(3):
        running = [
            subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for _ in range(2)
        ]
        said = [process.communicate() for process in running]
        assert said[0] == said[1]
        assert {process.returncode for process in running} <= {0, 1}
    assert not [path for path in (tmp_path / "kept").iterdir() if "draft" in path.name]


def loaded_by_two_runs(folder: Path) -> list[subprocess.CompletedProcess[str]]:
    """What each says, and which modules of the compiler it had loaded at the end."""
    program = (
        "import sys; from journeyc.cli import main; code = main(['lint', '.', '--cache-dir', 'kept']);"
        "print([name for name in sys.modules if name.startswith('journeyc.compiler')]); sys.exit(code)"
    )
    command = [sys.executable, "-c", program]
    return [
        subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False) for _ in range(2)
    ]


def test_a_result_that_is_known_loads_no_compiler(tmp_path: Path) -> None:
    """That is what makes a second run fast."""
    (tmp_path / "one.journey").write_text("event opened\n", encoding="utf-8")
    said = loaded_by_two_runs(tmp_path)
    assert said[0].stdout != "[]\n"
    assert (said[1].stdout, said[1].stderr) == ("[]\n", said[0].stderr)


def test_released_journeys_load_no_compiler_either(tmp_path: Path) -> None:
    """They are read each time, to know whether they can be."""
    (tmp_path / "one.journey").write_text("event opened\n", encoding="utf-8")
    (tmp_path / "journeyc.toml").write_text('[lint]\nreleased = "released"\n', encoding="utf-8")
    (tmp_path / "released").mkdir()
    document = '{"format": "journeyc.package", "journeys": [{"name": "a", "nodes": []}]}'
    (tmp_path / "released" / "a.json").write_text(document, encoding="utf-8")
    assert loaded_by_two_runs(tmp_path)[1].stdout == "[]\n"
