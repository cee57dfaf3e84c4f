"""What the staff pages of proposals share: own templates, one attempt at a verb, badges."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import render

from accounts.choices import OFFICES, Role
from core.admin_base import ReadOnlyAdmin, ScopedModelAdmin
from core.workflow import Refused

OFFICE = frozenset({Role.PROPOSAL_OFFICE})
READERS = OFFICES | {Role.LEADER}
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


class Pages:
    """Pages beside the form, drawn by own templates."""

    def page(self, request, template: str, **context):
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "actor": request.actor}
        request.current_app = self.admin_site.name
        return render(request, f"admin/proposals/{template}.html", shared | context)

    def attempt(self, request, sentence: str, verb, **details):
        """Do one verb as the actor; tell what happened. None when it was refused."""
        try:
            done = verb(by=request.actor, **details)
        except (Refused, PermissionDenied, ValidationError) as refusal:
            said = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
            self.tell(request, "；".join(said) or "您没有这项权限", messages.ERROR)
            return None
        self.tell(request, sentence)
        return done if done is not None else True

    def one(self, request, pk, rows):
        """The row among those the actor may read, else 404."""
        self._closed(request)
        found = rows.filter(pk=pk).first() if str(pk).isdecimal() else None
        if found is None:
            raise Http404
        return found

    def route(self, view):
        return self.admin_site.admin_view(view)


class ShownAdmin(Pages, ReadOnlyAdmin):
    """Rows are written by verbs alone."""

    may_view = READERS


class KeptAdmin(Pages, ScopedModelAdmin):
    """A register that 提案委 keeps."""

    may_view = READERS
    may_add = OFFICE
    may_change = OFFICE
