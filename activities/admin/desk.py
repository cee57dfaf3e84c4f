"""What the staff pages beside the plain registers share: own templates, one attempt at a verb, badges."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import render

from core.uploads import UploadRefused
from core.workflow import Refused

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
