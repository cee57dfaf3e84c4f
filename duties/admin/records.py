"""履职记录: the list, entry by hand, one record with its evidence, reviews and rulings, export."""

from django.contrib import admin
from django.http import Http404
from django.urls import path
from unfold.decorators import action, display
from unfold.paginator import InfinitePaginator

from core.admin_base import ScopedModelAdmin
from core.workflow import Refused
from duties import policies, queries, services
from duties.admin.entry import EntryPages
from duties.admin.exporting import ExportPages
from duties.admin.one import VARIANTS, OnePage
from duties.choices import RecordState
from duties.filters import NAMES, HalfFilter, KindFilter, StateFilter, searched
from duties.models import DutyRecord

MOST_AT_ONCE = 5_000


@admin.register(DutyRecord)
class DutyRecordAdmin(EntryPages, OnePage, ExportPages, ScopedModelAdmin):
    list_display = ("bearer_name", "kind", "occurred_on", "matter_title", "words", "amount", "state")
    list_display_links = ("bearer_name", "matter_title")
    list_filter = (KindFilter, HalfFilter, StateFilter)
    list_filter_submit = True
    list_select_related = ("bearer__membership__person", "bearer__group", "kind")
    search_fields = ("matter_title",)
    search_help_text = "委员姓名、拼音、首字母、编号，或事由"
    paginator = InfinitePaginator
    actions = ("certify_chosen",)
    change_list_template = "admin/duties/ledger.html"

    def has_view_permission(self, request, obj=None):
        return policies.may_read_ledger(request.actor)

    def has_add_permission(self, request, obj=None):
        return policies.may_enter(request.actor)

    def has_change_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return queries.readable(request.actor).order_by("-occurred_on", "-id").prefetch_related("reviews")

    def get_search_results(self, request, queryset, search_term):
        return searched(queryset, search_term), False

    def lookup_allowed(self, lookup, value, request=None):
        return lookup in NAMES or super().lookup_allowed(lookup, value, request)

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("fields/", view(self.fields_view), name="duties_dutyrecord_fields"),
            path("export/", view(self.export_view), name="duties_dutyrecord_export"),
            path("export/<int:pk>/", view(self.export_job_view), name="duties_dutyrecord_export_job"),
            *super().get_urls(),
        ]

    @display(description="计分对象")
    def bearer_name(self, record):
        membership = record.bearer.membership
        return f"{membership.number} {membership.person.name}" if membership else str(record.bearer)

    @display(description="情况")
    def words(self, record):
        return queries.words_of(record) or "—"

    @display(description="数量")
    def amount(self, record):
        quantity = f"{record.quantity.normalize():f}"
        due = f"/{record.expected.normalize():f}" if record.kind.is_attendance else ""
        return f"{quantity}{due} {record.kind.unit}"

    @display(description="状态", label={state.value: VARIANTS[state.tone] for state in RecordState})
    def state(self, record):
        found = queries.state_of(record)
        return found.value, found.label

    def changelist_view(self, request, extra_context=None):
        self._closed(request)
        waiting = queries.disputed(queries.readable(request.actor)).count()
        context = {
            "disputed": waiting,
            "query": request.GET.urlencode(),
            "may_enter": policies.may_enter(request.actor),
            "may_hand_in": policies.may_hand_in(request.actor),
        }
        return super().changelist_view(request, context | (extra_context or {}))

    @action(description="核实所选记录")
    def certify_chosen(self, request, queryset):
        if queryset[: MOST_AT_ONCE + 1].count() > MOST_AT_ONCE:
            raise Refused(f"一次最多核实 {MOST_AT_ONCE} 条，请先筛选。")
        rows = DutyRecord.objects.visible_to(request.actor).filter(pk__in=queryset.values("pk"))
        count = services.certify_all(by=request.actor, records=rows)
        self.tell(request, f"已核实 {count} 条；自己登记的、已核实的和有异议的不在其内。")

    def record_or_404(self, request, pk) -> DutyRecord:
        rows = queries.readable(request.actor).select_related(
            "kind", "organization", "bearer__membership__person", "bearer__group", "recorded_by", "voided_by"
        )
        found = rows.prefetch_related("reviews").filter(pk=pk).first() if str(pk).isdecimal() else None
        if found is None or not self.has_view_permission(request):
            raise Http404
        return found
