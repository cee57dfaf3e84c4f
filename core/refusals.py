"""What the database refused, as one sentence for people."""

from functools import cache

from django.apps import apps
from django.db import DatabaseError

TRIGGER = "23000"
BROKEN_PROMISES = {
    "23505": "与已有记录重复，未保存",
    "23P01": "与已有记录冲突（期间重叠），未保存",
    "23514": "内容不符合登记要求，未保存",
    "23503": "所引用的记录不存在，未保存",
    "23502": "必填内容缺失，未保存",
}
"""SQLSTATE of a constraint → what to say where the constraint has no sentence of its own."""


def sentence(error: DatabaseError) -> str | None:
    """A Chinese sentence for a broken constraint or a trigger's refusal; None for any other failure."""
    cause = error.__cause__
    code = getattr(cause, "pgcode", None)
    if code == TRIGGER:
        return cause.diag.message_primary
    if code not in BROKEN_PROMISES:
        return None
    return _own_sentences().get(cause.diag.constraint_name) or BROKEN_PROMISES[code]


@cache
def _own_sentences() -> dict[str, str]:
    """Constraint name → the sentence that its model declares."""
    return {
        constraint.name: str(constraint.violation_error_message)
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message != constraint.default_violation_error_message
    }
