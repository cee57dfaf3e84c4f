"""Filters of the register by what holds today; each offers the units of the actor's own organisation."""

from django.contrib.admin import SimpleListFilter

from core.clock import today
from members.choices import AffiliationKind, OfficeTitle
from members.models import Affiliation, Office
from organizations.models import Committee, Group, Sector


class PlaceFilter(SimpleListFilter):
    """Members who stand in a unit of one kind today; «未编入» for those in none."""

    kind = ""
    model = Group
    NONE = "none"

    def lookups(self, request, model_admin):
        rows = self.model.objects.visible_to(request.actor).filter(
            term__organization_id=request.actor.organization_id
        )
        if self.model is Group:
            rows = rows.filter(kind=self.kind)
        latest = rows.order_by("-term__number").values_list("term_id", flat=True).first()
        chosen = rows.filter(term_id=latest).order_by("position", "id")
        return [(str(row.pk), row.name) for row in chosen] + [(self.NONE, "未编入")]

    def queryset(self, request, queryset):
        value = self.value()
        if not value:
            return queryset
        held = Affiliation.objects.filter(kind=self.kind, during__contains=today())
        if value == self.NONE:
            return queryset.exclude(pk__in=held.values("membership_id"))
        if not value.isdecimal():
            return queryset.none()
        column = self.model._meta.model_name
        return queryset.filter(pk__in=held.filter(**{f"{column}_id": value}).values("membership_id"))


class SectorFilter(PlaceFilter):
    title, parameter_name, kind, model = "界别", "sector", AffiliationKind.SECTOR, Sector


class CommitteeFilter(PlaceFilter):
    title, parameter_name, kind, model = "专委会", "committee", AffiliationKind.COMMITTEE, Committee


class StudyGroupFilter(PlaceFilter):
    title, parameter_name, kind = "学习组", "study_group", AffiliationKind.STUDY_GROUP


class WorkGroupFilter(PlaceFilter):
    title, parameter_name, kind = "工作组", "work_group", AffiliationKind.WORK_GROUP


class OfficeFilter(SimpleListFilter):
    title, parameter_name = "政协职务", "office"

    def lookups(self, request, model_admin):
        return OfficeTitle.choices

    def queryset(self, request, queryset):
        if self.value() not in OfficeTitle.values:
            return queryset if not self.value() else queryset.none()
        held = Office.objects.filter(title=self.value(), during__contains=today())
        return queryset.filter(pk__in=held.values("membership_id"))
