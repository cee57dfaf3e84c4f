"""One record in the staff site: what it says, its evidence, and the acts open to the reader."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render

from core.uploads import UploadRefused
from core.workflow import Refused
from documents import services as documents
from documents.queries import attachments_of
from duties import policies, queries, services
from duties.choices import RecordState
from duties.services import by_hand
from duties.staff_forms import EvidenceForm, ReasonForm, RulingForm
from duties.views.own import OWNER, facts_of

VARIANTS = {"green": "success", "amber": "warning", "red": "danger", "blue": "info", "grey": ""}
FORMS = {"void": ReasonForm, "rule": RulingForm, "attach": EvidenceForm}
DONE = {
    "void": "已作废。",
    "rule": "异议已处理，已告知委员。",
    "attach": "佐证材料已上传。",
    "certify": "已核实。",
}


class OnePage:
    """The detail page; each act is a form of its own on it."""

    def change_view(self, request, object_id, form_url="", extra_context=None):
        record = self.record_or_404(request, object_id)
        act = next((name for name in DONE if name in request.POST), "")
        forms = {
            name: form(*((request.POST, request.FILES) if name == act else ()))
            for name, form in FORMS.items()
        }
        if act and self._act(request, record, act, forms.get(act)):
            return redirect("admin:duties_dutyrecord_change", record.pk)
        context = self.admin_site.each_context(request) | self._context(request, record) | {"forms": forms}
        return render(request, "admin/duties/record.html", context)

    def _act(self, request, record, act: str, form) -> bool:
        """Do what was asked; False keeps the page with the form's errors."""
        if form is not None and not form.is_valid():
            return False
        try:
            self._verb(request, record, act, form)
        except UploadRefused as refusal:
            form.add_error("file", str(refusal))
            return False
        except (Refused, ValidationError) as refusal:
            sentence = "；".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
            self.tell(request, sentence, messages.ERROR)
            return True
        self.tell(request, DONE[act])
        return True

    def _verb(self, request, record, act: str, form):
        actor = request.actor
        if act == "void":
            by_hand.void(by=actor, record=record, reason=form.cleaned_data["reason"])
        elif act == "certify":
            services.certify(by=actor, record=record)
        elif act == "rule":
            accepted = form.cleaned_data["accepted"] == "yes"
            services.rule(by=actor, record=record, accepted=accepted, text=form.cleaned_data["text"])
        else:
            if not may_attach(actor, record):
                raise Refused("您没有为这条记录上传材料的权限。")
            documents.attach(by=actor, owner_type=OWNER, owner_id=record.pk, file=form.cleaned_data["file"])

    def _context(self, request, record) -> dict:
        actor, state = request.actor, queries.state_of(record)
        return {
            "title": f"{record.bearer}：{record.kind.label}",
            "opts": self.opts,
            "record": record,
            "state": state,
            "tone": VARIANTS[state.tone],
            "facts": facts_of(record),
            "entries": queries.entries_of(record),
            "attachments": attachments_of(actor, OWNER, record.pk),
            "may_void": policies.may_void(actor, record),
            "may_certify": policies.may_certify(actor, record)
            and state != RecordState.DISPUTED
            and not any(review.kind == "certified" for review in record.reviews.all()),
            "may_rule": state == RecordState.DISPUTED and policies.may_rule(actor, record),
            "own_dispute": state == RecordState.DISPUTED and record.recorded_by_id == actor.user_id,
            "may_attach": may_attach(actor, record),
        }


def may_attach(actor, record) -> bool:
    """Evidence is added by whoever may enter facts here, while the record stands."""
    return policies.may_enter(actor) and record.voided_at is None
