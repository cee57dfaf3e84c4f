"""Queues of adjustments and objections."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from unfold.decorators import display

from accounts.choices import SECRETARIAT
from appraisals import services
from appraisals.admin.base import ScoringAdmin, badge, labels
from appraisals.choices import AdjustmentState, ObjectionState
from appraisals.forms.decisions import AdjustForm, AnswerForm
from appraisals.models import Adjustment, Objection
from appraisals.periods import scheme_of
from appraisals.policies import is_operator, may_answer, may_decide_adjustment
from core.uploads import UploadRefused
from core.workflow import Refused


@admin.register(Adjustment)
class AdjustmentAdmin(ScoringAdmin):
    """人工调整: proposed by one, agreed by another, seen by the member."""

    may_view = SECRETARIAT
    list_display = ("bearer", "cycle", "place", "points", "state_label", "created_by", "created_at")
    list_filter = ("state",)
    list_select_related = ("bearer__membership__person", "bearer__group", "cycle", "created_by")

    @display(description="指标或板块")
    def place(self, row):
        return row.indicator or row.section

    @display(description="状态", label=labels(AdjustmentState))
    def state_label(self, row):
        return row.state, row.get_state_display()

    def has_add_permission(self, request):
        return is_operator(request.actor, request.actor.organization_id)

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied("只有经办人能提出人工调整")
        form = AdjustForm(request.POST or None, request.FILES or None, actor=request.actor)
        if request.method == "POST" and form.is_valid() and self._propose(request, form):
            return redirect("admin:appraisals_adjustment_changelist")
        return self.page(
            request, "form", title="人工调整", form=form, submit="提交复核", multipart=True,
            consequence="须由另一位复核人同意后才计入得分；分值、理由和附件委员本人能看到。",
        )  # fmt: skip

    def _propose(self, request, form) -> bool:
        names = ("cycle", "bearer", "points", "reason", "indicator", "section", "file")
        try:
            services.adjust(by=request.actor, **{name: form.cleaned_data[name] for name in names})
        except UploadRefused as refusal:
            form.add_error("file", str(refusal))
        except (Refused, PermissionDenied) as refusal:
            form.add_error(None, str(refusal))
        else:
            self.tell(request, "已提交复核。")
            return True
        return False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        rows = Adjustment.objects.visible_to(request.actor).select_related(
            "cycle__scheme_version",
            "bearer__membership__person",
            "bearer__group",
            "created_by",
            "approved_by",
            "attachment",
        )
        row = self.one(request, object_id, rows)
        if request.method == "POST" and request.POST.get("act") in ("agree", "decline"):
            agreed = request.POST["act"] == "agree"
            self.attempt(
                request, "已同意，下次计算时计入。" if agreed else "已不同意，不计入得分。",
                services.decide_adjustment, adjustment=row, agreed=agreed,
            )  # fmt: skip
            return redirect(request.path)
        may = row.state == AdjustmentState.WAITING and may_decide_adjustment(request.actor, row)
        return self.page(
            request, "adjustment", title=f"人工调整：{row.bearer}", row=row, may=may,
            state=badge(AdjustmentState(row.state)), place=place_name(row.cycle, row.indicator or row.section),
        )  # fmt: skip


@admin.register(Objection)
class ObjectionAdmin(ScoringAdmin):
    """申诉 waiting for an answer, the nearest deadline first."""

    may_view = SECRETARIAT
    list_display = ("bearer", "cycle", "text", "state_label", "deadline", "asked_at")
    list_filter = ("state",)
    list_select_related = ("bearer__membership__person", "bearer__group", "cycle")

    @display(description="状态", label=labels(ObjectionState))
    def state_label(self, row):
        return row.state, row.get_state_display()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        rows = Objection.objects.visible_to(request.actor).select_related(
            "cycle__scheme_version",
            "bearer__membership__person",
            "bearer__group",
            "record__kind",
            "asked_by",
            "answered_by",
        )
        row = self.one(request, object_id, rows)
        form = AnswerForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            self.attempt(
                request,
                "已答复。",
                services.answer,
                objection=row,
                accepted=data["accepted"] == "yes",
                text=data["text"],
            )
            return redirect(request.path)
        return self.page(
            request, "objection", title=f"申诉：{row.bearer}", row=row, form=form,
            may=may_answer(request.actor, row), state=badge(ObjectionState(row.state)),
            place=place_name(row.cycle, row.indicator),
        )  # fmt: skip


def place_name(cycle, key: str) -> str:
    """The name of an indicator or section of the cycle's scheme."""
    if not key or cycle.scheme_version is None:
        return key
    scheme = scheme_of(cycle.scheme_version)
    return {item.key: item.name for item in (*scheme.sections, *scheme.indicators)}.get(key, key)
