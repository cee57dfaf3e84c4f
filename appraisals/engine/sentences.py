"""Rules and results as one official Chinese sentence each."""

from decimal import Decimal
from fractions import Fraction

from . import words
from .rounding import plain, round_to, to_decimal
from .scheme.methods import (
    COMBINES,
    Deduct,
    Entered,
    Excess,
    FromGate,
    Once,
    Penalty,
    PerUnit,
    Rate,
    Rating,
    Reach,
    Table,
)

_ROW_WORDS = (
    ("roles", words.ROLES),
    ("levels", words.LEVELS),
    ("stages", words.STAGES),
    ("results", words.RESULTS),
    ("flags", words.FLAGS),
    ("all_flags", words.FLAGS),
    ("offices", words.OFFICES),
)


def number(value) -> str:
    """12.50 → 12.5; 2/3 → 0.67; -3 → −3."""
    if isinstance(value, Fraction):
        value = to_decimal(round_to(value, 2, "half_up"))
    return format(plain(Decimal(value)), "f").replace("-", "−")


def percent(value: Fraction) -> str:
    return f"{number(Fraction(value) * 100)}%"


def row_label(row) -> str:
    """What a row asks for, in words: «省级、国家级»."""
    if getattr(row, "name", None):
        return row.name
    parts = [
        "、".join(words.label_of(word, table) for word in getattr(row, key, ())) for key, table in _ROW_WORDS
    ]
    if getattr(row, "all_stages", ()):
        parts.append("又".join(words.label_of(word, words.STAGES) for word in row.all_stages))
    parts += ["、".join(getattr(row, key, ())) for key in ("committees", "sectors", "groups")]
    return "".join(part for part in parts if part)


def amount_text(rows) -> str:
    """«30 分» or «常委 30 分、其他 25 分»."""
    if len(rows) == 1 and not row_label(rows[0]):
        return f"{number(rows[0].points)} 分"
    return "、".join(f"{row_label(row) or '其他'} {number(row.points)} 分" for row in rows)


def tier_text(tiers, unit) -> str:
    parts = []
    for tier in tiers:
        where = f"第 {number(tier.from_)} {unit}起" if tier.to is None else _between(tier, unit)
        cap = f"（至多 {number(tier.cap)} 分）" if tier.cap is not None else ""
        parts.append(f"{where}每{unit} {number(tier.points)} 分{cap}")
    return "、".join(parts)


def _between(tier, unit):
    if tier.from_ == tier.to:
        return f"第 {number(tier.from_)} {unit}"
    return f"第 {number(tier.from_)} 至 {number(tier.to)} {unit}"


def rows_text(rows, unit, sign="") -> str:
    return "、".join(_row_text(row, unit, sign, len(rows) > 1) for row in rows)


def _row_text(row, unit, sign, several):
    label = row_label(row) or ("其他" if several else "")
    if row.tiers:
        text = f"{label}{tier_text(row.tiers, unit)}"
    else:
        text = f"{label} {sign}{number(row.points)} 分".strip()
    limits = [f"前 {number(row.free)} {unit}不计"] if row.free else []
    limits += [f"至多 {number(row.max_count)} {unit}"] if row.max_count is not None else []
    limits += [f"至多 {number(row.cap)} 分"] if row.cap is not None else []
    return f"{text}（{'、'.join(limits)}）" if limits else text


EVERY = {"week": ("每周", "周"), "month": ("每月", "个月"), "quarter": ("每季度", "个季度")}


def indicator_sentence(indicator, *, named: bool = True) -> str:
    """The rule: «立案提案：每件 20 分，本项最高 80 分»; without `named` where the name stands above it."""
    name = f"{indicator.name}：" if named else ""
    if indicator.method is None:
        return f"{name}原文未定分值，暂不计分"
    body = _RULES[type(indicator.method)](indicator, indicator.method)
    tail = "".join(f"，{text}" for text in (*_share_text(indicator), *_limit_text(indicator)))
    whom = _audience_text(indicator.audience)
    off = "（暂不计分）" if not indicator.enabled else ""
    return f"{whom}{name}{body}{tail}{off}"


def _audience_text(audience):
    if audience is None:
        return ""
    parts = [words.label_of(word, words.OFFICES) for word in audience.offices]
    parts += [words.label_of(word, words.BEARERS) for word in audience.bearers]
    parts += [*audience.committees, *audience.sectors, *audience.groups]
    parts += ["、".join(test.values) for test in audience.attributes]
    without = "、".join(words.label_of(word, words.OFFICES) for word in audience.not_offices)
    text = "、".join(parts) or "其他人员"
    return f"【{text}{f'（不含{without}）' if without else ''}】"


def _per_unit(indicator, method):
    if method.tiers:
        return tier_text(method.tiers, indicator.unit)
    each = f"每满 {number(method.step)} {indicator.unit}" if method.step != 1 else f"每{indicator.unit}"
    return f"{each} {rows_text(method.points, indicator.unit)}"


def _step_text(step, unit):
    return f"满 {number(step.at_least)} {unit}" if step.at_least else "其余"


def _once(indicator, method):
    if method.steps:
        return "、".join(
            f"{_step_text(step, indicator.unit)}计 {number(step.points)} 分" for step in method.steps
        )
    if method.at_least is None and method.at_most is None:
        return f"有即得 {amount_text(method.points)}"
    least = f"不少于 {number(method.at_least)} {indicator.unit}" if method.at_least is not None else ""
    most = f"不超过 {number(method.at_most)} {indicator.unit}" if method.at_most is not None else ""
    most = "没有的" if method.at_most == 0 else most
    verb = "计" if any(row.points < 0 for row in method.points) else "得"
    return f"{'且'.join(part for part in (least, most) if part)}{verb} {amount_text(method.points)}"


def _reach(indicator, method):
    rows = method.target
    single = len(rows) == 1 and not row_label(rows[0])
    target = number(rows[0].points) if single else amount_text(rows).replace(" 分", "")
    full = amount_text(method.points)
    if method.every:
        each, windows = EVERY[method.every]
        below = (
            f"部分达到按达到的{windows.removeprefix('个')}数占比计"
            if method.below == "share"
            else "有未达到的不计分"
        )
        return f"{each}满 {target} {indicator.unit}，全部达到计 {full}，{below}"
    below = "不足按比例计" if method.below == "share" else "不足不计分"
    return f"满 {target} {indicator.unit}计 {full}，{below}"


def _table(indicator, method):
    how = "" if method.combine == "sum" else f"，{COMBINES[method.combine]}"
    return f"{rows_text(method.rows, indicator.unit)}{how}"


def _rate(indicator, method):
    if method.thresholds:
        steps = "、".join(
            f"达 {percent(row.at_least)} 计 {number(row.points)} 分" for row in method.thresholds
        )
        return f"按比率分档，{steps}，其余不计分"
    what = "占比" if method.over else "实到与应到之比"
    text = f"满分 {amount_text(method.points)}，按{what}计"
    text += f"，达 {percent(method.full_at)} 计满分" if method.full_at is not None else ""
    return text + (f"，低于 {percent(method.minimum)} 不计分" if method.minimum is not None else "")


def _deduct(indicator, method):
    rows = rows_text(method.deductions, indicator.unit)
    return f"满分 {amount_text(method.full)}，每{indicator.unit}扣 {rows}，最低 {number(method.floor)} 分"


def _penalty(indicator, method):
    where = "从总分中" if method.from_ == "total" else ""
    return f"{where}每{indicator.unit}扣 {rows_text(method.points, indicator.unit)}"


def _entered(indicator, method):
    return f"人工评定，{number(method.min)} 至 {number(method.max)} 分"


def _rating(indicator, method):
    if method.weight is not None:
        return f"测评平均分 × {percent(method.weight)}"
    return f"测评平均分（满分 {number(method.out_of)}）折算为 {number(method.points)} 分"


def _gate(indicator, method):
    below = "未达到的按达到条件的比例计" if method.below == "share" else "未达到不计分"
    return f"达到基本要求得 {amount_text(method.points)}，{below}"


def _excess(indicator, method):
    return f"{'、'.join(method.of)}超出上限的部分按 {percent(method.share)} 计入"


def _share_text(indicator):
    share = indicator.share
    texts = {
        "lead_only": "只计第一人",
        "by_role": "、".join(f"{row_label(row)}计 {percent(row.share)}" for row in share.roles),
        "lead_then_even": f"第一人得 {percent(share.lead or 0)}，其余平分",
        "even": "由各人平分",
        "fraction": f"联名的每人计 {percent(share.fraction or 0)}",
    }
    if share.split in texts:
        yield texts[share.split]
    if share.main_members is not None:
        yield f"至多 {number(share.main_members)} 名主要成员计分"
    for bonus in share.author_bonus:
        yield f"{bonus.attribute}为{'、'.join(bonus.values)}的每{indicator.unit}另加 {number(bonus.points)} 分"


def _limit_text(indicator):
    limits, unit = indicator.limits, indicator.unit
    for window in limits.per:
        name = "、".join(words.WINDOWS[word] for word in window.window)
        most = f" {number(window.max_count)} {unit}" if window.max_count is not None else ""
        cap = f" {number(window.cap)} 分" if window.cap is not None else ""
        yield f"每{name}至多{most}{cap}".replace("每同一", "同一")
    if limits.max_count is not None:
        yield f"至多计 {number(limits.max_count)} {unit}"
    if limits.cap:
        yield f"本项最高 {amount_text(limits.cap)}"
    if limits.floor is not None:
        yield f"本项最低 {number(limits.floor)} 分"


_RULES = {
    PerUnit: _per_unit,
    Once: _once,
    Reach: _reach,
    Table: _table,
    Rate: _rate,
    Deduct: _deduct,
    Penalty: _penalty,
    Entered: _entered,
    Rating: _rating,
    FromGate: _gate,
    Excess: _excess,
}


def line_sentence(indicator, line) -> str:
    """The result: «3 件 × 5 分 = 15 分，封顶 12 分»."""
    if line.outside:
        return f"不在适用对象内，计 {number(line.points)} 分"
    body = _line_body(indicator, line)
    tail = ""
    points = number(line.points)
    if line.points < line.raw:
        tail = f"，封顶 {points} 分"
    elif line.points > line.raw:
        tail = f"，{'最多扣到' if line.points < 0 else '保底'} {points} 分"
    missing = f"（另有 {number(line.unmatched)} {indicator.unit}无对应分值）" if line.unmatched else ""
    return f"{body}{tail}{missing}"


def _line_body(indicator, line):
    method, unit, raw = indicator.method, indicator.unit, number(line.raw)
    if isinstance(method, Deduct):
        taken = f" − {_sum_text(line.parts, unit, ' − ')}" if line.parts else ""
        full = number(line.target or 0)
        return f"满分 {full} 分{taken} = {raw} 分" if taken else f"满分 {full} 分，无扣分，计 {raw} 分"
    if isinstance(method, Rate):
        if line.rate is None:
            return f"没有应到记录，计 {raw} 分"
        return f"{number(line.count)} ÷ {number(line.target)} = {percent(line.rate)}，计 {raw} 分"
    if isinstance(method, Reach) and method.every and line.parts:
        (met, windows), unit_of = line.parts[0], EVERY[method.every][1]
        return f"{number(windows)} {unit_of}中有 {number(met)} {unit_of}达到 {number(line.target or 0)} {unit}，计 {raw} 分"
    if isinstance(method, Reach):
        return f"{number(line.count)} {unit}，应达 {number(line.target or 0)} {unit}，计 {raw} 分"
    if isinstance(method, Once):
        neutral = method.steps or line.raw < 0
        reached = "" if neutral else "达到要求，" if line.parts else "未达到要求，"
        return f"{number(line.count)} {unit}，{reached}计 {raw} 分"
    if isinstance(method, Rating):
        if not line.parts:
            return f"没有测评结果，计 {raw} 分"
        average, weight = line.parts[0]
        return f"平均 {number(average)} 分 × {percent(weight)} = {raw} 分"
    if isinstance(method, FromGate):
        return f"{'达到' if line.rate == 1 else '未达到'}基本要求，计 {raw} 分"
    if isinstance(method, Entered | Excess):
        return f"计 {raw} 分"
    return f"{_sum_text(line.parts, unit)} = {raw} 分" if line.parts else f"没有记录，计 {raw} 分"


def _sum_text(parts, unit, sign=" + "):
    """Parts of quantity 0 are what the caps of tiers, rows or windows cut off."""
    counted = sign.join(
        f"{number(quantity)} {unit} × {number(value)} 分" for quantity, value in parts if quantity
    )
    return counted + "".join(
        f"（超出上限的 {number(abs(value))} 分不计）" for quantity, value in parts if not quantity
    )
