"""What happened to a proposal, as its authors and readers may know it: no reviewer is named."""

from core.choices import Tone
from core.models import AuditEntry
from proposals.models import Proposal, Task

ACTS = {
    "提交提案": Tone.BLUE, "退回补充": Tone.RED, "转复审": Tone.BLUE, "转审查协商": Tone.BLUE, "转终审": Tone.BLUE,
    "立案": Tone.GREEN, "并案": Tone.BLUE, "并入其他提案": Tone.BLUE, "撤出并案": Tone.BLUE, "撤销并案": Tone.AMBER,
    "转社情民意": Tone.BLUE, "转送有关部门": Tone.BLUE, "不予立案": Tone.RED, "撤案": Tone.GREY, "交办": Tone.BLUE,
    "全部答复": Tone.GREEN, "重新办理": Tone.AMBER, "办结": Tone.GREEN, "恢复办理": Tone.AMBER,
    "列为重点提案": Tone.GOLD, "评选：优秀提案": Tone.GOLD, "征求转作社情民意": Tone.AMBER,
    "同意转作": Tone.BLUE, "不同意转作": Tone.BLUE, "邀请联名": Tone.BLUE, "同意联名": Tone.BLUE,
}  # fmt: skip
WITH_REASON = frozenset(
    {
        "退回补充",
        "并案",
        "并入其他提案",
        "撤销并案",
        "转送有关部门",
        "撤案",
        "重新办理",
        "恢复办理",
        "撤出并案",
    }
)
BY_NAME = frozenset({"邀请联名", "同意联名", "提交提案", "撤案"})
TASK_ACTS = {
    "签收": Tone.BLUE,
    "延期": Tone.AMBER,
    "审核通过并送达": Tone.GREEN,
    "审签送达": Tone.GREEN,
    "改派": Tone.AMBER,
}


def timeline(actor, proposal: Proposal) -> list[dict]:
    """Entries for components/timeline.html, newest first."""
    entries = [_entry(row) for row in _rows(actor, "proposals.proposal", [proposal.pk], ACTS)]
    units = dict(Task.objects.visible_to(actor).filter(proposal=proposal).values_list("pk", "unit__name"))
    for row in _rows(actor, "proposals.task", list(units), TASK_ACTS):
        what = "送达答复" if row.act in ("审核通过并送达", "审签送达") else row.act
        note = row.reason if row.act == "延期" else ""
        who = units.get(int(row.object_id), "")
        entries.append({"what": what, "at": row.at, "who": who, "note": note, "tone": TASK_ACTS[row.act]})
    return sorted(entries, key=lambda entry: entry["at"], reverse=True)


def _rows(actor, object_type: str, keys, acts):
    rows = AuditEntry.objects.visible_to(actor).filter(
        object_type=object_type, object_id__in=[str(key) for key in keys], act__in=list(acts)
    )
    return rows.order_by("-id")[:200]


def _entry(row: AuditEntry) -> dict:
    return {
        "what": row.act,
        "at": row.at,
        "who": row.actor if row.act in BY_NAME else "",
        "note": row.reason if row.act in WITH_REASON else "",
        "tone": ACTS[row.act],
    }
