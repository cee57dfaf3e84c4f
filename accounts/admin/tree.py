"""Registers of the organisation: kept by the secretariat, read by every office."""

from django.contrib import admin

from accounts.admin.forms import TermForm
from accounts.choices import OFFICES, SECRETARIAT, Role
from core.admin_base import ScopedModelAdmin
from core.admin_forms import Span
from organizations.models import CalendarDay, Committee, Group, Organization, Sector, Session, Term, Unit


@admin.register(Organization)
class OrganizationAdmin(ScopedModelAdmin):
    """One's own organisation; new ones are founded by `manage.py found_organization`."""

    organization_field = None
    may_view = OFFICES | {Role.SECURITY_ADMIN, Role.AUDITOR}
    may_change = frozenset({Role.SYSTEM_ADMIN})
    list_display = ("short_name", "name", "code", "level")
    fields = ("name", "short_name", "code", "level", "one_person_office")
    readonly_fields = ("code", "level")


class SecretariatRegister(ScopedModelAdmin):
    organization_field = None
    may_view = OFFICES
    may_add = may_change = SECRETARIAT


@admin.register(Term)
class TermAdmin(Span, SecretariatRegister):
    form = TermForm
    organization_field = "organization"
    list_display = ("__str__", "since", "until")
    fields = ("number", "starts_on", "ends_on")


@admin.register(Session)
class SessionAdmin(SecretariatRegister):
    list_display = ("__str__", "starts_on", "ends_on")
    list_filter = ("term",)
    list_select_related = ("term",)
    fields = ("term", "number", "starts_on", "ends_on")


@admin.register(Sector)
class SectorAdmin(SecretariatRegister):
    list_display = ("name", "term", "position")
    list_filter = ("term",)
    list_select_related = ("term",)
    search_fields = ("name",)
    fields = ("term", "name", "position")


@admin.register(Committee)
class CommitteeAdmin(SecretariatRegister):
    list_display = ("name", "short_name", "term", "position")
    list_filter = ("term",)
    list_select_related = ("term",)
    search_fields = ("name", "short_name")
    fields = ("term", "name", "short_name", "position")


@admin.register(Group)
class GroupAdmin(SecretariatRegister):
    list_display = ("name", "kind", "term", "position")
    list_filter = ("kind", "term")
    list_select_related = ("term",)
    search_fields = ("name",)
    fields = ("term", "kind", "name", "position", "sectors")
    autocomplete_fields = ("sectors",)


@admin.register(Unit)
class UnitAdmin(ScopedModelAdmin):
    """承办单位: kept by the secretariat and 提案委, who hand out the work."""

    may_view = OFFICES
    may_add = may_change = SECRETARIAT | {Role.PROPOSAL_OFFICE}
    list_display = ("name", "short_name", "kind", "position", "enabled")
    list_filter = ("kind", "enabled")
    search_fields = ("name", "short_name")
    search_help_text = "名称或简称"
    fields = ("name", "short_name", "kind", "position", "enabled")


@admin.register(CalendarDay)
class CalendarDayAdmin(SecretariatRegister):
    """Days that this place works or rests otherwise than the nation."""

    organization_field = "organization"
    list_display = ("day", "is_workday", "note")
    list_filter = ("is_workday",)
    date_hierarchy = "day"
    fields = ("day", "is_workday", "note")
