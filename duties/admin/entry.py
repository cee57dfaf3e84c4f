"""Entry by hand: first the kind, then only what it may carry."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from core.workflow import Refused
from duties import policies
from duties.services import by_hand
from duties.staff_forms import EntryForm, KindPick
from organizations.models import Organization

PREFILLED = ("members", "occurred_on")
"""What a link to the form may bring along."""


class EntryPages:
    """The add page of the ledger, and the part of it that follows the kind."""

    def add_view(self, request, form_url="", extra_context=None):
        if not policies.may_enter(request.actor):
            raise PermissionDenied("您没有登记履职记录的权限")
        pick, form = self._forms(request)
        if request.method == "POST" and form is not None and form.is_valid() and self._entered(request, form):
            return redirect(f"{reverse('admin:duties_dutyrecord_add')}?kind={form.kind.pk}")
        context = {"pick": pick, "form": form, "title": "登记履职记录", "opts": self.opts}
        return render(request, "admin/duties/entry.html", self.admin_site.each_context(request) | context)

    def fields_view(self, request):
        """htmx: the fields of the kind chosen."""
        if not policies.may_enter(request.actor):
            raise PermissionDenied("您没有登记履职记录的权限")
        _, form = self._forms(request)
        response = (
            render(request, "admin/duties/entry_fields.html", {"form": form})
            if form is not None
            else HttpResponse("")
        )
        kind = f"?kind={form.kind.pk}" if form is not None else ""
        response["HX-Push-Url"] = f"{reverse('admin:duties_dutyrecord_add')}{kind}"
        return response

    def _forms(self, request):
        asked = request.GET.get("kind") or request.POST.get("kind")
        url = reverse("admin:duties_dutyrecord_fields")
        pick = KindPick({"kind": asked} if asked else None, actor=request.actor, url=url)
        if not (asked and pick.is_valid()):
            return pick, None
        organization = Organization.objects.get(pk=request.actor.organization_id)
        data = request.POST if request.method == "POST" else None
        given = {name: request.GET[name] for name in PREFILLED if name in request.GET}
        kind = pick.cleaned_data["kind"]
        return pick, EntryForm(data, kind=kind, organization=organization, initial=given)

    def _entered(self, request, form) -> bool:
        try:
            reminders = by_hand.enter(by=request.actor, kind=form.kind, **form.facts())
        except Refused as refusal:
            form.add_error("members", str(refusal))
            return False
        except ValidationError as refusal:
            for name, sentences in refusal.message_dict.items():
                form.add_error(name if name in form.fields else None, sentences)
            return False
        count = len(form.cleaned_data["members"])
        self.tell(request, f"已为 {count} 位委员登记“{form.kind.label}”。")
        for sentence in reminders:
            self.tell(request, sentence, messages.WARNING)
        return True
