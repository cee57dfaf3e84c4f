"""Bases of every staff page: scope from the actor, rights by role, an audit row for every write."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from unfold.admin import ModelAdmin, StackedInline, TabularInline

from core import admin_filters, audit, refusals
from core.scope import narrow
from core.workflow import Refused


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
        return request.actor.holds(*self.may_view, *self.may_change, *self.may_add)

    def has_add_permission(self, request, obj=None):
        return request.actor.holds(*self.may_add)

    def has_change_permission(self, request, obj=None):
        return request.actor.holds(*self.may_change)

    def has_delete_permission(self, request, obj=None):
        return False

    def has_module_permission(self, request):
        return self.has_view_permission(request)


class OwnOrganization:
    """A form whose new rows belong to the actor's organisation before they are validated."""

    organization_field = ""
    organization_id = None

    def _post_clean(self):
        if self.instance._state.adding:
            setattr(self.instance, f"{self.organization_field}_id", self.organization_id)
        super()._post_clean()

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {self.organization_field}


class Audited:
    """Writes one audit row for each saved row, its related lists and its inline rows."""

    @transaction.atomic
    def save_model(self, request, obj, form, change):
        before = audit.snapshot(self.model._base_manager.get(pk=obj.pk)) if change else {}
        super().save_model(request, obj, form, change)
        self._note(request, obj, before, audit.snapshot(obj))

    def save_related(self, request, form, formsets, change):
        lists = [field.name for field in form.instance._meta.many_to_many if field.name in form.changed_data]
        before = self._lists(form.instance, lists) if change else {}
        super().save_related(request, form, formsets, change)
        if lists:
            self._note(request, form.instance, before, self._lists(form.instance, lists))

    def save_formset(self, request, form, formset, change):
        changed = [row.instance.pk for row in formset.initial_forms if row.has_changed()]
        before = {row.pk: audit.snapshot(row) for row in formset.model._base_manager.filter(pk__in=changed)}
        super().save_formset(request, form, formset, change)
        for row in [*formset.new_objects, *(pair[0] for pair in formset.changed_objects)]:
            self._note(request, row, before.get(row.pk, {}), audit.snapshot(row))

    def _note(self, request, obj, before, after):
        old, new = audit.changed(before, after)
        if new:
            audit.record(request.actor, "修改" if before else "新增", obj, before=old, after=new)

    def _lists(self, obj, names) -> dict:
        return {name: sorted(str(row) for row in getattr(obj, name).all()) for name in names}

    def log_addition(self, request, obj, message):
        """The audit chain is the only history."""

    def log_change(self, request, obj, message):
        """The audit chain is the only history."""

    def log_deletions(self, request, queryset):
        """The audit chain is the only history."""


class ScopedModelAdmin(RightsByRole, ScopedChoices, Audited, ModelAdmin):
    """A register of the actor's organisation. `organization_field` is set to it when a row is added.

    A role without any right finds no page (404), as does whoever asks for a row of another organisation.
    """

    organization_field: str | None = "organization"
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    compressed_fields = True
    warn_unsaved_form = True
    view_on_site = False
    empty_value_display = "—"
    actions = None
    object_history_template = "core/object_history.html"

    def get_queryset(self, request):
        rows = self.model.objects.visible_to(request.actor)
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def object_or_404(self, request, object_id):
        """The row of the actor's organisation, for pages and acts beside the form."""
        found = self.get_object(request, unquote(str(object_id)))
        if found is None or not self.has_view_permission(request, found):
            raise Http404
        return found

    def get_urls(self):
        """Nobody deletes, so there is no page for it."""
        return [url for url in super().get_urls() if not (url.name or "").endswith("_delete")]

    def get_exclude(self, request, obj=None):
        excluded = tuple(super().get_exclude(request, obj) or ())
        return (*excluded, self.organization_field) if self.organization_field else excluded

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if not self.organization_field:
            return form
        own = {
            "organization_field": self.organization_field,
            "organization_id": request.actor.organization_id,
        }
        return type(form.__name__, (OwnOrganization, form), own)

    def get_list_filter(self, request):
        return admin_filters.narrowed(self.model, super().get_list_filter(request))

    def lookup_allowed(self, lookup, value, request=None):
        """Only what a declared filter asks; hidden columns can't be guessed through the address."""
        names = admin_filters.declared(super().get_list_filter(request), self.date_hierarchy)
        return admin_filters.is_declared(lookup, names)

    def changelist_view(self, request, extra_context=None):
        self._closed(request)
        return super().changelist_view(request, extra_context)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        self._closed(request)
        try:
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except (DatabaseError, Refused) as error:
            return self._refused(request, error)

    def history_view(self, request, object_id, extra_context=None):
        """What the audit chain holds of this row."""
        found = self.object_or_404(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{found} 的变更记录",
            "opts": self.opts,
            "object": found,
            "entries": audit.history(found, request.actor),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.object_history_template, context)

    def tell(self, request, sentence: str, level=messages.SUCCESS) -> None:
        """One sentence above the next page."""
        self.message_user(request, sentence, level)

    def _refused(self, request, error):
        """Back to the page with the sentence; nothing was written."""
        refusal = str(error) if isinstance(error, Refused) else refusals.sentence(error)
        if refusal is None:
            raise error
        self.tell(request, refusal, messages.ERROR)
        return redirect(request.get_full_path())

    def _closed(self, request) -> None:
        if not self.has_module_permission(request):
            raise Http404

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        raise Http404

    def response_action(self, request, queryset):
        """An act on several rows is refused whole."""
        try:
            with transaction.atomic():
                return super().response_action(request, queryset)
        except (DatabaseError, Refused) as error:
            return self._refused(request, error)


class ReadOnlyAdmin(ScopedModelAdmin):
    """A register that pages only show; rows are written elsewhere."""

    organization_field = None

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class ScopedTabularInline(RightsByRole, ScopedChoices, TabularInline):
    """Rows of the parent's register; the parent's scope and roles hold."""

    extra = 0
    show_change_link = False

    def has_view_permission(self, request, obj=None):
        return request.actor.is_staff


class ScopedStackedInline(ScopedTabularInline, StackedInline):
    """The same, one row under another."""

    template = StackedInline.template


def demand(allowed: bool) -> None:
    """Refuse an act that the page did not offer."""
    if not allowed:
        raise PermissionDenied
