"""The schemes and duty kinds that come with the product, read as plain files."""

from functools import cache
from pathlib import Path

from .scheme import load_yaml, read_yaml

ROOT = Path(__file__).resolve().parents[2]
SCHEMES = ROOT / "appraisals" / "schemes"
KINDS_FILE = ROOT / "duties" / "kinds.yaml"


@cache
def load_kinds() -> dict:
    """Code → label of the system's duty kinds."""
    return {row["code"]: row["label"] for row in read_yaml(KINDS_FILE.read_text("utf-8"))}


def slugs() -> list:
    return sorted(path.stem for path in SCHEMES.glob("*.yaml"))


@cache
def load_shipped(slug: str):
    """A shipped scheme by its slug; FileNotFoundError when there is none."""
    return load_yaml((SCHEMES / f"{slug}.yaml").read_text("utf-8"), kinds=load_kinds())
