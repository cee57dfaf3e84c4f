"""Recomputes every section, total and rank of a published run without the scoring engine.

    python verify.py RUN.json SCHEME.yaml

Reads the run's export and the scheme file; needs only Python and PyYAML. Written apart from the
engine on purpose: two hands that agree. Prints each difference; exits 1 if there is any.
"""

import hashlib
import json
import sys
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction

import yaml

MODES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "up": ROUND_UP, "down": ROUND_DOWN}


def number(raw):
    text = str(raw).strip()
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def rounded(value, places, mode):
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return Fraction(exact.quantize(Decimal(1).scaleb(-places), rounding=MODES[mode]))


def listed(raw):
    return raw if isinstance(raw, list) else [] if raw is None else [raw]


def amount(raw, bearer):
    """A value that may differ by office, committee, sector or group; weighted over offices held."""
    if raw is None:
        return None
    if isinstance(raw, dict):
        ((dimension, values),) = raw.items()
        raw = [{dimension: word, "points": value} for word, value in values.items()]
    if not isinstance(raw, list):
        return number(raw)
    found = [
        (first_fit(raw, set(offices), bearer["units"]), number(share)) for offices, share in bearer["offices"]
    ]
    if all(value is None for value, _ in found):
        return None
    return sum((value or 0) * share for value, share in found)


def first_fit(rows, offices, units):
    held = {"offices": offices} | {f"{kind}s": set(units[kind]) for kind in ("committee", "sector", "group")}
    for row in rows:
        if all(key not in row or set(listed(row[key])) & own for key, own in held.items()):
            return number(row["points"])
    return None


class Check:
    def __init__(self, run, scheme):
        self.run, self.scheme, self.faults = run, scheme, []
        rounding = scheme.get("rounding", {})
        self.places = {"line": int(rounding.get("line", 2)), "total": int(rounding.get("total", 2))}
        self.mode = rounding.get("mode", "half_up")
        self.gates = {gate["key"]: gate for gate in scheme.get("gates", [])}

    def note(self, bearer, what, published, computed):
        if published != computed:
            self.faults.append(f"{bearer}：{what} 公布为 {show(published)}，复算为 {show(computed)}")

    def everything(self):
        year = "year" in self.scheme and self.run["period"]["kind"] == "year"
        for bearer in self.run["bearers"]:
            total = self.year_total(bearer) if year else self.total(bearer)
            self.note(bearer["key"], "总分", number(bearer["total"]), total)
        self.ranks()
        self.note("全部", "校验码", self.run["digest"], self.digest())
        return self.faults

    def unmet(self, bearer, key):
        return [
            gate for code, gate in self.gates.items() if bearer["gates"].get(code) is False and key in gate
        ]

    def total(self, bearer):
        ordinary, bonus, penalties = (
            amount(self.scheme.get("start"), bearer) or Fraction(0),
            Fraction(0),
            Fraction(0),
        )
        for section in self.scheme["sections"]:
            points, taken = self.section(bearer, section)
            self.note(
                bearer["key"], f"板块 {section['key']}", number(bearer["sections"][section["key"]]), points
            )
            penalties += taken
            ordinary, bonus = (
                (ordinary, bonus + points) if section.get("bonus") else (ordinary + points, bonus)
            )
        value = at_most(ordinary, amount(self.scheme.get("cap"), bearer)) + bonus
        value = at_most(value, amount(self.scheme.get("cap_with_bonus"), bearer)) + penalties
        for gate in self.unmet(bearer, "total_cap"):
            value = at_most(value, number(gate["total_cap"]))
        return rounded(at_least(value, self.scheme.get("floor")), self.places["total"], self.mode)

    def section(self, bearer, section):
        """(points of the section, penalties that go to the total)."""
        points, taken = {}, Fraction(0)
        for item in section.get("indicators", []):
            line = bearer["lines"].get(item["key"])
            if line is None:
                continue
            if item["method"].get("from") == "total":
                taken += number(line["points"])
            else:
                points[item["key"]] = number(line["points"])
        start = rounded(amount(section.get("start"), bearer) or Fraction(0), self.places["line"], self.mode)
        value = start + sum(points.values()) - shared_cuts(section.get("shared_caps", []), points)
        value = at_most(value, amount(section.get("cap"), bearer))
        for gate in self.unmet(bearer, "section_cap"):
            if gate["section"] == section["key"]:
                value = at_most(value, number(gate["section_cap"]))
        value = at_least(value, section.get("floor")) * number(section.get("weight", 1))
        adjusted = number(bearer.get("adjusted", {}).get(section["key"], 0))
        return rounded(value, self.places["line"], self.mode) + adjusted, taken

    def year_total(self, bearer):
        yearly = {
            item["key"]
            for section in self.scheme["sections"]
            for item in section.get("indicators", [])
            if "year" in listed(item.get("periods"))
        }
        halves = sum(
            number(bearer["halves"][half]) * number(share)
            for half, share in zip(("h1", "h2"), bearer["shares"], strict=True)
        )
        extra = sum(number(line["points"]) for key, line in bearer["lines"].items() if key in yearly)
        value = rounded(halves, self.places["total"], self.mode) + extra
        cap = self.scheme["year"].get("cap")
        return at_least(
            at_most(value, None if cap is None else number(cap)), self.scheme["year"].get("floor")
        )

    def strength(self, bearer):
        """What a bearer is ranked by: the total, then each tie-breaker; bigger is better."""
        values = [number(bearer["total"])]
        for breaker in self.scheme.get("ranking", {}).get("tie_breakers", []):
            if "section" in breaker:
                value = number(bearer["sections"][breaker["section"]])
            else:
                line = bearer["lines"].get(breaker["indicator"], {})
                value = number(line.get(breaker.get("by", "points")) or 0)
            values.append(-value if breaker.get("order") == "low" else value)
        return values

    def ranks(self):
        dense = self.scheme.get("ranking", {}).get("ties") == "dense"
        scopes = {scope for bearer in self.run["bearers"] for scope in bearer["ranks"]}
        taking_part = [(bearer, self.strength(bearer)) for bearer in self.run["bearers"] if bearer["ranked"]]
        for scope in sorted(scopes):
            units = {}
            for bearer, strength in taking_part:
                for unit in units_of(bearer, scope):
                    units.setdefault(unit, []).append((bearer, strength))
            for unit, members in units.items():
                for bearer, strength in members:
                    better = [other for _, other in members if other > strength]
                    rank = 1 + (len({tuple(one) for one in better}) if dense else len(better))
                    self.note(
                        bearer["key"], f"名次 {scope} {unit}".strip(), bearer["ranks"][scope].get(unit), rank
                    )

    def digest(self):
        places = {}
        for bearer in self.run["bearers"]:
            for scope, units in bearer["ranks"].items():
                for unit, rank in units.items():
                    places.setdefault(scope, {}).setdefault(unit, {})[bearer["key"]] = rank
        document = {
            "scores": {
                one["key"]: {
                    "lines": {
                        key: [line["count"], line["raw"], line["points"]]
                        for key, line in one["lines"].items()
                    },
                    "sections": one["sections"],
                    "gates": one["gates"],
                    "total": one["total"],
                }
                for one in self.run["bearers"]
            },
            "ranks": places,
            "grades": {one["key"]: one["grade"] for one in self.run["bearers"] if one["grade"] is not None},
            "lists": self.run["lists"],
        }
        text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def at_most(value, cap):
    return value if cap is None else min(value, cap)


def at_least(value, floor):
    return value if floor is None else max(value, number(floor))


def shared_cuts(groups, points):
    """Caps over several items, and caps over caps: what they take away in all."""
    by_key, left, cut = {group["key"]: group for group in groups}, {}, [Fraction(0)]

    def worth(key):
        if key in by_key and key not in left:
            total = sum((worth(one) for one in listed(by_key[key]["of"])), Fraction(0))
            left[key] = min(total, number(by_key[key]["cap"]))
            cut[0] += total - left[key]
        return left[key] if key in by_key else points.get(key, Fraction(0))

    for key in by_key:
        worth(key)
    return cut[0]


def units_of(bearer, scope):
    units = [""]
    for part in scope.split("+"):
        own = [""] if part == "all" else bearer["units"][part]
        units = [f"{left}+{right}" if left else right for left in units for right in own]
    return units


def show(value):
    return str(float(value)) if isinstance(value, Fraction) else str(value)


def verify(run: dict, scheme: dict) -> list:
    """The differences between a published run and what its lines and scheme make of it."""
    return Check(run, scheme).everything()


def main(run_path, scheme_path):
    with open(run_path, encoding="utf-8") as run, open(scheme_path, encoding="utf-8") as scheme:
        faults = verify(json.load(run), yaml.load(scheme, Loader=yaml.BaseLoader))
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    sys.stdout.write("复算一致\n" if not faults else f"{len(faults)} 处不一致\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
