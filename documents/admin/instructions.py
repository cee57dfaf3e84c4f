"""领导批示: recorded for a matter from the matter's page, shown with its scans, voided with a reason."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from unfold.decorators import display

from accounts.choices import OFFICES
from core.admin_base import ScopedModelAdmin
from core.uploads import UploadRefused
from core.workflow import Refused
from documents import services
from documents.admin.matters import FactsPage
from documents.choices import Label
from documents.forms import InstructionForm, VoidForm
from documents.matters import readable
from documents.models import Instruction
from documents.policies import REGISTRARS, may_record_instruction, may_void_instruction
from documents.queries import attachments_of, instructions_open_to
from documents.services.instructions import OWNER

LABEL_VARIANTS = {
    Label.PUBLIC: "success",
    Label.INTERNAL: "info",
    Label.SENSITIVE: "danger",
    Label.OWN: "danger",
}


@admin.register(Instruction)
class InstructionAdmin(FactsPage, ScopedModelAdmin):
    """`add/?matter=proposals:12` is the address behind «登记批示» on a matter's page."""

    may_view = OFFICES
    may_add = REGISTRARS
    list_display = (
        "matter_title",
        "leader_name",
        "leader_post",
        "level",
        "given_on",
        "label_shown",
        "standing",
    )
    list_filter = ("level", "label")
    date_hierarchy = "given_on"
    search_fields = ("matter_title", "leader_name", "text")
    search_help_text = "事项、领导姓名或批示内容"

    def has_change_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return instructions_open_to(request.actor)

    @display(
        description="密级标识",
        ordering="label",
        label={one.value: tone for one, tone in LABEL_VARIANTS.items()},
    )
    def label_shown(self, instruction):
        return instruction.label, instruction.get_label_display()

    @display(description="状态", label={"有效": "success", "已作废": ""})
    def standing(self, instruction):
        return "已作废" if instruction.voided_at else "有效"

    def add_view(self, request, form_url="", extra_context=None):
        self._closed(request)
        if not may_record_instruction(request.actor):
            raise PermissionDenied("您没有登记领导批示的权限")
        about = self._matter(request)
        form = InstructionForm(request.POST or None, request.FILES or None)
        sent = about and request.method == "POST" and form.is_valid()
        if sent and (made := self._record(request, about, form)):
            self.tell(request, "批示已登记。")
            return redirect("admin:documents_instruction_change", made.pk)
        context = {"form": form, "title": "登记领导批示", "about": about, "opts": self.opts}
        return render(request, "admin/documents/record.html", self.admin_site.each_context(request) | context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        instruction = self.object_or_404(request, object_id)
        form = VoidForm(request.POST if "void" in request.POST else None)
        if request.method == "POST" and form.is_valid() and self._void(request, instruction, form):
            return redirect("admin:documents_instruction_change", instruction.pk)
        context = {
            "files": attachments_of(request.actor, OWNER, instruction.pk),
            "void": form if may_void_instruction(request.actor, instruction) else None,
        }
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def facts(self, actor, one) -> list[dict]:
        facts = [
            self.linked(actor, "事项", one.matter_ref, one.matter_title),
            {"label": "批示领导", "value": f"{one.leader_name}（{one.leader_post}）"},
            {"label": "层级", "value": one.get_level_display()},
            {"label": "批示内容", "value": one.text, "long": True},
            {"label": "批示日期", "value": one.given_on},
            {"label": "密级标识", "value": one.get_label_display()},
            {"label": "来源", "value": one.source},
            {"label": "登记", "value": one.recorded_by or "系统", "at": one.recorded_at},
        ]
        if one.voided_at:
            facts.append(
                {"label": "作废", "value": f"{one.voided_by}：{one.void_reason}", "at": one.voided_at}
            )
        return facts

    def _matter(self, request):
        """The matter named in the address, as far as the actor may read it; None with a sentence otherwise."""
        ref = request.GET.get("matter", "")
        try:
            return readable(request.actor, ref)
        except ValidationError as refusal:
            if ref:
                self.tell(request, refusal.message, messages.ERROR)
            return None

    def _record(self, request, about, form):
        values = form.cleaned_data
        scan = values.pop("scan", None)
        try:
            return services.record_instruction(
                by=request.actor,
                matter_ref=about.ref,
                matter_title=about.title,
                scans=[scan] if scan else [],
                **values,
            )
        except UploadRefused as refusal:
            form.add_error("scan", str(refusal))
        except ValidationError as refusal:
            form.add_error(None, refusal)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        return None

    def _void(self, request, instruction, form) -> bool:
        try:
            services.void_instruction(instruction, by=request.actor, reason=form.cleaned_data["reason"])
        except (Refused, ValidationError) as refusal:
            sentence = "；".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
            form.add_error("reason", sentence)
            return False
        self.tell(request, "已作废。")
        return True
