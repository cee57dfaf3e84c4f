"""Acts of 提案委 on one proposal: each its form, its verb and when it is open."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms

from proposals import services
from proposals.choices import REVIEWED_IN, STANDING, Consent, ProposalState, Publicity
from proposals.forms import staff
from proposals.models import Proposal
from proposals.services.merging import whole_text


@dataclass(frozen=True)
class Act:
    """`details(proposal, data)` are the verb's arguments; `initial(proposal)` fills the form."""

    label: str
    form_class: type[forms.Form]
    verb: Callable
    sentence: str
    open: Callable
    details: Callable
    note: str = ""
    initial: Callable | None = None

    def form(self, data, *, actor, proposal: Proposal) -> forms.Form:
        scoped = {"actor": actor} if issubclass(self.form_class, staff.OwnRowsForm) else {}
        return self.form_class(data, initial=self.initial(proposal) if self.initial else None, **scoped)


class NoForm(forms.Form):
    """Nothing is asked; the page names what will happen."""


class NominateForm(forms.Form):
    reason = forms.CharField(label="推荐理由", max_length=300, widget=staff.area(3))


def _standing(proposal: Proposal) -> bool:
    return proposal.state in STANDING


def _with_data(proposal: Proposal, data: dict) -> dict:
    return {"proposal": proposal, **data}


def _entry(proposal: Proposal, data: dict) -> dict:
    return {"entry": proposal.election, **data}


def _key(proposal: Proposal, data: dict) -> dict:
    return {"key": proposal.key, **data}


def published_texts(proposal: Proposal) -> dict:
    """What would be published in full: the text and the replies, to be redacted by the clerk."""
    replies = [
        reply.text for task in proposal.tasks.exclude(role="assist")
        for reply in task.replies.filter(sent_at__isnull=False).order_by("-turn")[:1]
        if reply.publicity != Publicity.NONE
    ]  # fmt: skip
    return {
        "body": whole_text(proposal),
        "reply_body": "\n\n".join(replies),
        "publicity": "full" if proposal.open_text else "abstract",
    }


ACTS = {
    "ask_consent": Act(
        "征求转作社情民意", NoForm, services.ask_consent, "已征求提案者意见。",
        lambda row: row.state in REVIEWED_IN and row.conversion in (Consent.UNASKED, Consent.DENIED),
        lambda row, data: {"proposal": row}, "提案者会收到消息，同意后才能转作社情民意信息。",
    ),
    "unmerge": Act(
        "撤销并案", staff.ReasonForm, services.unmerge, "已撤销并案，转终审。",
        lambda row: row.state == ProposalState.MERGED,
        lambda row, data: {"merge": row.merges.get(undone_at=None), **data},
        "提案回到待终审，原编号、提案人和审查意见都保留，双方提案者会收到消息。",
    ),
    "key": Act(
        "列为重点提案", staff.KeyForm, services.make_key, "已列为重点提案。",
        lambda row: _standing(row) and not hasattr(row, "key"), _with_data, "提案者会收到消息并计入履职记录。",
    ),
    "step": Act(
        "登记领办步骤", staff.StepForm, services.do_step, "已登记。",
        lambda row: _standing(row) and hasattr(row, "key"), _key,
        "遴选提案、审定方案、参加活动、协商座谈依次登记。",
    ),
    "output": Act(
        "登记领办活动与成果", staff.OutputForm, services.add_output, "已登记。",
        lambda row: _standing(row) and hasattr(row, "key"), _key,
    ),
    "nominate": Act(
        "推荐优秀提案", NominateForm, services.nominate, "已推荐。",
        lambda row: _standing(row) and not hasattr(row, "election"), _with_data,
    ),
    "elect": Act(
        "登记评选结果", staff.ElectForm, services.move_entry, "已登记。",
        lambda row: hasattr(row, "election") and row.election.state in ("nominated", "shortlisted"), _entry,
        "评为优秀提案受名额限制，须填写评选会议和公布日期。",
    ),
    "recommend": Act(
        "登记推介", staff.RecommendForm, services.recommend, "已登记。", _standing, _with_data
    ),
    "publish": Act(
        "办理公开", staff.PublishForm, services.publish, "已办理公开。", _standing, _with_data,
        "公开后不需要登录即可看到。", published_texts,
    ),
    "call_back": Act(
        "登记委员回访", staff.CallBackForm, services.call_back, "已登记回访。",
        lambda row: row.state in (ProposalState.REPLIED, ProposalState.CLOSED), _with_data,
    ),
    "undispatch": Act(
        "收回交办", NoForm, services.take_back_dispatch, "已收回，可重新交办。",
        lambda row: row.state == ProposalState.HANDLING and not row.tasks.exclude(state="reassigned").exists(),
        lambda row, data: {"proposal": row},
    ),
}  # fmt: skip
FORMS = tuple(ACTS)
