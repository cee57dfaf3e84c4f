"""What people see is Chinese: every label of every column, choice, table and app."""

import re

from django.apps import apps

from tests.architecture.sources import APPS

CHINESE = re.compile("[\u4e00-\u9fff]")


def columns():
    for label in APPS:
        for model in apps.get_app_config(label).get_models():
            if not model._meta.auto_created:
                for field in model._meta.get_fields():
                    if field.concrete and not field.primary_key:
                        yield model, field


def test_every_column_has_a_chinese_name():
    assert [f"{m.__name__}.{f.name}" for m, f in columns() if not CHINESE.search(str(f.verbose_name))] == []


def test_every_choice_has_a_chinese_label():
    wrong = [
        f"{model.__name__}.{field.name}: {value}"
        for model, field in columns()
        for value, label in (field.flatchoices or ())
        if not CHINESE.search(str(label))
    ]
    assert wrong == []


def test_every_table_and_app_has_a_chinese_name():
    names = {
        model.__name__: (model._meta.verbose_name, model._meta.verbose_name_plural)
        for label in APPS
        for model in apps.get_app_config(label).get_models()
        if not model._meta.auto_created
    }
    names |= {label: (apps.get_app_config(label).verbose_name,) for label in APPS}
    assert {
        key for key, words in names.items() if not all(CHINESE.search(str(word)) for word in words)
    } == set()


def test_every_help_text_and_refusal_of_a_column_is_chinese():
    wrong = [
        f"{model.__name__}.{field.name}"
        for model, field in columns()
        if field.help_text and not CHINESE.search(str(field.help_text))
    ]
    assert wrong == []
