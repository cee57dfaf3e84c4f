"""Tags that draw the components of templates/components/ (inputs: docs/ui.md)."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.forms import CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Select
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

register = template.Library()

TONES = {"grey", "blue", "amber", "red", "green", "gold"}
NEAR_DAYS = 3
GROUPED = (CheckboxSelectMultiple, RadioSelect)


@register.simple_tag
def icon(name, css=""):
    """One symbol of static/img/icons.svg; decoration only, so the words stand beside it."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css,
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def badge(label, tone=""):
    """A state in words and colour: a choice that knows its `label` and `tone`, or both by hand."""
    tone = tone or getattr(label, "tone", "grey")
    if tone not in TONES:
        raise ValueError(f"no such tone: {tone}")
    return format_html('<span class="badge-tone tone-{}">{}</span>', tone, getattr(label, "label", label))


@register.filter
def points(value, places=2):
    """A Decimal without idle zeros: 15.00 → 15, 12.50 → 12.5; nothing → «—»."""
    if value is None or value == "":
        return "—"
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP)
    text = f"{exact:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "−") if text != "-0" else "0"


@register.filter
def fixed(value, places=2):
    """A Decimal with all its places, so that a column stands in line: 15 → 15.00; nothing → «—»."""
    if value is None or value == "":
        return "—"
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP)
    return f"{exact or abs(exact):f}".replace("-", "−")


@register.filter
def places(rows, path):
    """How many places a column of points needs: two where any value of it has a fraction, else none."""
    source = path if callable(path) else (lambda row: _reach(row, path))
    values = (source(row) for row in rows)
    return 2 if any("." in points(value) for value in values) else 0


@register.filter
def aligned(columns, rows):
    """The columns of components/table.html, those of points with the places that these rows need."""
    rows = list(rows or ())
    return [
        column | {"places": places(rows, column["value"])} if column.get("kind") == "points" else column
        for column in columns
    ]


@register.filter
def signed(value, places=2):
    """A change with its sign: +3.5, −2, 0."""
    number = Decimal(str(value))
    text = points(abs(number), places)
    if text == "0":
        return text
    return f"+{text}" if number > 0 else f"−{text}"


@register.filter
def percent(value, places=1):
    """A share from 0 to 1 as a percentage: 0.715 → 71.5%; nothing → «—»."""
    return "—" if value is None or value == "" else f"{points(Decimal(str(value)) * 100, places)}%"


def _as_date(value):
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


@register.simple_tag
def due(day, today):
    """«还有 3 天», «今天到期» or «已超期 2 天», coloured when near or late. Both dates are given."""
    left = (_as_date(day) - _as_date(today)).days
    if left < 0:
        tone, words = "due-late", f"已超期 {-left} 天"
    elif left == 0:
        tone, words = "due-near", "今天到期"
    else:
        tone, words = ("due-near" if left <= NEAR_DAYS else ""), f"还有 {left} 天"
    return format_html(
        '<time class="due {}" datetime="{}" title="{}">{}</time>',
        tone,
        _as_date(day).isoformat(),
        date_format(_as_date(day)),
        words,
    )


def _widget_class(widget):
    if isinstance(widget, GROUPED):
        return ""
    if isinstance(widget, CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, Select) else "form-control"


@register.simple_tag
def field(bound, css="", drop=False):
    """A form field with its label, required mark, help and errors; `drop` gives the file area."""
    widget = bound.field.widget
    classes = " ".join(
        filter(
            None,
            [_widget_class(widget), css, widget.attrs.get("class"), "is-invalid" if bound.errors else ""],
        )
    )
    kind = (
        "choice" if isinstance(widget, GROUPED) else "check" if isinstance(widget, CheckboxInput) else "line"
    )
    if drop and isinstance(widget, FileInput):
        kind, classes = "drop", css
    return render_to_string(
        "components/field.html",
        {
            "field": bound,
            "control": bound.as_widget(attrs={"class": classes} if classes else None),
            "kind": kind,
        },
    )


@register.simple_tag
def fields(form):
    """Every visible field of the form in its order, and the hidden ones."""
    return render_to_string("components/fields.html", {"form": form})


@register.inclusion_tag("components/chart.html")
def chart(spec, element_id):
    """A chart from plain data (kinds and keys: docs/ui.md); the table behind it comes along."""
    rows = [
        {"label": label, "values": [one["values"][index] for one in spec["series"]]}
        for index, label in enumerate(spec["labels"])
    ]
    size = ""
    if spec["kind"] == "bars":
        size = "few" if len(rows) <= 5 else "many" if len(rows) > 12 else ""
    return {
        "spec": spec,
        "element_id": element_id,
        "data_id": f"{element_id}-data",
        "rows": rows,
        "size": size,
    }


def _reach(item, path):
    for part in path.split("."):
        item = item.get(part) if isinstance(item, dict) else getattr(item, part, None)
        item = item() if callable(item) and not hasattr(item, "tone") else item
        if item is None:
            return None
    return item


@register.filter
def cell(row, column):
    """What a column of components/table.html shows for one row, as words."""
    source = column["value"]
    value = source(row) if callable(source) else _reach(row, source)
    kind = column.get("kind", "text")
    if value is None or value == "":
        return "—"
    if hasattr(value, "tone") and hasattr(value, "label"):
        return badge(value)
    if kind == "points":
        return fixed(value, column.get("places", 2))
    if kind == "percent":
        return percent(value)
    return _moment(value)


def _moment(value):
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    return date_format(value) if isinstance(value, date) else value


@register.filter
def row_url(row, column):
    """Where the leading cell of a row leads: the column's `url`, by callable or dotted path."""
    source = column.get("url", "")
    if not source:
        return ""
    return source(row) if callable(source) else _reach(row, source) or ""
