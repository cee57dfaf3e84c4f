"""docs/glossary.md holds every label that the code shows for a choice, beside its identifier."""

import re
from pathlib import Path

from django.db.models import Choices

from tests.architecture.sources import APPS

ROW = re.compile(r"^\| ([^|]+) \| `([^`]+)` \|$", re.M)
GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"


def families(base=Choices):
    for one in base.__subclasses__():
        yield one
        yield from families(one)


def test_the_glossary_and_the_labels_agree():
    text = GLOSSARY.read_text(encoding="utf-8")
    written = {}
    for part in text.split("### ")[1:]:
        name, _, body = part.partition("\n")
        written[name.strip()] = {value: label for label, value in ROW.findall(body)}
    in_code = {
        f"{family.__module__.split('.')[0]}.{family.__name__}": {
            str(v): str(label) for v, label in family.choices
        }
        for family in families()
        if family.__module__.split(".")[0] in APPS and family.choices
    }
    assert written == in_code
