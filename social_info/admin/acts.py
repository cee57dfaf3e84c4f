"""What can be done with one report at the desk: each act has a form, a verb and one sentence afterwards."""

from collections.abc import Callable
from dataclasses import dataclass

from core.workflow import Refused
from social_info import policies, services
from social_info.choices import ReportState
from social_info.forms import staff as forms
from social_info.models import Report
from social_info.queries import working
from social_info.services.adopting import ADOPTABLE
from social_info.services.marking import ENDED


@dataclass(frozen=True)
class Act:
    """`verb(actor, report, data)`; `open_when(actor, report, steps)` says whether it is offered.

    `lead` acts are the way on and stand open; the others are folded.
    """

    name: str
    label: str
    form: type
    verb: Callable
    done: str
    open_when: Callable
    note: str = ""
    lead: bool = False
    danger: bool = False


def _step(name: str, label: str, done: str, form=forms.ActForm, **more) -> Act:
    """An act that is one step of the workflow."""

    def verb(actor, report, data):
        services.move(by=actor, report=report, step=name, reason=data.get("reason", ""))

    return Act(name, label, form, verb, done, lambda actor, report, steps: name in steps, **more)


def _handles(actor, report, steps) -> bool:
    return policies.may_handle(actor, report)


def _adopt(actor, report, data):
    services.adopt(by=actor, report=report, **data)


def _instruct(actor, report, data):
    scan = data.pop("scan", None)
    services.instruct(by=actor, report=report, scans=[scan] if scan else [], **data)


def _merge(actor, report, data):
    numbers = forms_numbers(data["sources"])
    rows = working(actor).filter(year=report.year, number__in=numbers)
    found = {one.number: one for one in rows}
    if missing := [str(number) for number in numbers if number not in found]:
        raise Refused(f"找不到收文号 {'、'.join(missing)}。")
    services.merge(by=actor, main=report, sources=[found[number] for number in numbers])


def forms_numbers(text: str) -> list[int]:
    """«12、15» → [12, 15]; refuses anything that is no number."""
    words = [
        word for word in text.replace("，", "、").replace(",", "、").replace(" ", "、").split("、") if word
    ]
    if wrong := next((word for word in words if not (word.isdigit() and len(word) < 9)), None):
        raise Refused(f"“{wrong}”不是收文号，请只写数字，用顿号隔开。")
    return list(dict.fromkeys(int(word) for word in words))


ACTS = (
    _step("accept", "初审通过，转采编", "已通过初审，反映人已得到通知。", lead=True),
    Act(
        "version", "保存采编稿", forms.VersionForm,
        lambda actor, report, data: services.save_version(by=actor, report=report, **data),
        "采编稿已保存。",
        lambda actor, report, steps: report.state == ReportState.EDITING and policies.may_handle(actor, report),
        lead=True,
    ),
    _step("send", "送审核", "已送审核。", lead=True, note="审核须由最后一稿采编人以外的人办理。"),
    _step("check", "审核通过", "审核通过，待签发。", lead=True),
    Act(
        "sign", "登记签发", forms.SignForm,
        lambda actor, report, data: services.sign(by=actor, report=report, **data),
        "已登记签发，可以编发。", lambda actor, report, steps: "sign" in steps, lead=True,
    ),
    _step("return", "退回补充", "已退回，反映人已得到通知。", forms.ReasonForm),
    _step("rework", "退回采编", "已退回采编。", forms.InnerReasonForm),
    _step("reopen", "重新采编", "已重新进入采编。", forms.ReasonForm),
    Act(
        "merge", "并入其他信息", forms.MergeForm, _merge, "已并入，各反映人已得到通知。",
        lambda actor, report, steps: report.state == ReportState.EDITING and policies.may_handle(actor, report),
        note="所并入的信息保留原稿、收文号和反映人，采用时一并计入各自的履职记录。",
    ),
    Act(
        "split", "从综合中分出", forms.SplitForm,
        lambda actor, report, data: services.split(by=actor, source=report, **data),
        "已分出。", lambda actor, report, steps: "split" in steps,
    ),
    Act(
        "forward", "转部门", forms.ForwardForm,
        lambda actor, report, data: services.forward(by=actor, report=report, **data),
        "已转部门。",
        lambda actor, report, steps: "forward" in steps or (report.state == ReportState.FORWARDED and policies.may_handle(actor, report)),
    ),
    Act(
        "convert", "转提案线索", forms.ConvertForm,
        lambda actor, report, data: services.convert(by=actor, report=report, **data),
        "已转提案线索，待提案委接收。", lambda actor, report, steps: "convert" in steps,
    ),
    Act(
        "adopt", "登记采用", forms.AdoptForm, _adopt, "采用已登记，反映人已得到通知。",
        lambda actor, report, steps: report.state in ADOPTABLE and policies.may_handle(actor, report),
    ),
    Act(
        "instruct", "登记批示", forms.InstructForm, _instruct, "批示已登记，反映人已得到通知。",
        lambda actor, report, steps: report.state in ADOPTABLE and policies.may_handle(actor, report),
    ),
    Act(
        "outcome", "登记成效", forms.OutcomeForm,
        lambda actor, report, data: services.tell_outcome(by=actor, report=report, **data),
        "成效已登记。", lambda actor, report, steps: report.state in ENDED and policies.may_handle(actor, report),
    ),
    Act(
        "honour", "评为优秀信息", forms.HonourForm,
        lambda actor, report, data: services.honour(by=actor, report=report, **data),
        "已登记。", lambda actor, report, steps: report.state == ReportState.ISSUED and policies.may_handle(actor, report),
    ),
    Act(
        "word", "留言", forms.WordForm,
        lambda actor, report, data: services.speak(by=actor, report=report, **data),
        "留言已保存。", _handles,
    ),
    Act(
        "describe", "修改分类", forms.DescribeForm,
        lambda actor, report, data: services.describe(by=actor, report=report, **data),
        "分类已修改。", _handles,
    ),
    Act(
        "label", "调整密级标识", forms.LabelForm,
        lambda actor, report, data: services.relabel(by=actor, report=report, **data),
        "密级标识已调整。", _handles, note="降低标识须由敏感信息经办人办理；调整的理由永久留痕。",
    ),
    Act(
        "reader", "指定阅看人员", forms.ReaderForm,
        lambda actor, report, data: services.name_reader(by=actor, report=report, **data),
        "已指定，对方已得到通知。", lambda actor, report, steps: policies.may_name_readers(actor, report),
    ),
    _step("decline", "不采用", "已登记不采用，理由已告知反映人。", forms.ReasonForm, danger=True),
)  # fmt: skip


def open_acts(actor, report: Report, steps: set[str]) -> list[Act]:
    return [act for act in ACTS if act.open_when(actor, report, steps)]
