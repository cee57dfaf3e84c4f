"""Small rooms: files, functions and templates keep their budgets."""

import ast

from tests.architecture.sources import ROOT, at, python_files, tree_of

MOST_FILE, MOST_FUNCTION, MOST_TEMPLATE = 400, 50, 150


def lines(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_longer_than_four_hundred_lines():
    assert {at(path): lines(path) for path in python_files() if lines(path) > MOST_FILE} == {}


def test_no_function_is_longer_than_fifty_lines():
    long = {
        at(path, node.lineno): node.end_lineno - node.lineno + 1
        for path in python_files(tests=True)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > MOST_FUNCTION
    }
    assert long == {}


def test_no_template_is_longer_than_a_hundred_and_fifty_lines():
    templates = sorted((ROOT / "templates").rglob("*.html"))
    assert templates
    assert {at(path): lines(path) for path in templates if lines(path) > MOST_TEMPLATE} == {}


def test_the_start_file_stays_a_doorstep():
    assert lines(ROOT / "start.py") <= 40


def test_there_is_no_room_for_odds_and_ends():
    odd = {"utils", "helpers", "common", "misc"}
    assert [at(path) for path in python_files() if odd & {path.stem, *path.parent.parts}] == []


def test_models_have_no_verbs():
    """No `save` or `delete` of their own: verbs live in services."""
    rooms = [path for path in python_files() if path.stem == "models" or path.parent.name == "models"]
    overridden = [
        at(path, node.lineno)
        for path in rooms
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef) and node.name in ("save", "delete")
    ]
    assert overridden == []
