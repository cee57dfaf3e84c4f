"""The register of members: look up, look at, and the acts of the secretariat beside it."""

from django.contrib import admin
from django.db.models import CharField, OuterRef, Prefetch, Subquery
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.html import format_html
from unfold.decorators import action, display

from accounts.choices import SECRETARIAT
from core import crypto
from core.admin_base import ReadOnlyAdmin, ScopedTabularInline
from core.clock import today
from core.dates import chinese_date
from documents.models import Attachment
from members import policies
from members.admin import filters
from members.admin.acts import MembershipActs
from members.admin.pages import Pages, demand, download
from members.admin.reports import Reports
from members.admin.slips import print_slips
from members.choices import AffiliationKind, MemberState
from members.models import Affiliation, Membership, Office, StatusChange
from members.queries import printed_order, search
from members.queries.profiles import span_of
from members.resources.export import export_register
from members.services.standing import CHANGE_FILES

VARIANTS = {"green": "success", "amber": "warning", "red": "danger", "grey": ""}
TONES = {state.value: VARIANTS[state.tone] for state in MemberState}


class _ReadOnlyInline(ScopedTabularInline):
    can_delete = False
    hide_title = True

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class AffiliationInline(_ReadOnlyInline):
    model = Affiliation
    fields = ("kind", "unit", "post", "span")
    readonly_fields = fields
    verbose_name_plural = "所属（含历次变动）"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("sector", "committee", "group")

    @display(description="所属单位")
    def unit(self, row):
        return row.unit_name

    @display(description="期间")
    def span(self, row):
        return days(row)


class OfficeInline(_ReadOnlyInline):
    model = Office
    fields = ("title", "protocol_order", "span")
    readonly_fields = fields
    span = AffiliationInline.span


class StatusChangeInline(_ReadOnlyInline):
    model = StatusChange
    fields = (
        "kind", "reason", "body", "meeting", "decided", "effective", "document_number", "notified", "paper",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request):
        """With the paper behind each decision, found in the same query."""
        own = Attachment.objects.filter(
            owner_type=CHANGE_FILES, owner_id=Cast(OuterRef("pk"), CharField())
        ).values("pk")
        return super().get_queryset(request).annotate(paper_id=Subquery(own[:1]))

    @display(description="决定日期")
    def decided(self, row):
        return chinese_date(row.decided_on)

    @display(description="生效日期")
    def effective(self, row):
        return chinese_date(row.effective_on)

    @display(description="决定文件")
    def paper(self, row):
        if not row.paper_id:
            return ""
        return format_html('<a href="{}">下载</a>', reverse("documents:download", args=[row.paper_id]))


@admin.register(Membership)
class MembershipAdmin(MembershipActs, Reports, Pages, ReadOnlyAdmin):
    may_view = policies.MAY_SEE
    list_display = (
        "number", "full_name", "offices_today", "sector", "committees", "study_group", "work_group",
        "phone", "state_label",
    )  # fmt: skip
    list_display_links = ("number", "full_name")
    list_filter = (
        "state", "term", filters.SectorFilter, filters.CommitteeFilter, filters.StudyGroupFilter,
        filters.WorkGroupFilter, filters.OfficeFilter,
    )  # fmt: skip
    search_fields = ("person__name",)
    search_help_text = "姓名、全拼、首字母、委员编号；秘书处还可用手机号后四位"
    list_fullwidth = True
    fields = (
        "number", "full_name", "gender", "ethnicity", "work", "phone", "term_label", "state_text", "tenure",
        "terms_served", "honours",
    )  # fmt: skip
    readonly_fields = fields
    inlines = (AffiliationInline, OfficeInline, StatusChangeInline)
    actions = ("slips",)
    actions_list = (
        "appoint",
        "import_table",
        "export",
        {"title": "核对与统计", "icon": "checklist", "items": ["grouping", "everyone_in", "statistics"]},
        {"title": "换届", "icon": "event_busy", "items": ["expire"]},
    )
    actions_detail = (
        "status",
        "move",
        {"title": "职务", "icon": "badge", "items": ["office", "end_office"]},
        {"title": "更多", "icon": "more_horiz", "items": ["leave", "personal_file", "reveal"]},
    )

    def get_queryset(self, request):
        day = today()
        held = Affiliation.objects.filter(during__contains=day).select_related("sector", "committee", "group")
        offices = Office.objects.filter(during__contains=day).order_by("protocol_order")
        rows = Membership.objects.visible_to(request.actor).select_related("person", "term", "organization")
        return printed_order(rows, day).prefetch_related(
            Prefetch("affiliations", held, to_attr="held"), Prefetch("offices", offices, to_attr="in_office")
        )

    def get_ordering(self, request):
        return ("order_on_day", "person__strokes", "number", "pk")

    def get_search_results(self, request, queryset, search_term):
        phones = policies.may_see_personal(request.actor, request.actor.organization_id)
        return search(queryset, search_term, phones=phones), False

    def get_actions(self, request):
        """Slips are printed by the secretariat only."""
        return super().get_actions(request) if request.actor.holds(*SECRETARIAT) else {}

    @display(description="姓名")
    def full_name(self, row):
        return format_html('<span class="whitespace-nowrap">{}</span>', row.person.name)

    @display(description="性别")
    def gender(self, row):
        return row.person.get_gender_display()

    @display(description="民族")
    def ethnicity(self, row):
        return row.person.ethnicity

    @display(description="工作单位和职务")
    def work(self, row):
        return f"{row.person.employer}{row.person.post}"

    @display(description="手机号")
    def phone(self, row):
        """Masked for everybody here; the secretariat reads it in full with a reason, on record."""
        return crypto.mask_phone(row.person.phone) if row.person.phone else ""

    @display(description="状态", label=TONES)
    def state_label(self, row):
        return row.state, row.get_state_display()

    @display(description="状态")
    def state_text(self, row):
        return row.get_state_display()

    @display(description="届次")
    def term_label(self, row):
        return str(row.term)

    @display(description="任职期间")
    def tenure(self, row):
        return days(row)

    @display(description="政协职务")
    def offices_today(self, row):
        return "、".join(str(office) for office in row.in_office)

    @display(description="界别")
    def sector(self, row):
        return _held(row, AffiliationKind.SECTOR)

    @display(description="专委会")
    def committees(self, row):
        return _held(row, AffiliationKind.COMMITTEE)

    @display(description="学习组")
    def study_group(self, row):
        return _held(row, AffiliationKind.STUDY_GROUP)

    @display(description="工作组")
    def work_group(self, row):
        return _held(row, AffiliationKind.WORK_GROUP)

    @action(description="导出所列名册", url_path="export", icon="download", permissions=["view"])
    def export(self, request):
        """What the list shows with its filters and search, in printed order."""
        rows = self.get_changelist_instance(request).get_queryset(request)
        content = export_register(by=request.actor, rows=Membership.objects.filter(pk__in=rows.values("pk")))
        return download(content, f"委员名册（{today():%Y-%m-%d}）.xlsx")

    @admin.action(description="开通账号并打印激活单", permissions=["keep"])
    def slips(self, request, queryset):
        demand(self.has_keep_permission(request), "签发激活单")
        rows = queryset.select_related("person__user", "organization")
        return print_slips(request, rows, back=reverse("admin:members_membership_changelist"))


def days(row: Affiliation | Office | Membership) -> str:
    """«2022年1月10日至2027年1月9日», both days included."""
    span = span_of(row.during)
    return f"{chinese_date(span.first)}至{chinese_date(span.last) or '今'}"


def _held(row: Membership, kind: str) -> str:
    names = [
        f"{one.unit_name}（{one.post}）" if one.post else one.unit_name
        for one in row.held
        if one.kind == kind
    ]
    return "、".join(names)
