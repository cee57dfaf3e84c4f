"""The source files of the product, for sweeps that read code."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "core",
    "organizations",
    "accounts",
    "notices",
    "documents",
    "members",
    "duties",
    "activities",
    "proposals",
    "social_info",
    "appraisals",
    "portal",
)
ROOTS = (*APPS, "zhengxie", "launcher", "benchmarks")


def python_files(*roots: str, tests: bool = False) -> list[Path]:
    """Every .py file below `roots` (all of the product unless told), migrations left out."""
    folders = [ROOT / name for name in (roots or ROOTS)] + ([ROOT / "tests"] if tests else [])
    return sorted(
        path for folder in folders for path in folder.rglob("*.py") if "migrations" not in path.parts
    )


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def at(path: Path, line: int | None = None) -> str:
    """`accounts/models.py:12`"""
    place = path.relative_to(ROOT).as_posix()
    return f"{place}:{line}" if line else place
