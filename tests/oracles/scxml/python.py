"""The language of the data model: what is an expression of it, and scripts that do no more than assign."""

import ast
import warnings


def expression(text: str) -> ast.expr | None:
    """An expression taken apart; None for what is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # what other data models write looks odd
        try:
            return ast.parse(" ".join(text.split()), mode="eval").body
        except SyntaxError:
            return None


def literal(words: str) -> object:
    """The value that words are written for, or the words."""
    tree = expression(words)
    try:
        return words if tree is None else ast.literal_eval(tree)
    except ValueError:
        return words


def assignments(script: str) -> list[tuple[str, str]] | None:
    """What a script assigns to which names, in its order; None where it does anything else."""
    found: list[tuple[str, str]] = []
    for statement in ast.parse(script.strip()).body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found.append((name, ast.unparse(value)))
            case ast.AugAssign(target=ast.Name(id=name) as target, op=operator, value=value):
                found.append((name, ast.unparse(ast.BinOp(ast.Name(target.id), operator, value))))
            case _:
                return None
    return found
