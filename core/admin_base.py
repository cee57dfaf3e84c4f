"""Bases of every staff page: scope from the actor, rights by role, an audit row for every write."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from unfold.admin import ModelAdmin, StackedInline, TabularInline

from core import audit
from core.scope import narrow


class ScopedChoices:
    """Narrows each related field to what the actor may see."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        narrow(field, request.actor)
        return field

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        narrow(field, request.actor)
        return field


class RightsByRole:
    """`may_view`, `may_add`, `may_change`: sets of roles; nobody deletes."""

    may_view: frozenset = frozenset()
    may_add: frozenset = frozenset()
    may_change: frozenset = frozenset()

    def has_view_permission(self, request, obj=None):
        return request.actor.holds(*(self.may_view | self.may_change))

    def has_add_permission(self, request, obj=None):
        return request.actor.holds(*self.may_add)

    def has_change_permission(self, request, obj=None):
        return request.actor.holds(*self.may_change)

    def has_delete_permission(self, request, obj=None):
        return False

    def has_module_permission(self, request):
        return self.has_view_permission(request)


class ScopedModelAdmin(RightsByRole, ScopedChoices, ModelAdmin):
    """A register of the actor's organisation. `organization_field` is set to it when a row is added."""

    organization_field: str | None = "organization"
    list_per_page = 50
    show_full_result_count = False
    compressed_fields = True
    warn_unsaved_form = True
    actions = None

    def get_queryset(self, request):
        return self.model.objects.visible_to(request.actor).order_by(*self.get_ordering(request) or ("pk",))

    def get_exclude(self, request, obj=None):
        excluded = tuple(super().get_exclude(request, obj) or ())
        return (*excluded, self.organization_field) if self.organization_field else excluded

    @transaction.atomic
    def save_model(self, request, obj, form, change):
        if self.organization_field and not change:
            setattr(obj, f"{self.organization_field}_id", request.actor.organization_id)
        before = audit.snapshot(self.model.objects.get(pk=obj.pk)) if change else {}
        super().save_model(request, obj, form, change)
        old, new = audit.changed(before, audit.snapshot(obj))
        if new:
            audit.record(request.actor, "修改" if change else "新增", obj, before=old, after=new)

    def changeform_view(self, request, *args, **kwargs):
        try:
            with transaction.atomic():
                return super().changeform_view(request, *args, **kwargs)
        except DatabaseError as refusal:
            if getattr(refusal.__cause__, "pgcode", "") != "23000":
                raise
            raise PermissionDenied(str(refusal).splitlines()[0]) from refusal

    def log_addition(self, request, obj, message):
        """The audit chain is the only history."""

    def log_change(self, request, obj, message):
        """The audit chain is the only history."""

    def log_deletions(self, request, queryset):
        """The audit chain is the only history."""

    def tell(self, request, sentence: str, level=messages.SUCCESS) -> None:
        self.message_user(request, sentence, level)


class ScopedTabularInline(RightsByRole, ScopedChoices, TabularInline):
    """Rows of the parent's register; the parent's scope and roles hold."""

    extra = 0

    def has_view_permission(self, request, obj=None):
        return request.actor.is_staff


class ScopedStackedInline(ScopedTabularInline, StackedInline):
    """The same, one row under another."""

    template = StackedInline.template
