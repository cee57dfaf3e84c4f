"""The board's figures and charts as plain data; each title says what it found."""

from social_info.choices import AdoptionLevel
from social_info.queries import figures
from social_info.queries.figures import Span

LABELS = {
    "received": ("报送", "篇"),
    "issued": ("编发", "篇"),
    "adopted": ("被采用", "篇"),
    "instructed": ("批示", "件"),
}


def stats(actor, span: Span) -> list[dict]:
    """Four figures of the year with their change against the same days a year ago."""
    now, then = figures.totals(actor, span), figures.totals(actor, span.year_before())
    return [_stat(*LABELS[name], now[name], then[name]) for name in LABELS]


def all_charts(actor, span: Span) -> list[tuple[str, dict]]:
    """(element id, chart); a chart without data is left out."""
    drawn = [
        ("levels", levels(actor, span)),
        ("months", months(actor, span)),
        ("topics", ranked(figures.by_topic(actor, span), "分类", "{}反映最多，{} 篇")),
        ("sectors", ranked(figures.by_sector(actor, span), "界别", "{}报送最多，{} 篇")),
        ("areas", ranked(figures.by_area(actor, span), "地区", "{}的情况最多，{} 篇")),
    ]
    return [(name, chart) for name, chart in drawn if chart]


def levels(actor, span: Span) -> dict | None:
    """Adopted by level, year on year."""
    now, then = figures.by_level(actor, span), figures.by_level(actor, span.year_before())
    if not sum(now.values()) and not sum(then.values()):
        return None
    upper = sum(now[level] for level in figures.LEVELS[:2])
    change = upper - sum(then[level] for level in figures.LEVELS[:2])
    words = f"比上年同期{'增加' if change > 0 else '减少'} {abs(change)} 篇" if change else "与上年同期持平"
    return {
        "kind": "grouped",
        "title": f"省级以上采用 {upper} 篇，{words}",
        "labels": [AdoptionLevel(level).label for level in figures.LEVELS],
        "label_name": "层级",
        "series": [
            {"name": f"{span.first.year}年", "values": [now[level] for level in figures.LEVELS]},
            {"name": f"{span.first.year - 1}年同期", "values": [then[level] for level in figures.LEVELS]},
        ],
        "unit": " 篇",
    }


def months(actor, span: Span) -> dict | None:
    """Received by month."""
    counts = figures.by_month(actor, span.first.year)[: span.last.month]
    if not sum(counts):
        return None
    most = max(range(len(counts)), key=counts.__getitem__)
    return {
        "kind": "histogram",
        "title": f"{most + 1}月报送最多，{counts[most]} 篇",
        "labels": [f"{month}月" for month in range(1, len(counts) + 1)],
        "label_name": "月份",
        "series": [{"name": "报送", "values": counts}],
        "unit": " 篇",
    }


def ranked(rows: list[tuple[str, int]], noun: str, sentence: str) -> dict | None:
    if len(rows) < 2:
        return None
    name, count = rows[0]
    if ties := sum(row[1] == count for row in rows) - 1:
        name, sentence = f"{name}等 {ties + 1} 个{noun}", sentence.replace("，", "，各 ")
    return {
        "kind": "bars",
        "title": sentence.format(name, count),
        "labels": [row[0] for row in rows],
        "label_name": noun,
        "series": [{"name": "报送", "values": [row[1] for row in rows]}],
        "unit": " 篇",
        "highlight": [row[0] for row in rows if row[1] == count],
    }


def _stat(label: str, unit: str, now: int, then: int) -> dict:
    moved = now - then
    change = f"{moved:+d}".replace("-", "−") if then else ""
    tone = ("good" if moved > 0 else "bad" if moved < 0 else "") if change else ""
    return {"label": label, "figure": str(now), "unit": unit, "change": change, "tone": tone}
