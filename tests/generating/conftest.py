"""The generated module of the shop, as a program imports it."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from journeyc.generating import generated
from tests.generating.shop import shop


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    folder: Path = tmp_path_factory.mktemp("code")
    (folder / "shop_journeys.py").write_text(generated("python", [shop()]), encoding="utf-8")
    sys.path.insert(0, str(folder))
    yield import_module("shop_journeys")
    sys.path.remove(str(folder))
    del sys.modules["shop_journeys"]
