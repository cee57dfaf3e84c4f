"""The few doors each kind of user has, for the strip under the bar and the foot of a phone."""

from django.urls import reverse

from accounts.choices import Role
from portal.policies import may_see_dashboard
from social_info.policies import may_see_board

# label, address, icon; the address begins with what marks the item as the current one
MEMBER = (
    ("首页", "portal:home", "house"),
    ("会议", "activities:own", "calendar-event"),
    ("提案", "proposals:own", "file-earmark-text"),
    ("信息", "social_info:own", "chat-square-text"),
    ("我的", "members:own", "person"),
    ("履职", "duties:own", "journal-text"),
    ("得分", "appraisals:own", "trophy"),
    ("消息", "notices:inbox", "bell"),
)
DOORS = (
    ("履职", "duties:own", "journal-text"),
    ("得分", "appraisals:own", "trophy"),
    ("大会发言", "activities:speeches", "megaphone"),
    ("签到码", "activities:own_code", "qr-code"),
)
"""On the first page: what has no place among the five at the foot of a phone."""
LEADER = (
    ("看板", "portal:dashboard", "bar-chart-line"),
    ("提案情况", "proposals:figures", "file-earmark-text"),
)
REPORT_BOARD = (("信息看板", "social_info:board", "megaphone"),)
CORRESPONDENT = (("我的信息", "social_info:own", "chat-square-text"),)
UNIT = (
    ("提案办理", "proposals:inbox", "list-check"),
    ("转办信息", "social_info:referrals", "inbox"),
)


def of(actor, path: str) -> list[dict]:
    """Items for the actor; staff without either role work in the staff site and have none here."""
    items = (MEMBER if actor.is_member else ()) + (LEADER if may_see_dashboard(actor) else ())
    items += REPORT_BOARD if may_see_board(actor) else ()
    items += CORRESPONDENT if actor.holds(Role.CORRESPONDENT) and not actor.is_member else ()
    items += UNIT if actor.unit_ids else ()
    drawn = [{"label": label, "url": reverse(name), "icon": icon} for label, name, icon in items]
    best = max((one for one in drawn if _leads(one["url"], path)), key=_length, default=None)
    return [one | {"active": one is best} for one in drawn]


def doors() -> list[dict]:
    return [{"label": label, "url": reverse(name), "icon": icon} for label, name, icon in DOORS]


def _leads(url: str, path: str) -> bool:
    """Whether the page lies behind the item; the first page has only itself behind it."""
    return path == url if url == "/" else path.startswith(url)


def _length(item: dict) -> int:
    return len(item["url"])
