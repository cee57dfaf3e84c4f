"""规则试算: started, looked at, deleted."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import path

from accounts.choices import SECRETARIAT
from appraisals import services
from appraisals.admin.base import ScoringAdmin
from appraisals.forms.decisions import TrialForm
from appraisals.models import TrialRun
from appraisals.policies import is_operator

LISTED = 300


@admin.register(TrialRun)
class TrialRunAdmin(ScoringAdmin):
    """What a version would change, apart from every official run."""

    may_view = SECRETARIAT
    list_display = ("scheme_version", "cycle", "created_by", "created_at")
    list_select_related = ("scheme_version__scheme", "cycle", "created_by")

    def has_add_permission(self, request):
        return is_operator(request.actor, request.actor.organization_id)

    def get_urls(self):
        view = self.route(self.progress_view)
        return [path("<int:pk>/progress/", view, name="appraisals_trialrun_progress"), *super().get_urls()]

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied("只有经办人能试算")
        form = TrialForm(request.POST or None, actor=request.actor, initial=request.GET.dict())
        if request.method == "POST" and form.is_valid():
            trial = self.attempt(request, "已开始试算。", services.try_scheme, **form.cleaned_data)
            if trial:
                return redirect("admin:appraisals_trialrun_change", trial.pk)
        return self.page(
            request, "form", title="规则试算", form=form, submit="开始试算",
            consequence="试算结果与正式批次分开保存，委员看不到，可以删除。",
        )  # fmt: skip

    def change_view(self, request, object_id, form_url="", extra_context=None):
        trial = self._trial(request, object_id)
        if request.method == "POST" and request.POST.get("act") == "delete":
            self.attempt(request, "已删除试算。", services.delete_trial, trial=trial)
            return redirect("admin:appraisals_trialrun_changelist")
        return self.page(
            request, "trial", title=str(trial), trial=trial, job=trial.job, done=bool(trial.results),
            rows=trial.results.get("rows", [])[:LISTED], crossings=trial.results.get("crossings", []),
            listed=LISTED, may_delete=is_operator(request.actor, trial.cycle.organization_id),
        )  # fmt: skip

    def progress_view(self, request, pk):
        trial = self._trial(request, pk)
        response = render(request, "admin/appraisals/progress.html", {"trial": trial, "job": trial.job})
        if trial.results or trial.job is None or not trial.job.unfinished:
            response["HX-Refresh"] = "true"
        return response

    def _trial(self, request, pk) -> TrialRun:
        rows = TrialRun.objects.visible_to(request.actor).select_related(
            "scheme_version__scheme", "cycle", "job"
        )
        return self.one(request, pk, rows)
