"""Grouping reports of the register: on the page, on paper, and as a book."""

from unfold.decorators import action

from core import audit
from core.clock import today
from core.dates import chinese_date
from core.writer import Book, Column
from members.admin.pages import demand, download
from members.choices import AffiliationKind
from members.queries import profiles_on
from members.queries.grouping import check_groups, counts_by, outside_committees
from organizations.models import Organization
from organizations.queries import term_on

TABLES = {
    AffiliationKind.SECTOR: "按界别",
    AffiliationKind.COMMITTEE: "按专委会",
    AffiliationKind.PARTY: "按党派",
}
MEMBER_COLUMNS = (
    Column("委员编号", 10),
    Column("姓名", 10),
    Column("界别", 20),
    Column("工作单位及职务", 36),
)
GROUP_COLUMNS = (Column("编组", 26), Column("组长等", 24), Column("人数", 8, "integer"))
COUNT_COLUMNS = (
    Column("名称", 30),
    Column("人数", 8, "integer"),
    Column("其中女性", 10, "integer"),
    Column("其中非中共", 10, "integer"),
)


class Reports:
    """Mixed into the register's ModelAdmin; `?book=1` gives the same as xlsx."""

    @action(description="编组核对", url_path="grouping", icon="checklist", permissions=["view"])
    def grouping(self, request):
        day, members, term = self._ground(request)
        checks = check_groups(members, term, day)
        if "book" in request.GET:
            sheets = [
                (
                    check.label,
                    GROUP_COLUMNS,
                    [(one.name, one.heads, one.count) for one in check.lines],
                    check.sentence,
                )
                for check in checks
            ]
            return self._book(request, "编组核对", day, sheets)
        return self.page(request, "grouping", title="编组核对", checks=checks, day=day, total=len(members))

    @action(description="全员入委核对", url_path="everyone-in", icon="rule", permissions=["view"])
    def everyone_in(self, request):
        day, members, _ = self._ground(request)
        outside = outside_committees(members, day)
        sentence = (
            f"除主席会议成员外，尚有 {len(outside)} 人未编入专委会。"
            if outside
            else f"除主席会议成员外，{len(members)} 名委员均已编入专委会。"
        )
        rows = [(one.number, one.name, one.label(AffiliationKind.SECTOR, day), "") for one in outside]
        if "book" in request.GET:
            return self._book(
                request,
                "全员入委核对",
                day,
                [("未入委", MEMBER_COLUMNS[:3], [r[:3] for r in rows], sentence)],
            )
        return self.page(
            request,
            "everyone_in",
            title="全员入委核对",
            members=outside,
            rows=rows,
            sentence=sentence,
            day=day,
        )

    @action(description="人数统计", url_path="statistics", icon="bar_chart", permissions=["view"])
    def statistics(self, request):
        day, members, term = self._ground(request)
        counted = counts_by(members, term, day)
        tables = [(TABLES[kind], lines) for kind, lines in counted.items()]
        if "book" in request.GET:
            sheets = [
                (title, COUNT_COLUMNS, [(o.name, o.count, o.women, o.outside_party) for o in lines], "")
                for title, lines in tables
            ]
            return self._book(request, "委员人数统计", day, sheets)
        return self.page(request, "statistics", title="人数统计", tables=tables, total=len(members), day=day)

    def _ground(self, request):
        demand(self.has_view_permission(request), "查看委员名册")
        day = today()
        term = term_on(request.actor.organization_id, day)
        demand(term is not None, "查看（本会尚未设置届次）")
        return day, profiles_on(request.actor.organization_id, day), term

    def _book(self, request, title: str, day, sheets) -> object:
        book = Book()
        for name, columns, rows, sentence in sheets:
            lines = [(request.actor.organization_name, chinese_date(day))] + ([sentence] if sentence else [])
            book.add_sheet(name, heading=title, subheading=lines, columns=columns, rows=rows, landscape=False)
        organization = Organization.objects.get(pk=request.actor.organization_id)
        audit.record(request.actor, f"导出{title}", organization)
        return download(book.close(), f"{title}（{day:%Y-%m-%d}）.xlsx")
