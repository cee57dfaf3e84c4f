"""What was typed, checked before it is stored; what is asked of a report that is handed in."""

from django.contrib.postgres.search import SearchVector
from django.core.exceptions import ValidationError
from django.db.models import Value

from core.bigrams import CONFIG, tokens
from core.texts import clean_text
from social_info.models import Report, ReportPolicy
from social_info.models.reports import TEXTS

LABELS = {"title": "标题", "situation": "情况反映", "causes": "原因分析", "suggestions": "意见建议"}
SHORT = {"area": (40, "反映地区"), "source_note": (80, "线索来源")}
MOST_DRAFT = 20_000
"""A draft may run over the limit while it is written; it cannot be handed in so."""
MOST_TITLE = 60


def policy_of(organization_id: int) -> ReportPolicy:
    """The organisation's rules, or the defaults."""
    found = ReportPolicy.objects.filter(organization_id=organization_id).first()
    return found or ReportPolicy(organization_id=organization_id)


def clean(values: dict) -> dict:
    """The texts among `values` without control characters; raises ValidationError naming the place."""
    cleaned = dict(values)
    for name in values.keys() & LABELS.keys():
        most = MOST_TITLE if name == "title" else MOST_DRAFT
        cleaned[name] = clean_text(values[name], most=most, label=LABELS[name])
    for name in values.keys() & SHORT.keys():
        most, label = SHORT[name]
        cleaned[name] = clean_text(values[name], most=most, label=label)
    if "title" in cleaned:
        cleaned["title"] = " ".join(cleaned["title"].split())
    return cleaned


def length(report: Report) -> int:
    """Characters of the three parts together, blanks not counted."""
    return sum(len("".join(getattr(report, name).split())) for name in TEXTS)


def demand_complete(report: Report) -> None:
    """Raises ValidationError: field → what is missing before the report can be handed in."""
    wrong = {
        name: f"请填写{LABELS[name]}。"
        for name in ("title", "situation", "suggestions")
        if not getattr(report, name)
    }
    most = policy_of(report.organization_id).max_characters
    if (count := length(report)) > most:
        wrong["situation"] = f"情况、原因、建议合计不超过 {most} 字，现有 {count} 字，请精简后再报送。"
    if wrong:
        raise ValidationError(wrong)


def index(report: Report) -> None:
    """Store the words of the report as it was written."""
    text = " ".join([report.title, *(getattr(report, name) for name in TEXTS), report.area])
    vector = SearchVector(Value(tokens(text)[:200_000]), config=CONFIG)
    Report.objects.filter(pk=report.pk).update(tokens=vector)
