"""The lives of a report, of what a department was given, and of a 微建议, as declared tables."""

from core.clock import AppNow
from core.workflow import Transition, Workflow
from social_info import policies
from social_info.choices import IssueState, ReportState, SuggestionState, TaskState

DRAFT, SUBMITTED, RETURNED = ReportState.DRAFT, ReportState.SUBMITTED, ReportState.RETURNED
EDITING, CHECKING, SIGNING = ReportState.EDITING, ReportState.CHECKING, ReportState.SIGNING
SIGNED, ISSUED, MERGED = ReportState.SIGNED, ReportState.ISSUED, ReportState.MERGED
FORWARDED, CONVERTED, NOT_ADOPTED = ReportState.FORWARDED, ReportState.CONVERTED, ReportState.NOT_ADOPTED


def decided(report, *, by, reason="") -> None:
    """The word that goes with a decision, and when it was made."""
    _set(report, reason=reason, decided_at=AppNow())


def taken(report, *, by, reason="") -> None:
    """初审 is done: the clock of the fast lane stops."""
    _set(report, taken_at=AppNow(), reason="")


def taken_back(report, *, by, reason="") -> None:
    _set(report, submitted_at=None, edit_by=None)


def taken_apart(report, *, by, reason="") -> None:
    _set(report, merged_into=None)


def unsigned(report, *, by, reason="") -> None:
    _set(report, signed_by="", signed_on=None, reason=reason)


def closed(suggestion, *, by, reason="") -> None:
    _set(suggestion, reason=reason)


def _set(report, **values) -> None:
    type(report).objects.filter(pk=report.pk).update(**values)
    report.refresh_from_db()


def _step(name, label, sources, target, policy, effect=None, *, reason=False) -> Transition:
    return Transition(name, label, sources, target, policy, effect, reason_required=reason)


HANDLE = policies.may_handle

REPORT = Workflow(
    ReportState,
    (
        _step("submit", "报送", (DRAFT, RETURNED), SUBMITTED, policies.may_edit_draft),
        _step("take_back", "撤回修改", (SUBMITTED,), DRAFT, policies.may_edit_draft, taken_back),
        _step("accept", "初审通过，转采编", (SUBMITTED,), EDITING, HANDLE, taken),
        _step("return", "退回补充", (SUBMITTED, EDITING), RETURNED, HANDLE, decided, reason=True),
        _step("decline", "不采用", (SUBMITTED, EDITING, CHECKING), NOT_ADOPTED, HANDLE, decided, reason=True),
        _step(
            "reopen", "重新采编", (NOT_ADOPTED, FORWARDED, CONVERTED), EDITING, HANDLE, decided, reason=True
        ),
        _step("forward", "转部门", (SUBMITTED, EDITING), FORWARDED, HANDLE, decided),
        _step("convert", "转提案线索", (SUBMITTED, EDITING), CONVERTED, HANDLE, decided),
        _step("merge", "并入综合", (SUBMITTED, EDITING), MERGED, HANDLE, decided),
        _step("split", "从综合中分出", (MERGED,), EDITING, HANDLE, taken_apart, reason=True),
        _step("send", "送审核", (EDITING,), CHECKING, HANDLE),
        _step("check", "审核通过", (CHECKING,), SIGNING, policies.may_check),
        _step("rework", "退回采编", (CHECKING, SIGNING, SIGNED), EDITING, HANDLE, unsigned, reason=True),
        _step("sign", "登记签发", (SIGNING,), SIGNED, policies.may_check),
        _step("issue", "编发", (SIGNED,), ISSUED, HANDLE),
    ),
)

ISSUE = Workflow(
    IssueState,
    (
        Transition(
            "issue",
            "编发",
            (IssueState.DRAFT,),
            IssueState.ISSUED,
            lambda actor, issue: policies.may_issue(actor, issue.series),
        ),
    ),
)

REFERRAL = Workflow(
    TaskState,
    (
        Transition("reply", "答复", (TaskState.WAITING,), TaskState.ANSWERED, policies.may_reply),
        Transition(
            "recall",
            "收回",
            (TaskState.WAITING,),
            TaskState.RECALLED,
            policies.may_recall,
            reason_required=True,
        ),
    ),
)

MANAGE = policies.may_manage_suggestion
SUGGESTION = Workflow(
    SuggestionState,
    (
        _step("assign", "转办", (SuggestionState.SUBMITTED,), SuggestionState.ASSIGNED, MANAGE),
        _step("answer", "收到答复", (SuggestionState.ASSIGNED,), SuggestionState.ANSWERED, policies.may_reply_suggestion),
        _step("raise", "转为信息", (SuggestionState.SUBMITTED, SuggestionState.ANSWERED), SuggestionState.RAISED, MANAGE),
        _step("close", "留存", (SuggestionState.SUBMITTED,), SuggestionState.CLOSED, MANAGE, closed, reason=True),
    ),
)  # fmt: skip
