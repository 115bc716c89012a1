"""The page of traces, metrics and logs has exactly what is told, and its service works."""

import asyncio
import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from journeyc.runtime.logs import FIELDS
from journeyc.runtime.observing.told import METRICS, SPANS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "observability.md").read_text(encoding="utf-8")


def table(head: str) -> list[list[str]]:
    """The rows of the table whose first column is called so."""
    rows = PAGE.partition(f"| {head} |")[2].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows]


def names(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`([^`]+)`", cell))


def test_the_page_has_the_spans() -> None:
    assert {names(row[0])[0]: names(row[3]) for row in table("span")} == SPANS


def test_the_page_has_the_metrics() -> None:
    told = [(names(row[0])[0], row[1], names(row[2])[0], names(row[3]), row[4]) for row in table("metric")]
    assert told == [(one.name, one.kind, one.unit, one.attributes, one.said) for one in METRICS]


def test_the_page_has_the_fields_of_logs() -> None:
    assert {names(row[0])[0]: row[1] for row in table("field")} == FIELDS


async def asked(app: FastAPI) -> object:
    """What the service answers while it runs."""
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://disputes") as client,
    ):
        answer = await client.post("/customers/anna/disputes", params={"bill": "B1"})
        return answer.json()


def test_the_service_of_the_page_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """With an SDK that writes to the console."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples", target_is_directory=True)
    (block,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    names_of: dict[str, object] = {}
    exec(compile(block, "observability", "exec"), names_of)  # noqa: S102  # our own page
    app = names_of["app"]
    assert isinstance(app, FastAPI)
    assert asyncio.run(asked(app)) == {"result": "accepted"}
    told = capfd.readouterr().err
    assert '"name": "apply event"' in told
    assert "journeyc.input.duration" in told
