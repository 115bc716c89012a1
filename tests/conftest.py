"""What every test has: the profiles of hypothesis, the rule that a skip needs a reason on the list, and a
PostgreSQL, a browser and a parser of Mermaid for those that ask for them.
"""

import fnmatch
import os
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.browser import Browser, Page
from tests.node import Script
from tests.postgres import Shared, database, shared

LISTED = tomllib.loads((Path(__file__).parent / "skips.toml").read_text(encoding="utf-8")).get("skip", [])
IN_CI = bool(os.environ.get("CI"))

# No deadlines: a slow machine is no failure. CI draws the same examples every time.
settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.register_profile(
    "full", deadline=None, derandomize=True, max_examples=2000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if IN_CI else "dev")

unlisted: dict[str, str] = {}


def pytest_configure(config: pytest.Config) -> None:
    """Let the programs that tests start compile journeyc once for all of them, and write none of it beside
    the sources. The processes of pytest-xdist come after, and have it from here.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if "PYTHONPYCACHEPREFIX" not in os.environ:
        compiled = tempfile.TemporaryDirectory(prefix="compiled", ignore_cleanup_errors=True)
        os.environ["PYTHONPYCACHEPREFIX"] = compiled.name
        config.add_cleanup(compiled.cleanup)


def is_listed(test: str, reason: str) -> bool:
    """Whether a test may be skipped for the reason that it gives."""
    return any(
        fnmatch.fnmatchcase(test, entry["test"]) and fnmatch.fnmatchcase(reason, entry["says"])
        for entry in LISTED
    )


def note(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Keeps a skipped report that is not on the list; an expected failure is no skip."""
    if report.skipped and not hasattr(report, "wasxfail"):
        said = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reason = said.removeprefix("Skipped: ")
        if not is_listed(report.nodeid, reason):
            unlisted[report.nodeid] = reason


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    note(report)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    note(report)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if unlisted and IN_CI and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if unlisted:
        terminalreporter.section("skipped without a reason in tests/skips.toml", red=IN_CI)
        for test, reason in unlisted.items():
            terminalreporter.line(f"{test}: {reason}")


@pytest.fixture(scope="session")
def postgres_database() -> Iterator[str]:
    """The address of a database of a real PostgreSQL, which the tests of one process share."""
    with database() as address:
        yield address


@pytest.fixture(scope="session")
def postgres_shared(postgres_database: str) -> Iterator[Shared]:
    """A schema that those tests have in turn."""
    with shared(postgres_database) as schema:
        yield schema


@pytest.fixture
def postgres(postgres_shared: Shared) -> str:
    """The address of a store on PostgreSQL that is empty, and nobody else's meanwhile."""
    postgres_shared.empty()
    return postgres_shared.address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium, which the tests of one process share; they are marked `needs_browser`."""
    with Browser() as begun:
        yield begun


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of it, empty, for someone who has asked for light."""
    with browser.page() as opened:
        yield opened


@pytest.fixture(scope="session")
def mermaid() -> Iterator[Script]:
    """The real parser of Mermaid, asked with a list of texts; tests that have it are marked `needs_node`."""
    with Script("mermaid.mjs") as script:
        yield script
