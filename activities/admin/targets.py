"""Target sets with their items, and how far each group or member is."""

from django import forms
from django.contrib import admin
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from unfold.decorators import display

from activities import site_policies as policies
from activities.admin.desk import Desk, OwnChoices
from activities.models.targets import TargetItem, TargetSet
from activities.resources.site_lists import progress_list
from activities.services.targets import load_examples
from activities.site_choices import TargetSubject
from activities.target_queries import item_totals, progress, span_of
from core.admin_base import ScopedModelAdmin, ScopedTabularInline
from core.clock import today
from core.dates import parse_date
from documents.files import CONTENT_TYPES
from documents.views import file_response


class TargetItemForm(forms.ModelForm):
    def clean(self):
        """Activities have hosts, not members: only groups are measured by them."""
        data = super().clean()
        subject = data.get("target_set") and data["target_set"].subject
        if data.get("activity_kind") and subject == TargetSubject.MEMBER:
            self.add_error("activity_kind", "考查对象为委员时，请按履职事项核对。")
        return data


class TargetItemInline(OwnChoices, ScopedTabularInline):
    model = TargetItem
    form = TargetItemForm
    may_view = policies.READERS
    may_add = may_change = policies.KEEPERS
    fields = ("position", "text", "duty_kind", "activity_kind", "wanted", "is_example")


@admin.register(TargetSet)
class TargetSetAdmin(Desk, ScopedModelAdmin):
    """履职目标."""

    may_view = policies.READERS
    may_add = may_change = policies.KEEPERS
    list_display = ("to_progress", "subject", "group_kind", "period", "enabled", "source")
    list_display_links = None
    inlines = (TargetItemInline,)

    @display(description="名称", ordering="name")
    def to_progress(self, row):
        address = reverse("admin:activities_targetset_progress", args=[row.pk])
        return format_html('<a href="{}">{}</a>', address, row.name)

    def get_urls(self):
        own = [
            path("examples/", self.route(self.examples), name="activities_targetset_examples"),
            path(
                "<path:object_id>/progress/", self.route(self.progress), name="activities_targetset_progress"
            ),
            path("<path:object_id>/sheet/", self.route(self.sheet), name="activities_targetset_sheet"),
        ]
        return own + super().get_urls()

    def examples(self, request):
        """Load the reference kinds of sites, checklists and target sets."""
        self._closed(request)
        if request.method == "POST":
            count = self.attempt(request, "", load_examples)
            if count is not None:
                self.tell(
                    request,
                    f"已载入 {0 if count is True else count} 项参考标准，标为“示例”的条目请按本会规定修改。",
                )
            return redirect("admin:activities_targetset_changelist")
        return self.page(
            request, "examples", title="载入参考标准", may_load=policies.may_keep_sites(request.actor)
        )

    def progress(self, request, object_id):
        """«4/6»: every group or member with each target of the period."""
        row, day = self._asked(request, object_id)
        lines = progress(row, day)
        items = list(row.items.select_related("duty_kind", "activity_kind"))
        return self.page(
            request, "targets", title=row.name, row=row, span=span_of(row.period, day), lines=lines, day=day,
            items=list(zip(items, item_totals(lines) or [0] * len(items), strict=True)),
            may_change=policies.may_keep_sites(request.actor), whole=sum(line.whole for line in lines),
        )  # fmt: skip

    def sheet(self, request, object_id):
        row, day = self._asked(request, object_id)
        name = f"{row.name}完成情况（{span_of(row.period, day).label}）.xlsx"
        return file_response(progress_list(row, day), name, CONTENT_TYPES["xlsx"])

    def _asked(self, request, object_id):
        row = self.one(
            request, object_id, TargetSet.objects.visible_to(request.actor).select_related("organization")
        )
        try:
            return row, parse_date(request.GET.get("day", ""))
        except ValueError:
            return row, today()
