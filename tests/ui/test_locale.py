"""No English is left where staff can see it."""

import ast
import io
import re
from pathlib import Path

import import_export
import pytest
import unfold
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils.translation import gettext, override, templatize
from django.utils.translation.trans_real import translation

FOLDER = Path(__file__).resolve().parents[2] / "locale/zh_Hans/LC_MESSAGES"
INSTALLED = ("filters", "forms", "import_export", "inlines")


def pages():
    root = Path(unfold.__file__).parent
    folders = [root / "templates/admin", root / "templates/unfold", root / "templates/registration"]
    folders += [root / "contrib" / name for name in INSTALLED]
    folders.append(Path(import_export.__file__).parent / "templates")
    return [path for folder in folders for path in folder.rglob("*.html")]


def calls(source):
    """Every gettext call of a templatized page, as (function, texts)."""
    for found in re.finditer(r"(?<!\w)(?:n?p?gettext|_)\(", source):
        for end in re.finditer(r"\)", source[found.end() :]):
            try:
                call = ast.parse(source[found.start() : found.end() + end.end()], mode="eval").body
            except SyntaxError:
                continue
            yield call.func.id, [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
            break


def untranslated(path, catalog):
    for function, texts in calls(templatize(path.read_text(encoding="utf-8"))):
        if not texts or not texts[0]:
            continue
        key = (
            (texts[0], 0)
            if function == "ngettext"
            else "\x04".join(texts)
            if function == "pgettext"
            else texts[0]
        )
        if key not in catalog:
            yield texts[0].strip()


def test_every_text_of_the_staff_site_has_chinese_words():
    catalog = translation("zh-hans")._catalog
    keys = set(catalog.keys())
    assert len(pages()) > 80
    assert sorted({text for path in pages() for text in untranslated(path, keys)}) == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Welcome back to", "欢迎登录"),
        ("Type to search", "输入文字查找"),
        ("No results found", "没有符合条件的记录"),
        ("Apply Filters", "查看结果"),
        (
            "Invalid token. Please make sure you have entered it correctly.",
            "验证码不正确，请核对后重新输入。",
        ),
        ("Select all", "全选"),
        ("Log out", "退出登录"),
    ],
)
def test_a_text_in_chinese(english, chinese):
    with override("zh-hans"):
        assert gettext(english) == chinese


def words(catalog):
    """{text: words}; a text with a plural form has one entry for both, as Chinese has no plural."""
    pairs = ((message.id, message.string) for message in catalog if message.id)
    return {
        tuple(k) if isinstance(k, list | tuple) else k: v[0] if isinstance(v, list | tuple) else v
        for k, v in pairs
    }


def test_the_compiled_file_is_that_of_the_source():
    source = words(read_po(io.BytesIO((FOLDER / "django.po").read_bytes()), locale="zh_Hans"))
    compiled = words(read_mo(io.BytesIO((FOLDER / "django.mo").read_bytes())))
    assert len(source) > 200
    assert compiled == source


def test_a_translation_keeps_its_placeholders():
    source = read_po(io.BytesIO((FOLDER / "django.po").read_bytes()), locale="zh_Hans")
    names = re.compile(r"%\(\w+\)[sd]|%s|{\w*}")
    for message in source:
        if message.id:
            english = message.id[-1] if isinstance(message.id, tuple) else message.id
            chinese = message.string[0] if isinstance(message.string, tuple) else message.string
            assert sorted(names.findall(english)) == sorted(names.findall(chinese)), english
