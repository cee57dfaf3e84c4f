"""通报名单 and 表扬建议名单: the names above the lines as the engine cut them, nobody else."""

from core.writer import Column
from portal.resources.edition import Edition, Member, Page
from portal.resources.shapes import ANNOUNCED, COMMENDED, listed

ORDER = "按政协职务排位，同位的按姓氏笔画为序；不按得分排列"
NO_COMMENDATION = "半年不评表扬，全年评定。"
COLUMNS = [
    Column("序号", 8, "integer", "center"),
    Column("姓名", 14, align="center"),
    Column("界别", 26),
    Column("归口专委会", 32),
    Column("政协职务", 14, align="center"),
]


def announced(edition: Edition) -> Page:
    """The top 60 % as the scheme cuts it."""
    return _page(edition, "通报名单", ANNOUNCED)


def commended(edition: Edition) -> Page:
    """The top 10 %; where the scheme cuts no such list for the half-year, the page says so."""
    return _page(edition, "表扬建议名单", COMMENDED)


def chosen(edition: Edition, which: str) -> list[Member] | None:
    """Those on a list, in printed order; None where the run has no such list."""
    bearers = listed(edition.run, which)
    return None if bearers is None else [one for one in edition.printed if one.bearer in bearers]


def _page(edition: Edition, name: str, which: str) -> Page:
    members = chosen(edition, which)
    if members is None:
        half = edition.cycle.part in ("h1", "h2") and which == COMMENDED
        note = NO_COMMENDATION if half else f"本方案未设{name}。"
        return Page(name, name, COLUMNS, [], (note,), landscape=False)
    rows = [[number, *one.who, one.office] for number, one in enumerate(members, start=1)]
    return Page(name, name, COLUMNS, rows, (f"共 {len(rows)} 人，{ORDER}",), landscape=False)
