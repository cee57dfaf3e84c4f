"""What the staff pages beside the plain registers share: own templates, one attempt at a verb, badges."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import render
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelect2MultipleWidget,
    UnfoldAdminTextareaWidget,
)

from activities.models.kinds import ActivityKind
from activities.queries.kinds import kinds_open
from core.clock import today
from core.uploads import UploadRefused
from core.workflow import Refused
from duties.models import DutyKind
from duties.queries import kinds_for as duty_kinds
from members.models import Membership
from members.queries import memberships_on

VARIANTS = {
    "green": "success",
    "amber": "warning",
    "red": "danger",
    "blue": "info",
    "gold": "warning",
    "grey": "",
}


def badge(choice) -> dict:
    """Text and unfold's colour of a state."""
    return {"text": choice.label, "type": VARIANTS[choice.tone]}


def labels(choices) -> dict:
    """State → unfold's colour, for `display(label=…)`."""
    return {state.value: VARIANTS[state.tone] for state in choices}


SEARCHABLE = "unfold-admin-autocomplete admin-autocomplete"
"""What unfold takes off a list with many choices, and its own script looks for."""


class OwnChoices:
    """Offers members in printed order, and kinds that hold for the organisation: the system's and its own."""

    class Media:
        js = ("js/activities-lists.js",)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        rows = _choices(db_field, request)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs | rows)
        field.queryset = rows.get("queryset", field.queryset)
        return field

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        rows = _choices(db_field, request)
        widget = UnfoldAdminSelect2MultipleWidget()
        field = super().formfield_for_manytomany(db_field, request, **kwargs | rows | {"widget": widget})
        field.queryset = rows.get("queryset", field.queryset)
        field.help_text = db_field.help_text
        field.widget.attrs["class"] = SEARCHABLE
        return field


def _choices(db_field, request) -> dict:
    rows = CHOICES.get(db_field.related_model)
    return {"queryset": rows(request.actor)} if rows else {}


def _members(actor):
    return memberships_on(actor.organization_id, today())


CHOICES = {
    Membership: _members,
    ActivityKind: lambda actor: kinds_open(actor.organization_id),
    DutyKind: lambda actor: duty_kinds(actor).filter(enabled=True),
}


def dressed(form):
    """A form of the phone pages with the staff site's widgets."""
    for field in form.fields.values():
        widget = field.widget
        if isinstance(widget, forms.Textarea):
            field.widget = UnfoldAdminTextareaWidget(attrs={"rows": widget.attrs.get("rows", 3)})
        elif isinstance(widget, forms.NumberInput):
            field.widget = UnfoldAdminIntegerFieldWidget()
    return form


class Desk:
    """Mixed into a ModelAdmin whose rows also have pages of their own."""

    def page(self, request, template: str, **context):
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "actor": request.actor}
        request.current_app = self.admin_site.name
        return render(request, f"admin/activities/{template}.html", shared | context)

    def attempt(self, request, sentence: str, verb, **details):
        """Do one verb as the actor; tell what happened. None when it was refused."""
        try:
            done = verb(by=request.actor, **details)
        except ValidationError as refusal:
            self.tell(request, "；".join(refusal.messages), messages.ERROR)
        except (Refused, PermissionDenied, UploadRefused) as refusal:
            self.tell(request, str(refusal) or "您没有这项权限", messages.ERROR)
        else:
            if sentence:
                self.tell(request, sentence)
            return done if done is not None else True
        return None

    def one(self, request, pk, rows=None):
        """The row of the actor's organisation, else 404."""
        self._closed(request)
        rows = self.model.objects.visible_to(request.actor) if rows is None else rows
        found = rows.filter(pk=pk).first() if str(pk).isdecimal() else None
        if found is None:
            raise Http404
        return found

    def route(self, view):
        return self.admin_site.admin_view(view)
