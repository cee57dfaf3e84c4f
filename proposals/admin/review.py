"""The review desk: one proposal after another, by keyboard; and the undoing of a 并案."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse

from core.workflow import Refused
from documents.queries import attachments_of
from proposals import policies, services
from proposals.choices import REVIEWED_IN, Stage, Verdict
from proposals.forms.staff import VerdictForm
from proposals.models import Proposal
from proposals.queries import own, review
from proposals.queries.ground import rules_of
from proposals.queries.search import similar
from proposals.services.writing import OWNER
from proposals.views.own import facts_of


class ReviewPages:
    """`/admin/proposals/proposal/review/?stage=…&pk=…`: the item, its queue, its neighbours."""

    def review_view(self, request):
        self._closed(request)
        if not policies.may_set_up(request.actor):
            raise PermissionDenied("审查由提案委办理")
        counts = review.counts(request.actor)
        stage = request.GET.get("stage", "")
        stage = (
            stage
            if stage in REVIEWED_IN
            else next((one for one in REVIEWED_IN if counts.get(one)), REVIEWED_IN[0])
        )
        rows = review.queue(request.actor, stage, mine=bool(request.GET.get("mine")))
        current = self._current(request, rows)
        form = VerdictForm(request.POST or None, actor=request.actor, initial={"verdict": ""})
        if request.method == "POST" and current is not None and form.is_valid():
            following = review.neighbours(rows, current)[1]
            if self._decide(request, current, form.cleaned_data):
                return redirect(_address(stage, following))
        return self.page(request, "review", **self._desk(request, rows, current, stage, counts, form))

    def _current(self, request, rows) -> Proposal | None:
        asked = request.GET.get("pk", "")
        whole = own.whole(rows)
        return (whole.filter(pk=asked).first() if asked.isdecimal() else None) or whole.first()

    def _decide(self, request, proposal: Proposal, data: dict) -> bool:
        try:
            sentence, verb, details = _verb(request, proposal, data)
        except Refused as refusal:
            self.tell(request, str(refusal), messages.ERROR)
            return False
        return bool(self.attempt(request, sentence, verb, **details))

    def _desk(self, request, rows, current, stage, counts, form) -> dict:
        rules = rules_of(request.actor.organization_id)
        context = {
            "title": "提案审查",
            "stage": Stage(stage),
            "stages": [(Stage(one), counts.get(one, 0)) for one in policies.stages_of(rules)],
            "queue": rows.select_related("lead__person")[: review.SHOWN],
            "total": counts.get(stage, 0),
            "row": current,
            "form": form,
            "phrases": review.phrases(request.actor),
        }
        if current is None:
            return context
        opinions, withheld = review.opinions(request.actor, current, rules)
        before, after = review.neighbours(rows, current)
        return context | {
            "facts": facts_of(current),
            "opinions": opinions,
            "withheld": withheld,
            "previous": before and _address(stage, before),
            "next": after and _address(stage, after),
            "last": policies.is_last_stage(current, rules),
            "similar": similar(request.actor, current, current.title),
            "attachments": attachments_of(request.actor, OWNER, current.pk),
        }


def _address(stage: str, pk: int | None) -> str:
    page = reverse("admin:proposals_proposal_review")
    return f"{page}?stage={stage}&pk={pk}" if pk else f"{page}?stage={stage}"


def _verb(request, proposal: Proposal, data: dict) -> tuple:
    """(what is said afterwards, verb, its arguments) for the verdict that was chosen. Raises Refused."""
    verdict, text = data["verdict"], data["text"]
    if "opinion" in request.POST:
        return "意见已提交。", services.give_opinion, {"proposal": proposal, "verdict": verdict, "text": text}
    if verdict == Verdict.PASS_ON:
        return (
            "已转下一环节。",
            services.pass_on,
            {"proposal": proposal, "text": text, "category": data["category"]},
        )
    if verdict == Verdict.FILE:
        return "已立案。", services.file, {"proposal": proposal, "text": text, "category": data["category"]}
    if verdict == Verdict.DECLINE:
        if data["refusal"] is None:
            raise Refused("请选择不予立案理由")
        return (
            "已不予立案。",
            services.decline,
            {"proposal": proposal, "refusal": data["refusal"], "text": text},
        )
    if verdict == Verdict.MERGE:
        main = _main(request, proposal, data["main"])
        return "已并案。", services.merge, {"proposal": proposal, "main": main, "reason": text}
    verb = {
        Verdict.SEND_BACK: services.send_back,
        Verdict.CONVERT: services.convert,
        Verdict.FORWARD: services.forward,
    }
    return f"已{Verdict(verdict).label}。", verb[verdict], {"proposal": proposal, "text": text}


def _main(request, proposal: Proposal, number: int | None) -> Proposal:
    rows = Proposal.objects.visible_to(request.actor).filter(round=proposal.round_id, number=number)
    found = rows.first() if number else None
    if found is None:
        raise Refused("请填写本次会议已立案的主案提案号")
    return found
