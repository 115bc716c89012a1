"""Nothing an author writes is run as Python, and no expression depends on what some Python gets wrong."""

import ast
import re
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "journeyc"
_POSSESSIVE = re.compile(r"[\])}*?+][*+?]\+|\(\?>")


def test_no_quantifier_is_possessive() -> None:
    """Python 3.11.2, which Debian 12 has, matches some possessive quantifiers wrongly."""
    found = [
        f"{path.name}:{number}: {line.strip()}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if _POSSESSIVE.search(line)
    ]
    assert found == []


def calls(path: Path) -> set[str]:
    """The functions that a module names, however it comes to them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    # `re.compile` and its like are others.
    return names | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} - {"compile"}


def test_no_text_becomes_code() -> None:
    """But for texts with placeholders, in the one module that gives them to Jinja2 once they were read; and
    for templates of pages and documents: ours, or those of who calls the command; what authors write is a
    value there.
    """
    runs = {"eval", "exec", "compile", "__import__", "run_code", "from_string"}
    found = {
        (path.relative_to(PACKAGE).as_posix(), name)
        for path in PACKAGE.rglob("*.py")
        for name in calls(path) & runs
    }
    assert found == {("template/render.py", "from_string")}
    importing = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(r"^\s*(from|import) jinja2", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert importing == {
        "template/render.py",
        "documentation/rendering.py",
        "compiler/diagram/page/__init__.py",
    }
