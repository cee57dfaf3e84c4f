"""Random schemes over a small set of kinds, covering every method, share and limit."""

import random

from appraisals.engine.scheme import parse

STAGES = ["submitted", "filed", "key", "excellent"]


def random_scheme(dice: random.Random):
    """A valid scheme of two sections and a dozen indicators."""
    sections = []
    for number, exam in enumerate(("attendance", "merit")):
        indicators = [_indicator(dice, f"i{number}{place}", exam) for place in range(6)]
        sections.append({
            "key": f"s{number}", "name": f"板块{number}", "exam": exam, "indicators": indicators,
            "cap": dice.choice([20, 40, 100]),
            "shared_caps": [{"key": "both", "of": [f"i{number}0", f"i{number}1"], "cap": 10}],
        })  # fmt: skip
    return parse({
        "slug": "random", "name": "随机方案", "period": "year", "sections": sections,
        "joiners": dice.choice(["none", "denominators", "full_marks"]),
        "office_at": dice.choice(["period_end", "longest", "pro_rata"]),
        "once_per_work": [{"indicators": ["i12", "i13"]}] if dice.random() < 0.5 else [],
        "gates": [{
            "key": "g", "name": "基本要求", "require": "any", "grade_ceiling": "称职",
            "conditions": [{"select": "proposal", "at_least": 2}, {"indicator": "i00", "at_least": 3}],
        }],
        "grades": {"bands": [{"name": "优秀", "min": 60}, {"name": "称职", "min": 20}, {"name": "不称职"}]},
        "ranking": {
            "scopes": ["all", "sector", "office"],
            "lists": [{"name": "通报名单", "top": "60%"}, {"name": "表扬", "top": "10%", "rounding": "up"}],
        },
    })  # fmt: skip


def _indicator(dice, key, exam):
    if exam == "attendance" and dice.random() < 0.8:
        made = dice.choice(ATTENDANCE)(dice)
    else:
        made = dice.choice(MERIT)(dice)
    return {"key": key, "name": f"指标{key}", "exam": exam, "select": _select(dice, exam), **made}


def _select(dice, exam):
    if exam == "attendance":
        return {"kinds": "other_meeting_attendance"}
    made = {"kinds": dice.sample(["proposal", "social_info", "speech"], dice.randint(1, 2))}
    if dice.random() < 0.4:
        made["stages"] = dice.sample(STAGES, 2)
    if dice.random() < 0.2:
        made["certified_only"] = True
    if dice.random() < 0.2:
        made["valid_from"] = "2026-04-10"
    if dice.random() < 0.2:
        made["roles"] = ["lead"]
    return made


def _meeting(dice):
    return {"meeting": {"present_if": "2/3"}} if dice.random() < 0.4 else {}


ATTENDANCE = (
    lambda dice: {"method": {"type": "rate", "points": 20}, **_meeting(dice)},
    lambda dice: {
        "method": {
            "type": "rate", "points": 20, "full_at": "80%",
            "count_as": [{"results": ["excused"], "as": "excluded"}, {"flags": ["late"], "part": "1/2"}],
        }
    },
    lambda dice: {
        "method": {
            "type": "deduct", "full": 10, "match": dice.choice(["first", "all", "highest"]),
            "deductions": [{"flags": ["late"], "points": 1}, {"results": ["absent"], "points": "2.5"}],
        },
        **_meeting(dice),
    },
    lambda dice: {
        "method": {"type": "penalty", "points": {"results": {"absent": 2, "excused": "0.5"}},
                   "from": dice.choice(["section", "total"])}
    },
    lambda dice: {
        "method": {"type": "reach", "points": 12, "target": 4, "below": dice.choice(["share", "none"]),
                   "count": dice.choice(["quantity", "days", "meetings"])}
    },
)  # fmt: skip

MERIT = (
    lambda dice: {
        "method": {"type": "per_unit", "points": {"roles": {"lead": 5, "co_signer": 2}}},
        "limits": {"cap": dice.choice([8, 12, 30]), "per": [{"window": "month", "max_count": 2}]},
    },
    lambda dice: {
        "method": {"type": "per_unit", "tiers": [{"from": 1, "to": 2, "points": 4}, {"from": 3, "points": 1, "cap": 6}]},
        "limits": {"pick": dice.choice(["highest", "earliest"]), "max_count": 5},
    },
    lambda dice: {"method": {"type": "once", "points": 6, "at_least": 2, "count": dice.choice(["facts", "matters"])}},
    lambda dice: {"method": {"type": "reach", "points": 12, "target": 1, "every": "month", "below": "share"}},
    lambda dice: {
        "method": {
            "type": "table", "combine": "highest_per_matter",
            "rows": [{"stages": ["key"], "points": 8}, {"stages": ["excellent"], "points": 10},
                     {"all_stages": ["key", "excellent"], "points": 12}, {"stages": ["filed"], "points": 3}],
        }
    },
    lambda dice: {
        "method": {"type": "table", "combine": dice.choice(["sum", "highest", "each_level_once"]),
                   "rows": {"levels": {"province": 6, "city": 3}}}
    },
    lambda dice: {
        "method": {"type": "table", "combine": "top_within", "groups": [["province", "city"]],
                   "rows": {"levels": {"province": 6, "city": 3}}}
    },
    lambda dice: {"method": {"type": "entered", "min": 0, "max": 8,
                             "combine": dice.choice(["sum", "average", "highest", "latest"])}},
    lambda dice: {"method": {"type": "rating", "weight": "30%"}},
    lambda dice: {
        "method": {"type": "per_unit", "points": 6},
        "share": dice.choice([
            {"split": "lead_then_even", "lead": "1/2"}, {"split": "even"}, {"split": "lead_only"},
            {"split": "by_role", "roles": {"lead": 1, "co_signer": "50%"}}, {"split": "fraction", "fraction": "1/3"},
            {"main_members": 2},
        ]),
    },
    lambda dice: {
        "method": {"type": "per_unit", "points": 2},
        "limits": {"per": [{"window": dice.choice(["day", "week", "matter", ["month", "matter"]]), "max_count": 1}]},
    },
)  # fmt: skip
