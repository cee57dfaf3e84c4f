"""What people read is punctuated as Chinese: full-width marks beside Chinese characters."""

import ast
import re

from tests.architecture.sources import ROOT

HAN = "\u4e00-\u9fff"
HALF_WIDTH = re.compile(rf"[{HAN}”》）][,;?!:()]|[(][{HAN}]|[,;:?!)][{HAN}]")
YAML_OR_PATTERN = re.compile(r"“[^”]*: |\\d")
"""Quoted YAML keeps its colon; a regular expression is not read by people."""
OWN = ("accounts", "appraisals", "core", "documents", "duties", "launcher", "members", "notices",
       "organizations", "portal", "proposals", "zhengxie")  # fmt: skip


def docstrings(tree):
    """Strings that stand alone: written for those who read the code."""
    return (id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr))


def sentences(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = set(docstrings(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node


def test_no_half_width_mark_stands_beside_a_chinese_character():
    paths = [path for name in OWN for path in sorted((ROOT / name).rglob("*.py"))] + [ROOT / "start.py"]
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.value[:40]}"
        for path in paths
        for node in sentences(path)
        if HALF_WIDTH.search(node.value) and not YAML_OR_PATTERN.search(node.value)
    ]
    assert wrong == []
