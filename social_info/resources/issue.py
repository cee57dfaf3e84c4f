"""An issue as a Word file, filled into the template of the house."""

from pathlib import Path

from core.dates import chinese_date
from documents.choices import Label
from documents.rendering import fill
from social_info.models import Issue, Report
from social_info.policies import RANK
from social_info.queries.desk import names_of

LETTERS = Path(__file__).resolve().parents[1] / "letters"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NO_NUMBER = "（期号待编发时产生）"


def issue_word(issue: Issue) -> bytes:
    """The signed versions in their order. Raises LetterRefused."""
    return fill((LETTERS / "issue.docx").read_bytes(), context_of(issue))


def context_of(issue: Issue) -> dict:
    """Plain data for the template."""
    items = list(issue.items.select_related("report", "version").order_by("position"))
    recipients = list(issue.recipients.all())
    highest = max((item.report.label for item in items), key=lambda one: RANK[one], default=Label.INTERNAL)
    return {
        "label": "" if highest == Label.PUBLIC else f"{Label(highest).label}　注意保存",
        "series": issue.series.name,
        "number": f"{issue.year}年第{issue.number}期" if issue.number else NO_NUMBER,
        "organization": issue.series.organization.short_name,
        "issued_on": chinese_date(issue.issued_on),
        "articles": [_article(item) for item in items],
        "main": _names(recipients, "main"),
        "copy": _names(recipients, "copy"),
        "signed_by": "、".join(dict.fromkeys(item.report.signed_by for item in items)),
    }


def _article(item) -> dict:
    paragraphs = [part.strip() for part in item.version.body.splitlines() if part.strip()]
    return {"title": item.version.title, "paragraphs": paragraphs, "reporters": credited(item.report)}


def credited(report: Report) -> str:
    """«反映人：甘棠、卫风»; for a 综合 everybody whose report went into it."""
    rows = [report, *report.sources.prefetch_related("reporters").order_by("number")]
    names = dict.fromkeys(name for row in rows if (name := names_of(row, most=30)))
    return f"反映人：{'、'.join(names)}"


def _names(recipients, kind: str) -> str:
    return "，".join(one.name for one in recipients if one.kind == kind)
