"""Template filters: dates, deadlines and figures as Chinese offices print them."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django import template

from core import dates

register = template.Library()
register.filter("chinese_date", dates.chinese_date)
register.filter("chinese_datetime", dates.chinese_datetime)


@register.filter
def deadline(day: date | None, today: date) -> str:
    """``{{ due_on|deadline:today }}`` → «还有 3 天»; the page says which day today is."""
    return dates.relative_deadline(day, today) if day else ""


@register.filter
def points(value: Decimal | float | None) -> str:
    """12.50 → 12.5, 12.00 → 12; empty for None."""
    if value is None or value == "":
        return ""
    text = f"{Decimal(str(value)):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


@register.filter
def percent(value: Decimal | float | None, places: int = 1) -> str:
    """A ratio as a percentage: 0.875 → 87.5%; «—» where there is nothing to divide."""
    if value is None or value == "":
        return "—"
    shown = (Decimal(str(value)) * 100).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{points(shown)}%"
