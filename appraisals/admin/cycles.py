"""The board of cycles and the page of one."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect

from appraisals import services
from appraisals.admin.base import ScoringAdmin, badge
from appraisals.choices import CycleState, RunState
from appraisals.forms.decisions import OpenForm, ReasonForm, SchemeChoiceForm, SelfCheckForm
from appraisals.models import Cycle
from appraisals.policies import is_operator, may_compute, may_run_cycle, may_see_run
from appraisals.queries.board import STEPS, board
from appraisals.queries.watch import records_in
from appraisals.workflow import CYCLE
from core.clock import today


@admin.register(Cycle)
class CycleAdmin(ScoringAdmin):
    """考核周期: all cycles with their state, deadlines and next step."""

    def has_add_permission(self, request):
        return is_operator(request.actor, request.actor.organization_id)

    def changelist_view(self, request, extra_context=None):
        self._closed(request)
        rows = [self._row(cycle) for cycle in board(request.actor)]
        return self.page(
            request,
            "board",
            title="考核周期",
            rows=rows,
            today=today(),
            may_add=self.has_add_permission(request),
        )

    def _row(self, cycle) -> dict:
        state = CycleState(cycle.state)
        run = RunState(cycle.last_state) if cycle.last_state else None
        return {
            "cycle": cycle,
            "state": badge(state),
            "run": badge(run) if run else None,
            "step": STEPS[state],
        }

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied("只有经办人能开考")
        form = OpenForm(request.POST or None, initial={"year": today().year})
        if request.method == "POST" and form.is_valid():
            cycle = self.attempt(request, "已开考。", services.open_by_hand, **form.cleaned_data)
            if cycle:
                return redirect("admin:appraisals_cycle_change", cycle.pk)
        return self.page(
            request, "form", title="开考", form=form, submit="开考",
            consequence="开考后，本周期的履职记录即开始计入实时参考分；同一周期只能开一次。",
        )  # fmt: skip

    def change_view(self, request, object_id, form_url="", extra_context=None):
        cycle = self._cycle(request, object_id)
        if request.method == "POST" and self._act(request, cycle):
            return redirect(request.path)
        return self.page(request, "cycle", **self._context(request, cycle))

    def _cycle(self, request, pk) -> Cycle:
        rows = Cycle.objects.visible_to(request.actor).select_related(
            "organization", "scheme_version__scheme"
        )
        return self.one(request, pk, rows)

    def _act(self, request, cycle) -> bool:
        act = request.POST.get("act", "")
        if act == "scheme":
            form = SchemeChoiceForm(request.POST, actor=request.actor)
            if form.is_valid():
                self.attempt(
                    request, "已选定计分方案。", services.choose_scheme, cycle=cycle, **form.cleaned_data
                )
            return form.is_valid()
        if act == "compute":
            self.attempt(request, "已开始计算，页面会显示进度。", services.compute_run, cycle=cycle)
            return True
        if act in CYCLE.by_name:
            self._step(request, cycle, act)
            return True
        return False

    def _step(self, request, cycle, step):
        until = SelfCheckForm(request.POST)
        details = {"reason": request.POST.get("reason", "")[:200]}
        if step == "self_check" and until.is_valid():
            details["objections_until"] = until.cleaned_data["objections_until"]
        label = CYCLE.by_name[step].label
        self.attempt(request, f"已{label}。", services.move_cycle, cycle=cycle, step=step, **details)

    def _context(self, request, cycle) -> dict:
        actor = request.actor
        steps = [step for step in CYCLE.open_to(actor, cycle) if step.name != "announce"]
        runs = cycle.runs.select_related(
            "created_by", "checked_by", "scheme_version__scheme", "job", "cycle"
        ).order_by("-number")
        return {
            "title": str(cycle),
            "cycle": cycle,
            "state": badge(CycleState(cycle.state)),
            "next": STEPS[CycleState(cycle.state)],
            "today": today(),
            "steps": steps,
            "reason": ReasonForm(),
            "self_check": SelfCheckForm(),
            "scheme_form": SchemeChoiceForm(actor=actor, initial={"version": cycle.scheme_version_id}),
            "may_choose": may_run_cycle(actor, cycle)
            and cycle.state in (CycleState.OPEN, CycleState.COLLECTING),
            "may_compute": may_compute(actor, cycle),
            "runs": [(run, badge(RunState(run.state))) for run in runs if may_see_run(actor, run)],
            "facts": records_in(cycle).filter(voided_at=None).count(),
            "stages": self._stages(cycle),
        }

    def _stages(self, cycle) -> list[dict]:
        values = list(CycleState)
        now = values.index(CycleState(cycle.state))
        return [
            {"label": state.label, "state": "done" if n < now else "current" if n == now else "todo"}
            for n, state in enumerate(values)
        ]
