"""Schemes: from a document (YAML, JSON, forms) to frozen dataclasses and back."""

from .check import cross_faults
from .model import Indicator, Scheme
from .spec import Problems, dump_object, read_object
from .yaml_io import YamlError, plain_number, read_yaml, write_yaml

__all__ = [
    "Indicator",
    "Scheme",
    "SchemeError",
    "YamlError",
    "dump",
    "dump_indicator",
    "dump_yaml",
    "load_yaml",
    "parse",
    "parse_indicator",
    "read_yaml",
    "with_kind_codes",
]


class SchemeError(ValueError):
    """A document that is not a scheme; `faults` lists every (path, message) found."""

    def __init__(self, faults):
        self.faults = list(faults)
        super().__init__("\n".join(f"{path or '文件'}：{message}" for path, message in self.faults))


def parse(document, *, kinds=None) -> Scheme:
    """The scheme a plain document says, or SchemeError with all faults.

    `kinds`: {code: label} of the duty kinds that exist; given, a selector may name no other, and
    may write the label for the code.
    """
    problems = Problems()
    document = with_kind_codes(document, kinds or {})
    scheme = read_object(Scheme, document, "", problems)
    if scheme is not None and not problems.found:
        problems.found.extend(cross_faults(scheme, kinds))
    if problems.found:
        raise SchemeError(problems.found)
    return scheme


KIND_KEYS = {"kind", "kinds", "select", "over"}


def with_kind_codes(raw, kinds):
    """The document with labels of duty kinds («提案») replaced by their codes."""
    codes = {label: code for code, label in kinds.items()}

    def walk(node):
        if isinstance(node, list):
            return [walk(item) for item in node]
        if not isinstance(node, dict):
            return node
        return {key: swap(value) if key in KIND_KEYS else walk(value) for key, value in node.items()}

    def swap(value):
        if isinstance(value, list):
            return [swap(item) for item in value]
        return codes.get(value, value) if isinstance(value, str) else walk(value)

    return walk(raw)


def parse_indicator(document, path="") -> Indicator:
    """One indicator by itself, as the editor saves it; references are checked by `parse`."""
    problems = Problems()
    indicator = read_object(Indicator, document, path, problems)
    if problems.found:
        raise SchemeError(problems.found)
    return indicator


def dump(scheme) -> dict:
    """The canonical document: JSON-safe, numbers as integers or exact strings, defaults left out."""
    return dump_object(scheme, plain_number)


def dump_indicator(indicator) -> dict:
    return dump_object(indicator, plain_number)


def load_yaml(text: str, *, kinds=None) -> Scheme:
    return parse(read_yaml(text), kinds=kinds)


def dump_yaml(scheme) -> str:
    return write_yaml(dump_object(scheme, lambda value: value))
