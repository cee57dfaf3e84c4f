"""Word papers by GB/T 9704: the compilation of proposals and letters of 催办."""

import io

from core.dates import chinese_date
from documents.letters.build import CENTER, ERHAO, HEAD, RIGHT, SANHAO, TITLE, line, paper
from proposals.models import Proposal

MOST = 500


def compilation(rows, heading: str) -> bytes:
    """提案汇编: each proposal with its text and the replies that were sent."""
    document = paper()
    line(document, heading, font=TITLE, size=ERHAO, align=CENTER, indent=False, before=28)
    for one in rows[:MOST]:
        _proposal(document, one)
    return _bytes(document)


def reminder(*, organization: str, unit: str, tasks, day, document_number: str = "") -> bytes:
    """催办函 to one unit, naming what is late and since when."""
    document = paper()
    if document_number:
        line(document, document_number, align=CENTER, indent=False)
    line(document, "关于催办政协提案的函", font=TITLE, size=ERHAO, align=CENTER, indent=False, before=28)
    line(document, f"{unit}：", indent=False, before=28)
    line(
        document,
        f"截至{chinese_date(day)}，你单位承办的下列 {len(tasks)} 件提案已超过办理期限，请抓紧办理，并于收到本函后 10 个工作日内答复提案者。确需延期的，请书面说明理由。",
    )
    for number, task in enumerate(tasks, start=1):
        late = (day - task.due_on).days
        line(
            document,
            f"{number}. {task.proposal.full_number}“{task.proposal.title}”，期限{chinese_date(task.due_on)}，已超期 {late} 天。",
        )
    signature = line(document, organization, align=RIGHT, indent=False, before=42)
    signature.paragraph_format.right_indent = SANHAO * 2
    line(document, chinese_date(day), align=RIGHT, indent=False).paragraph_format.right_indent = SANHAO * 3
    return _bytes(document)


def _proposal(document, one: Proposal) -> None:
    who = one.collective if one.kind != "member" else str(one.lead)
    signers = [str(row.membership) for row in one.signatures.all() if row.state == "accepted"]
    line(document, f"{one.full_number}　{one.title}", font=HEAD, indent=False, before=28)
    line(document, f"提案者：{'、'.join([who, *signers])}", indent=False)
    for label, text in (("情况", one.situation), ("分析", one.analysis)):
        line(document, f"{label}：", font=HEAD)
        for part in text.split("\n"):
            line(document, part)
    line(document, "建议：", font=HEAD)
    for row in one.suggestions.all():
        line(document, f"{row.position}. {row.text}")
    for task in one.tasks.all():
        for reply in task.replies.all():
            if reply.sent_at:
                line(document, f"{task.unit}答复（{reply.document_number}）：", font=HEAD)
                for part in reply.text.split("\n"):
                    line(document, part)


def _bytes(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
