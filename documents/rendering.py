"""Word letters: a template filled in a sandbox with plain data."""

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml.etree import XMLSyntaxError

from documents.models import LetterTemplate

DEFAULTS = Path(__file__).resolve().parent / "letters"
PLAIN = str | int | bool | Decimal | dt.date | None


class LetterRefused(ValueError):
    """The template cannot be used; the message is one Chinese sentence."""


class _Sandbox(ImmutableSandboxedEnvironment):
    """No attribute reaches Python, and no sign builds a gigabyte."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context, operator, left, right):
        raise SecurityError(operator)


def render(*, kind: str, organization, context: dict) -> bytes:
    """The letter `kind` as docx, from the organisation's own template or the house's.

    `context` is plain data (text, numbers, dates, lists, dicts); its keys are those of
    `documents.letters.samples`. Raises LetterRefused.
    """
    return fill(template_of(kind=kind, organization=organization), context)


def template_of(*, kind: str, organization) -> bytes:
    """The template in use, for who fills it many times: one query. Raises LetterRefused if it is lost."""
    own = LetterTemplate.objects.filter(organization=organization, kind=kind, in_use=True).first()
    if own is None:
        return (DEFAULTS / f"{kind}.docx").read_bytes()
    try:
        with own.file.open() as file:
            return file.read()
    except FileNotFoundError as error:
        raise LetterRefused("模板文件已不在服务器上，请重新上传模板。") from error


def fill(template: bytes, context: dict) -> bytes:
    """`template` with `context` in its places; raises LetterRefused."""
    _refuse_objects(context)
    sandbox = _Sandbox(autoescape=True, undefined=StrictUndefined)
    out = io.BytesIO()
    try:
        document = DocxTemplate(io.BytesIO(template))
        document.render(context, jinja_env=sandbox, autoescape=True)
        document.save(out)
    except (SecurityError, OverflowError) as error:
        raise LetterRefused("模板里有不允许的表达式，只能写字段、循环和判断。") from error
    except TemplateError as error:
        raise LetterRefused(f"模板写得不对：{_where(error)}") from error
    except (
        BadZipFile,
        PackageNotFoundError,
        XMLSyntaxError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
    ) as error:
        raise LetterRefused("模板文件已损坏或不是 docx 文档，请用 Word 或 WPS 另存后再上传。") from error
    return out.getvalue()


def _where(error: TemplateError) -> str:
    line = getattr(error, "lineno", None)
    return f"{error.message}（第 {line} 处）" if line else str(error.message)


def _refuse_objects(value) -> None:
    """Templates see plain data only, never an object that could lead elsewhere."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            _refuse_objects(one)
    elif not isinstance(value, PLAIN):
        raise TypeError(f"{type(value).__name__} in a letter's context")
