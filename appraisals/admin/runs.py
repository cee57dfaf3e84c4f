"""The page of a run: progress, ranking, lists, warnings; check, publish, correct; one sheet explained."""

from django.contrib import admin
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path

from appraisals import services
from appraisals.admin.base import ScoringAdmin, badge
from appraisals.choices import RunState
from appraisals.forms.decisions import DecisionForm, ReasonForm
from appraisals.models import ScoreLine, ScoreSheet, ScoringRun
from appraisals.policies import MAY_SEE, may_correct, may_see_run
from appraisals.queries import watch as watching
from appraisals.queries.evidence import evidence_of
from appraisals.queries.explain import explain_sheet
from appraisals.queries.ranking import differences, gone, page_after, page_before, sheets_of
from appraisals.workflow import RUN
from core.choices import JobState

LISTED = 200
RECORDS = {
    "late": ("截止后登记的记录", watching.late_facts),
    "voided": ("截止后作废的记录", watching.voided_since),
}


@admin.register(ScoringRun)
class ScoringRunAdmin(ScoringAdmin):
    """考核批次. Its list is the cycle's page."""

    def changelist_view(self, request, extra_context=None):
        self._closed(request)
        return redirect("admin:appraisals_cycle_changelist")

    def get_urls(self):
        names = {
            "progress": self.progress_view,
            "publish": self.publish_view,
            "correct": self.correct_view,
            "differences": self.differences_view,
            "lists": self.lists_view,
        }
        own = [
            path(f"<int:pk>/{name}/", self.route(view), name=f"appraisals_scoringrun_{name}")
            for name, view in names.items()
        ]
        return [
            *own,
            path("<int:pk>/records/<slug:which>/", self.route(self.records_view), name="appraisals_scoringrun_records"),
            path("<int:pk>/sheets/<int:sheet>/", self.route(self.sheet_view), name="appraisals_scoringrun_sheet"),
            path(
                "<int:pk>/sheets/<int:sheet>/<int:place>/", self.route(self.line_view),
                name="appraisals_scoringrun_line",
            ),
            *super().get_urls(),
        ]  # fmt: skip

    def run(self, request, pk) -> ScoringRun:
        rows = ScoringRun.objects.visible_to(request.actor).select_related(
            "cycle__organization", "scheme_version__scheme", "job", "created_by", "checked_by", "supersedes"
        )
        run = self.one(request, pk, rows)
        if not may_see_run(request.actor, run):
            raise Http404
        return run

    def change_view(self, request, object_id, form_url="", extra_context=None):
        run = self.run(request, object_id)
        if request.method == "POST":
            self._act(request, run)
            return redirect(request.path)
        return self.page(request, "run", **self._context(request, run))

    def _act(self, request, run) -> None:
        acts = {
            "check": ("已复核，批次不再变动。", services.check_run),
            "retry": ("已重新计算。", services.retry_run),
        }
        if (act := request.POST.get("act")) in acts:
            self.attempt(request, acts[act][0], acts[act][1], run=run)

    def _context(self, request, run) -> dict:
        after = request.GET.get("after", "")
        search = request.GET.get("q", "").strip()[:40]
        rows = sheets_of(run, search=search)
        sheets, following = page_after(rows, int(after) if after.isdecimal() else 0)
        names = {step.name for step in RUN.open_to(request.actor, run)}
        return {
            "title": str(run),
            "run": run,
            "state": badge(RunState(run.state)),
            "computing": run.state == RunState.COMPUTING,
            "stuck": run.state == RunState.COMPUTING and run.job and run.job.state == JobState.FAILED,
            "may": names | ({"correct"} if may_correct(request.actor, run) else set()),
            "sheets": sheets,
            "following": following,
            "previous": page_before(rows, sheets[0].position) if sheets and after else None,
            "search": search,
            "watch": watching.watch(run),
            "lists": {
                name: sum(len(bearers) for bearers in units.values())
                for name, units in run.summary.get("lists", {}).items()
            },
            "publication": getattr(run, "publication", None),
        }

    def progress_view(self, request, pk):
        """The bar of a run that is computed; the browser loads the page anew when it ends."""
        run = self.run(request, pk)
        response = render(request, "admin/appraisals/progress.html", {"run": run, "job": run.job})
        if run.state != RunState.COMPUTING or (run.job and run.job.state == JobState.FAILED):
            response["HX-Refresh"] = "true"
        return response

    def publish_view(self, request, pk):
        run = self.run(request, pk)
        form = DecisionForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            self.attempt(request, "已公布。", services.publish_run, run=run, **form.cleaned_data)
            return redirect("admin:appraisals_scoringrun_change", run.pk)
        first = next(iter(run.summary.get("lists", {})), "")
        return self.page(
            request, "publish", title=f"公布 {run}", run=run, form=form, first_list=first,
            counts=self._counts(run), back=run.pk, watch=watching.watch(run),
        )  # fmt: skip

    def _counts(self, run) -> list:
        return [
            (name, sum(len(bearers) for bearers in units.values()))
            for name, units in run.summary.get("lists", {}).items()
        ]

    def correct_view(self, request, pk):
        run = self.run(request, pk)
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            made = self.attempt(
                request, "已开始计算更正批次。", services.correct_run, run=run, **form.cleaned_data
            )
            if made:
                return redirect("admin:appraisals_scoringrun_change", made.pk)
        return self.page(
            request, "form", title=f"更正 {run}", form=form, submit="计算更正批次",
            consequence="按现在的履职记录另算一批，复核并公布后取代本批；本批保留，差异逐人列出。",
        )  # fmt: skip

    def differences_view(self, request, pk):
        run = self.run(request, pk)
        if run.supersedes is None:
            raise Http404
        return self.page(
            request, "differences", title=f"{run} 与第{run.supersedes.number}批的差异", run=run,
            sheets=differences(run, run.supersedes)[:LISTED], gone=gone(run, run.supersedes)[:LISTED],
            total=differences(run, run.supersedes).count(), listed=LISTED,
        )  # fmt: skip

    def lists_view(self, request, pk):
        run = self.run(request, pk)
        publication = getattr(run, "publication", None)
        lists = publication.lists if publication else services.runs.published_lists(run)
        return self.page(request, "lists", title=f"{run} 名单", run=run, lists=lists)

    def records_view(self, request, pk, which):
        run = self.run(request, pk)
        if which not in RECORDS or run.cut_at is None:
            raise Http404
        title, rows = RECORDS[which]
        return self.page(request, "records", title=title, run=run, records=rows(run)[:LISTED], listed=LISTED)

    def sheet_view(self, request, pk, sheet):
        run = self.run(request, pk)
        rows = ScoreSheet.objects.filter(run=run).prefetch_related("lines")
        found = get_object_or_404(rows, pk=sheet)
        found.run = run
        return self.page(
            request, "sheet", title=f"{found.profile['name']} {run.cycle}得分", run=run, sheet=found,
            sections=explain_sheet(found),
        )  # fmt: skip

    def line_view(self, request, pk, sheet, place):
        """The records behind one line."""
        run = self.run(request, pk)
        get_object_or_404(ScoreLine, sheet_id=sheet, indicator=place, sheet__run=run)
        found = evidence_of(sheet, place)
        return self.page(
            request, "evidence", title=f"{found.line.sheet.profile['name']}：{found.indicator.name}",
            run=run, found=found, sheet=found.line.sheet,
        )  # fmt: skip

    may_view = MAY_SEE
