"""Plain registers around sites: towns, kinds, checklists, deeds."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from unfold.decorators import display

from activities import site_policies as policies
from activities.admin.desk import OwnChoices
from activities.models.sites import Checklist, ChecklistItem, Deed, SiteKind, Town
from core.admin_base import ScopedModelAdmin, ScopedTabularInline


class Register(ScopedModelAdmin):
    """Kept by the 经办人, read by the offices."""

    may_view = policies.READERS
    may_add = may_change = policies.KEEPERS


@admin.register(Town)
class TownAdmin(Register):
    list_display = ("name", "position")
    search_fields = ("name",)


@admin.register(SiteKind)
class SiteKindAdmin(Register):
    list_display = ("name", "position", "wanted", "yearly_activities", "enabled")


class ChecklistItemInline(ScopedTabularInline):
    model = ChecklistItem
    may_view = policies.READERS
    may_add = may_change = policies.KEEPERS
    fields = ("position", "text", "is_example", "enabled")


@admin.register(Checklist)
class ChecklistAdmin(OwnChoices, Register):
    """六有, 五有三服务 …: the items are rows that the office edits."""

    list_display = ("name", "source", "enabled")
    inlines = (ChecklistItemInline,)


@admin.register(Deed)
class DeedAdmin(ScopedModelAdmin):
    """服务实事: «谁组织谁记录»."""

    may_view = policies.READERS
    may_add = may_change = policies.RECORDERS
    list_display = ("day", "kind", "title", "where", "cases", "people", "amount")
    list_display_links = ("title",)
    list_filter = ("kind", "site", "group")
    list_select_related = ("site", "group")
    search_fields = ("title", "village")
    date_hierarchy = "day"

    @display(description="场所或活动组")
    def where(self, row):
        if row.site is None:
            return row.group or "—"
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:activities_site_desk", args=[row.site_id]), row.site
        )
