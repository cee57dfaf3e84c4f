"""The dashboard's figures and charts as plain data; each chart's title says what it found."""

from decimal import Decimal

from portal.queries import attendance
from portal.queries import dashboard as queries

PLENARY = "plenary_attendance"
STANDING = "standing_committee_attendance"
POINT = Decimal("0.1")
HUNDREDTH = Decimal("0.01")


def figures(actor, cycle, run, before, run_before) -> list[dict]:
    """Five figures, each with its change against the cycle before."""
    now, then = queries.summary(actor, run), queries.summary(actor, run_before) if run_before else {}
    rates = _rates(actor, cycle)
    rates_then = _rates(actor, before) if before else {}
    return [
        _figure("参评委员", now["members"], "人", then.get("members"), places=0),
        _figure("平均得分", now["average"], "分", then.get("average")),
        _figure("最高得分", now["highest"], "分", then.get("highest")),
        _figure("全会出席率", rates.get(PLENARY), "%", rates_then.get(PLENARY)),
        _figure("常委会会议出席率", rates.get(STANDING), "%", rates_then.get(STANDING)),
    ]


def all_charts(actor, cycle, run) -> list[tuple[str, dict]]:
    """(element id, chart) pairs; a chart without data is left out."""
    drawn = [
        ("spread", spread(actor, run)),
        ("rates", rates_by_kind(actor, cycle)),
        ("sectors", averages(actor, run, "sector", "界别")),
        ("committees", averages(actor, run, "home_committee", "专委会")),
    ]
    return [(name, chart) for name, chart in drawn if chart]


def spread(actor, run) -> dict | None:
    labels, counts = queries.spread(actor, run)
    if not labels:
        return None
    most = max(range(len(counts)), key=counts.__getitem__)
    share = 100 * counts[most] / sum(counts)
    return {
        "kind": "histogram",
        "title": f"得分多在 {labels[most]} 分之间，占 {share:.0f}%",
        "labels": labels,
        "label_name": "分数段",
        "series": [{"name": "人数", "values": counts}],
        "unit": " 人",
    }


def rates_by_kind(actor, cycle) -> dict | None:
    rows = [row for row in attendance.by_kind(actor, cycle) if row["rate"] is not None]
    if not rows:
        return None
    lowest = min(rows, key=lambda row: row["rate"])
    return {
        "kind": "bars",
        "title": f"{_meeting(lowest)}出席率最低：{_percent(lowest['rate'])}%",
        "subtitle": "出席率 = 出席单元 ÷ 应出席单元；请假计入应出席，不计缺席",
        "labels": [_meeting(row) for row in rows],
        "label_name": "会议",
        "series": [{"name": "出席率", "values": [_percent(row["rate"]) for row in rows]}],
        "unit": "%",
        "max": 100,
        "highlight": [_meeting(lowest)],
    }


def _meeting(row: dict) -> str:
    """全体会议出席 → 全体会议."""
    return row["kind__label"].removesuffix("出席")


def averages(actor, run, key: str, noun: str) -> dict | None:
    rows = queries.averages_by(actor, run, key)
    if len(rows) < 2:
        return None
    unit, average, _ = rows[0]
    best, most, _ = rows[-1]
    return {
        "kind": "bars",
        "title": f"{best}平均分最高（{most:.1f} 分），{unit}最低（{average:.1f} 分）",
        "subtitle": f"各{noun}委员平均得分",
        "labels": [row[0] for row in rows],
        "label_name": noun,
        "series": [{"name": "平均得分", "values": [row[1].quantize(HUNDREDTH) for row in rows]}],
        "unit": " 分",
        "highlight": [unit],
    }


def _rates(actor, cycle) -> dict[str, Decimal]:
    return {
        row["kind__code"]: _percent(row["rate"])
        for row in attendance.by_kind(actor, cycle)
        if row["rate"] is not None
    }


def _percent(rate: Decimal) -> Decimal:
    return (rate * 100).quantize(POINT)


def _figure(label: str, value, unit: str, was, *, places: int = 1) -> dict:
    shown = "—" if value is None else f"{value:.{places}f}"
    change = tone = ""
    if value is not None and was is not None:
        moved = round(Decimal(value) - Decimal(was), places)
        change = f"{moved:+.{places}f}".replace("-", "−") if moved else "持平"
        tone = "good" if moved > 0 else "bad" if moved < 0 else ""
    return {"label": label, "figure": shown, "unit": unit, "change": change, "tone": tone}
