"""YAML without surprises: exact decimals, no repeated keys, no octal, sexagesimal or «yes»."""

import datetime
import re
from decimal import Decimal

import yaml


class YamlError(ValueError):
    """A file that is not YAML; the message names the line in Chinese."""


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers: dict = {}

    def compose_node(self, parent, index):
        """References would let a short file stand for a boundless one."""
        if self.check_event(yaml.AliasEvent):
            line = self.peek_event().start_mark.line + 1
            raise YamlError(f"第 {line} 行：不能用 & 和 * 引用，请照写一遍（文字以 * 开头时加引号）")
        return super().compose_node(parent, index)


_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver(
    "!number", re.compile(r"^[-+]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)$"), list("-+.0123456789")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:timestamp", re.compile(r"^\d{4}-\d{2}-\d{2}$"), list("0123456789")
)


def _number(loader, node):
    value = Decimal(loader.construct_scalar(node))
    return int(value) if value == value.to_integral_value() and "." not in node.value else value


def _mapping(loader, node):
    loader.flatten_mapping(node)
    made = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if isinstance(key, list | dict):
            raise YamlError(f"第 {key_node.start_mark.line + 1} 行：键应为文字")
        if key in made:
            raise YamlError(f"第 {key_node.start_mark.line + 1} 行：“{key}”重复写了两次")
        made[key] = loader.construct_object(value_node, deep=True)
    return made


def _day(loader, node):
    try:
        return datetime.date.fromisoformat(node.value)
    except ValueError as error:
        raise YamlError(f"第 {node.start_mark.line + 1} 行：没有 {node.value} 这一天") from error


_Loader.add_constructor("!number", _number)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _day)
_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def read_yaml(text: str):
    """The plain document in a YAML text; YamlError names the line of a fault."""
    try:
        return yaml.load(text, Loader=_Loader)  # a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise YamlError(
            f"第 {line} 行：不是合格的 YAML（检查缩进{_tabs(text, line)}、冒号后的空格和引号）"
        ) from error
    except RecursionError as error:
        raise YamlError("括号或缩进的层次太深") from error
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, YamlError):
            raise
        raise YamlError("不是合格的 YAML 文件（检查编码是否为 UTF-8、日期是否存在）") from error


def _tabs(text, line) -> str:
    lines = text.splitlines()[max(line - 2, 0) : line + 1]
    return "（要用空格，不能用制表符 Tab）" if any(own.startswith("\t") for own in lines) else ""


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data):
        return True


_Dumper.add_representer(
    Decimal,
    lambda dumper, value: dumper.represent_scalar("!number", _digits(value)),
)
_Dumper.add_implicit_resolver(
    "!number", re.compile(r"^[-+]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)$"), list("-+.0123456789")
)


def _digits(value: Decimal) -> str:
    return format(value.normalize(), "f")


def plain_number(value: Decimal):
    """An integer where it is one, otherwise the exact decimal as a string (JSON has no decimals)."""
    return int(value) if value == value.to_integral_value() else _digits(value)


def write_yaml(document) -> str:
    return yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
