"""Running case files: score, compare with what was worked out by hand, tell each difference."""

import sys
from dataclasses import dataclass
from decimal import Decimal

from . import words
from .casefile import CaseError, read_case, unit_code
from .rounding import plain
from .run import run_case


@dataclass(frozen=True)
class Report:
    """Outcome of one file: differences by bearer, of how many bearers, and other differences."""

    path: str
    members: int
    differences: tuple
    disagreeing: frozenset
    error: str | None = None

    @property
    def agreed(self) -> int:
        return self.members - len(self.disagreeing)

    @property
    def ok(self) -> bool:
        return self.error is None and not self.differences


def check_file(path) -> Report:
    try:
        case = read_case(path)
    except CaseError as error:
        return Report(str(path), 0, (), frozenset(), str(error))
    return compare(str(path), case, *run_case(case))


def compare(path, case, result, halves) -> Report:
    found = [
        (name, text)
        for name, expected in case.expected.items()
        for text in differences(expected, result, halves, name)
    ]
    texts = [f"{name}：{text}" for name, text in found] + list(list_differences(case, result))
    return Report(path, len(case.expected), tuple(texts), frozenset(name for name, _ in found))


def differences(expected, result, halves, name):
    """Each way in which one bearer's result differs, in Chinese."""
    score = result.of(name)
    if score is None:
        yield "本方案不对其计分"
        return
    totals = [
        (f"{words.PERIODS[half]}总分", wanted, halves[half].of(name).points if half in halves else None)
        for half, wanted in expected.halves
    ]
    for title, wanted, got in [*_numbers(expected, result, score, name), *totals]:
        if wanted != got:
            yield f"{title} 应为 {shown(wanted)}，算得 {shown(got)}"
    if expected.grade is not None and expected.grade != result.grades.get(name):
        yield f"等次 应为 {expected.grade}，算得 {result.grades.get(name, '无')}"
    if expected.consequences is not None and set(expected.consequences) != set(result.consequences[name]):
        got = "、".join(result.consequences[name]) or "无"
        yield f"处理 应为 {'、'.join(expected.consequences) or '无'}，算得 {got}"
    met = {gate.key: gate.met for gate in score.gates}
    for key, wanted in expected.gates:
        if truth(wanted) != met.get(key):
            yield f"基本要求 {key} 应为 {shown(truth(wanted))}，算得 {shown(met.get(key))}"


def truth(value):
    return {"达到": True, "未达到": False, "true": True, "false": False}.get(value, value)


def _numbers(expected, result, score, name):
    lines = {line.key: line for line in score.lines}
    for key, wanted in expected.counts:
        yield f"指标 {key} 数量", wanted, lines[key].count if key in lines else None
    for key, wanted in expected.lines:
        yield f"指标 {key} 得分", wanted, lines[key].points if key in lines else None
    for key, wanted in expected.sections:
        section = score.section(key)
        yield f"板块 {key} 得分", wanted, section.points if section else None
    if expected.total is not None:
        yield "总分", expected.total, score.points
    for scope, wanted in expected.rank or ():
        for unit, rank in wanted if isinstance(wanted, tuple) else ((None, wanted),):
            code = unit and unit_code(unit)
            yield f"名次（{scope}{' ' + unit if unit else ''}）", rank, result.ranks.of(name, scope, code)


def list_differences(case, result):
    for name, units in case.lists.items():
        for unit, wanted in units.items():
            got = result.lists[name].get(unit, ())
            if set(wanted) != set(got):
                missing = "、".join(sorted(set(wanted) - set(got)))
                extra = "、".join(sorted(set(got) - set(wanted)))
                where = f"（{unit}）" if unit else ""
                parts = [f"缺 {missing}" if missing else "", f"多 {extra}" if extra else ""]
                yield f"名单 {name}{where}：{'；'.join(part for part in parts if part)}"


def shown(value) -> str:
    if value is None:
        return "不适用"
    if isinstance(value, bool):
        return "达到" if value else "未达到"
    return format(plain(Decimal(value)), "f")


def report(paths, write) -> bool:
    """Check files, write differences and the last line; True when all agree."""
    reports = [check_file(path) for path in paths]
    for one in reports:
        if one.error is not None:
            write(f"{one.path}：无法读取")
            for line in one.error.split("\n"):
                write(f"  {line}")
        elif one.differences:
            write(f"{one.path}：{len(one.differences)} 处不一致")
            for text in one.differences:
                write(f"  {text}")
    write(
        f"cases: {sum(one.agreed for one in reports)} of {sum(one.members for one in reports)} members agree"
    )
    return all(one.ok for one in reports)


def main(arguments) -> int:
    return 0 if report(arguments, lambda line: sys.stdout.write(line + "\n")) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
