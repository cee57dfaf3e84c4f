"""提案: the register, one proposal with everything known of it, and its acts."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from unfold.decorators import action, display
from unfold.paginator import InfinitePaginator

from documents.queries import attachments_of
from proposals import policies, services
from proposals.admin.acts import ACTS, FORMS
from proposals.admin.base import READERS, ShownAdmin, badge, labels
from proposals.admin.exporting import ExportPages
from proposals.admin.review import ReviewPages
from proposals.choices import REVIEWED_IN, STANDING, ProposalState
from proposals.forms import staff
from proposals.models import Evaluation, Merge, Proposal
from proposals.queries import own, review
from proposals.queries.ground import rules_of
from proposals.queries.reading import readable
from proposals.queries.search import search
from proposals.queries.timeline import timeline
from proposals.services.writing import OWNER
from proposals.views.own import facts_of

MOST_AT_ONCE = 500


@admin.register(Proposal)
class ProposalAdmin(ReviewPages, ExportPages, ShownAdmin):
    may_view = READERS | policies.FIGURE_READERS
    list_display = (
        "title_shown",
        "number_shown",
        "lead",
        "category",
        "timing",
        "submitted_at",
        "state_label",
    )
    list_filter = ("state", "round", "category", "timing", "kind")
    list_select_related = ("lead__person", "category", "round__session__term")
    search_fields = ("title",)
    search_help_text = "案由、内容、答复中的词，或提案号"
    paginator = InfinitePaginator
    change_list_template = "admin/proposals/proposals.html"
    actions = ("take_over",)

    def get_queryset(self, request):
        return readable(request.actor).order_by("-pk")

    def get_search_results(self, request, queryset, search_term):
        return search(queryset, search_term.replace("\0", "")), False

    @display(description="案由")
    def title_shown(self, row):
        return str(row)

    @display(description="编号", ordering="number")
    def number_shown(self, row):
        return row.full_number

    @display(description="状态", label=labels(ProposalState))
    def state_label(self, row):
        return row.state, row.get_state_display()

    def get_urls(self):
        return [
            path("evaluations/<int:pk>/", self.route(self.record_view), name="proposals_proposal_record"),
            path("review/", self.route(self.review_view), name="proposals_proposal_review"),
            path("export/", self.route(self.export_view), name="proposals_proposal_export"),
            path("compilation/", self.route(self.compilation_view), name="proposals_proposal_compilation"),
            path(
                "<path:object_id>/act/<slug:act>/", self.route(self.act_view), name="proposals_proposal_act"
            ),
            *super().get_urls(),
        ]

    def get_actions(self, request):
        return super().get_actions(request) if policies.may_set_up(request.actor) else {}

    @action(description="由我负责审查所选提案")
    def take_over(self, request, queryset):
        """责任审查人 of each that is under review: the actor."""
        rows = list(queryset.select_related("lead__person")[:MOST_AT_ONCE])
        count = services.assign_reviewer(by=request.actor, proposals=rows, reviewer=request.user)
        self.tell(request, f"已由您负责审查 {count} 件；不在审查中的不在其内。")

    def changelist_view(self, request, extra_context=None):
        self._closed(request)
        waiting = sum(review.counts(request.actor).values())
        more = {
            "waiting": waiting,
            "may_review": policies.may_set_up(request.actor),
            "query": request.GET.urlencode(),
        }
        return super().changelist_view(request, more | (extra_context or {}))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.one(request, object_id, own.whole(readable(request.actor)))
        return self.page(request, "proposal", **self._context(request, row))

    def history_view(self, request, object_id, extra_context=None):
        """The chain names reviewers, so only those who may know them read it."""
        row = self.one(request, object_id, readable(request.actor))
        if not policies.may_see_opinions(request.actor, row):
            raise Http404
        return super().history_view(request, object_id, extra_context)

    def act_view(self, request, object_id, act: str):
        """One act by a form of its own; shown on its page, done by POST."""
        row = self.one(request, object_id, own.whole(readable(request.actor)))
        if act not in ACTS:
            raise Http404
        if not policies.is_office(request.actor, row):
            raise PermissionDenied("此项由提案委办理")
        kind = ACTS[act]
        data = request.POST if request.method == "POST" else None
        form = kind.form(data, actor=request.actor, proposal=row)
        if form.is_valid() and self._do(request, kind, row, form):
            return redirect("admin:proposals_proposal_change", row.pk)
        return self.page(
            request, "act", title=f"{kind.label}：{row}", form=form, verb_label=kind.label, note=kind.note,
            back=row.pk,
        )  # fmt: skip

    def record_view(self, request, pk: int):
        """代录 of what a member told 提案委; marked as such."""
        rows = Evaluation.objects.visible_to(request.actor).select_related(
            "reply__task__proposal__organization", "membership__person"
        )
        row = self.one(request, pk, rows)
        proposal = row.reply.task.proposal
        if not policies.is_office(request.actor, proposal):
            raise PermissionDenied("代录由提案委办理")
        form = staff.RecordForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and self._record(request, row, form):
            return redirect("admin:proposals_proposal_change", proposal.pk)
        return self.page(
            request, "act", title=f"代录评价：{row.membership}", form=form, verb_label="代录", back=proposal.pk,
            note="按委员电话或书面答复如实代录，永久标明由谁代录。",
        )  # fmt: skip

    def _record(self, request, row: Evaluation, form):
        verb = services.record_evaluation
        return self.attempt(request, "已代录。", verb, evaluation=row, opinion=form.opinion())

    def _do(self, request, kind, row: Proposal, form):
        return self.attempt(request, kind.sentence, kind.verb, **kind.details(row, form.cleaned_data))

    def _context(self, request, row: Proposal) -> dict:
        actor, rules = request.actor, rules_of(row.organization_id)
        opinions, withheld = review.opinions(actor, row, rules)
        office = policies.is_office(actor, row)
        return {
            "title": str(row),
            "row": row,
            "state": badge(ProposalState(row.state)),
            "facts": facts_of(row),
            "entries": timeline(actor, row),
            "opinions": opinions,
            "withheld": withheld,
            "attachments": attachments_of(actor, OWNER, row.pk),
            "tasks": own.own_tasks(row) if row.state in STANDING else [],
            "merged": Merge.objects.visible_to(actor)
            .filter(main=row, undone_at=None)
            .select_related("merged__lead__person"),
            "office": office,
            "reviewing": office and row.state in REVIEWED_IN,
            "acts": [(name, ACTS[name].label) for name in FORMS if office and ACTS[name].open(row)],
            "evaluations": _evaluations(actor, row),
        }


def _evaluations(actor, row: Proposal):
    if not policies.may_see_opinions(actor, row):
        return []
    rows = Evaluation.objects.visible_to(actor).filter(reply__task__proposal=row)
    return rows.select_related("membership__person", "reply__task__unit").order_by("reply", "pk")
