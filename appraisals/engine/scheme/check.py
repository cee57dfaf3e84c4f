"""Faults that show only when the parts of a scheme are seen together."""

from ..words import closest
from .methods import Excess, FromGate


def cross_faults(scheme, known_kinds=None):
    """(path, message) for repeated keys, references to nothing, cycles and unknown kinds."""
    yield from _repeated(scheme)
    yield from _references(scheme)
    yield from _cycles(scheme)
    if known_kinds is not None:
        yield from _kinds(scheme, {*known_kinds, *(kind.code for kind in scheme.kinds)})


def located(scheme):
    """(path, section, indicator) of every indicator."""
    for index, section in enumerate(scheme.sections):
        for number, indicator in enumerate(section.indicators):
            yield f"sections[{index}].indicators[{number}]", section, indicator


def _repeated(scheme):
    seen = set()
    for path, _, indicator in located(scheme):
        if indicator.key in seen:
            yield f"{path}.key", f"代号“{indicator.key}”重复"
        seen.add(indicator.key)
    for name, items in (("sections", scheme.sections), ("gates", scheme.gates)):
        keys = [item.key for item in items]
        for index, key in enumerate(keys):
            if key in keys[:index] or (name == "gates" and key in seen):
                yield f"{name}[{index}].key", f"代号“{key}”重复"
    for index, section in enumerate(scheme.sections):
        own = {indicator.key for indicator in section.indicators}
        for number, group in enumerate(section.shared_caps):
            if group.key in own:
                yield f"sections[{index}].shared_caps[{number}].key", f"代号“{group.key}”重复"
            own.add(group.key)


def _missing(path, key, known, what):
    if key is not None and key not in known:
        hint = closest(key, known)
        yield path, f"没有代号为“{key}”的{what}{f'；是否想写“{hint}”？' if hint else ''}"


def _references(scheme):
    indicators = {item.key for item in scheme.indicators}
    sections = {item.key for item in scheme.sections}
    gates = {item.key for item in scheme.gates}
    grades = {band.name for band in scheme.grades.bands} if scheme.grades else set()
    for path, _, indicator in located(scheme):
        if isinstance(indicator.method, FromGate):
            yield from _missing(f"{path}.method.gate", indicator.method.gate, gates, "基本要求")
        if isinstance(indicator.method, Excess):
            for key in indicator.method.of:
                yield from _missing(f"{path}.method.of", key, indicators, "指标")
    yield from _group_references(scheme, indicators)
    for index, gate in enumerate(scheme.gates):
        yield from _missing(f"gates[{index}].section", gate.section, sections, "板块")
        yield from _missing(f"gates[{index}].grade_ceiling", gate.grade_ceiling, grades, "等次")
    for name, items in (("gates", scheme.gates), ("consequences", scheme.consequences)):
        for index, item in enumerate(items):
            for number, condition in enumerate(item.conditions):
                path = f"{name}[{index}].conditions[{number}]"
                yield from _missing(f"{path}.indicator", condition.indicator, indicators, "指标")
                yield from _missing(f"{path}.section", condition.section, sections, "板块")
    for index, item in enumerate(scheme.consequences):
        for name in item.grades:
            yield from _missing(f"consequences[{index}].grades", name, grades, "等次")
    for index, breaker in enumerate(scheme.ranking.tie_breakers):
        path = f"ranking.tie_breakers[{index}]"
        yield from _missing(f"{path}.indicator", breaker.indicator, indicators, "指标")
        yield from _missing(f"{path}.section", breaker.section, sections, "板块")
    for index, listing in enumerate(scheme.ranking.lists):
        for name in listing.grades:
            yield from _missing(f"ranking.lists[{index}].grades", name, grades, "等次")


def _group_references(scheme, indicators):
    for index, section in enumerate(scheme.sections):
        known = {item.key for item in section.indicators} | {item.key for item in section.shared_caps}
        for number, group in enumerate(section.shared_caps):
            for key in group.of:
                path = f"sections[{index}].shared_caps[{number}].of"
                yield from _missing(path, key, known, "指标（须在同一板块）")
    taken = {}
    for index, group in enumerate(scheme.once_per_work):
        for key in group.indicators:
            path = f"once_per_work[{index}].indicators"
            yield from _missing(path, key, indicators, "指标")
            if key in taken:
                yield path, f"指标“{key}”已在第 {taken[key] + 1} 组中，一个指标只能属于一组"
            taken.setdefault(key, index)


def _edges(scheme):
    """What each part needs to be computed first."""
    edges = {}
    for section in scheme.sections:
        edges[f"板块 {section.key}"] = [f"指标 {item.key}" for item in section.indicators]
        for item in section.indicators:
            needs = [f"要求 {item.method.gate}"] if isinstance(item.method, FromGate) else []
            needs += [f"指标 {key}" for key in item.method.of] if isinstance(item.method, Excess) else []
            edges[f"指标 {item.key}"] = needs
        for group in section.shared_caps:
            own = {cap.key for cap in section.shared_caps}
            edges[f"共用上限 {section.key}/{group.key}"] = [
                f"共用上限 {section.key}/{key}" for key in group.of if key in own
            ]
    for gate in scheme.gates:
        edges[f"要求 {gate.key}"] = [
            f"指标 {one.indicator}" if one.indicator else f"板块 {one.section}"
            for one in gate.conditions
            if one.indicator or one.section
        ]
    return edges


def _cycles(scheme):
    edges, done = _edges(scheme), set()

    def walk(node, trail):
        if node in trail:
            return [*trail[trail.index(node) :], node]
        if node in done:
            return None
        done.add(node)
        for following in edges.get(node, ()):
            found = walk(following, [*trail, node])
            if found:
                return found
        return None

    for node in edges:
        found = walk(node, [])
        if found:
            yield "sections", f"循环引用：{' → '.join(found)}"
            return


def _kinds(scheme, known):
    for path, _, indicator in located(scheme):
        for number, selector in enumerate(indicator.select):
            for kind in selector.kinds:
                hint = closest(kind, known)
                if kind not in known:
                    yield (
                        f"{path}.select[{number}].kinds",
                        f"没有履职事项“{kind}”{f'；是否想写“{hint}”？' if hint else ''}"
                        "（本地自设事项请先写入 kinds）",
                    )
