"""Writing: a draft is begun, saved again and again, and continued from an earlier proposal."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from core import audit
from core.clock import AppNow
from core.texts import clean_text
from core.workflow import Refused, Stale
from documents import services as documents
from documents.models import Attachment
from members.queries import membership_of
from proposals.choices import OWN, Consent, ProposalState, ProposerKind
from proposals.models import Proposal, Suggestion
from proposals.policies import may_edit, may_start
from proposals.queries.ground import current_round

MOST_TITLE = 50
MOST_TEXT = 20_000
"""What a draft may hold; the organisation's own limits are asked when it is handed in."""
MOST_SUGGESTIONS = 30
MOST_FILES = 10
OWNER = "proposals.proposal"
CONTROLS = re.compile(r"\s+")


class Outdated(Stale):
    """Another device saved a newer text; `current` is what stands."""

    def __init__(self, current: Proposal):
        super().__init__("这件提案已在其他设备上保存过更新的内容，本次内容没有覆盖它")
        self.current = current


@dataclass(frozen=True, kw_only=True)
class Text:
    """What a member writes."""

    title: str = ""
    situation: str = ""
    analysis: str = ""
    suggestions: Sequence[str] = field(default_factory=tuple)
    kind: str = ProposerKind.MEMBER
    collective: str = ""
    contact: str = ""
    wish: str = ""
    open_text: bool = True
    closed_reason: str = ""
    agrees_conversion: bool = False


@transaction.atomic
def start_draft(*, by, follows: Proposal | None = None) -> Proposal:
    """An empty draft of the actor's own, or the untouched one that is there already. Raises Refused.

    `follows` is an earlier proposal that this one asks about again.
    """
    member = membership_of(by) if may_start(by) else None
    if member is None:
        raise Refused("只有在任委员可以撰写提案")
    opened = current_round(by.organization_id)
    if opened is None:
        raise Refused("提案委尚未开始征集提案，请稍后再来")
    empty = Proposal.objects.filter(lead=member, state=ProposalState.DRAFT, revision=0, follows=follows)
    found = empty.first()
    if found:
        return found
    draft = Proposal.objects.create(
        organization_id=by.organization_id, round=opened, lead=member, follows=follows,
        title=follows.title if follows else "",
    )  # fmt: skip
    audit.record(by, "新建提案", draft, after={"follows": follows.pk if follows else None})
    return draft


@transaction.atomic
def save_draft(*, by, proposal: Proposal, revision: int, text: Text) -> Proposal:
    """Keep what is written now; `revision` is the one that the writer began from.

    Raises Outdated when another request saved since, Refused when the proposal can't be edited any more,
    ValidationError (field → sentences) for what no draft may hold. Nothing is written then.
    """
    columns, suggestions = _checked(text)
    proposal = locked(proposal)
    if not may_edit(by, proposal):
        raise Refused(f"提案现为“{proposal.get_state_display()}”，不能修改")
    if proposal.revision != revision:
        raise Outdated(proposal)
    if proposal.serial is not None and text.kind != proposal.kind:
        raise Refused("提案提交后不能更改提案者类别，如需更改请撤案后重新提出")
    first = proposal.revision == 0
    Proposal.objects.filter(pk=proposal.pk).update(
        **columns, conversion=_conversion(proposal, text), revision=F("revision") + 1, saved_at=AppNow()
    )
    _rewrite(proposal, suggestions)
    proposal.refresh_from_db()
    if first or proposal.state == ProposalState.RETURNED:
        after = {"revision": proposal.revision, "title": proposal.title}
        audit.record(by, "保存提案", proposal, after=after)
    return proposal


@transaction.atomic
def attach_file(*, by, proposal: Proposal, file):
    """Add a file to a proposal that is being written. Raises Refused or UploadRefused."""
    proposal = locked(proposal)
    if not may_edit(by, proposal):
        raise Refused(f"提案现为“{proposal.get_state_display()}”，不能添加附件")
    if len(files_of(proposal)) >= MOST_FILES:
        raise Refused(f"一件提案最多 {MOST_FILES} 个附件，请合并后再上传。")
    return documents.attach(by=by, owner_type=OWNER, owner_id=proposal.pk, file=file)


def files_of(proposal: Proposal) -> list[int]:
    """Ids of the proposal's files."""
    rows = Attachment.objects.filter(
        organization_id=proposal.organization_id, owner_type=OWNER, owner_id=str(proposal.pk)
    )
    return list(rows.values_list("pk", flat=True))


def locked(proposal: Proposal) -> Proposal:
    """The row as it stands, held until the transaction ends."""
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("lead__person", "organization")
    return rows.get(pk=proposal.pk)


def _conversion(proposal: Proposal, text: Text) -> str:
    """The box in the form says yes beforehand and may be unticked; a question, and a no to it, stay."""
    if proposal.state not in OWN and proposal.conversion in (Consent.ASKED, Consent.DENIED):
        return proposal.conversion
    return Consent.GIVEN if text.agrees_conversion else Consent.UNASKED


def _checked(text: Text) -> tuple[dict, list[str]]:
    """Columns and suggestions without what no text may hold, or ValidationError with every fault."""
    wrong, columns = {}, {"open_text": text.open_text, "kind": text.kind}
    for name, most, label in (
        ("title", MOST_TITLE, "案由"), ("situation", MOST_TEXT, "情况"), ("analysis", MOST_TEXT, "分析"),
        ("collective", 60, "集体名称"), ("contact", 60, "联系人及电话"), ("wish", 120, "建议承办单位"),
        ("closed_reason", 120, "不同意公开的理由"),
    ):  # fmt: skip
        try:
            columns[name] = clean_text(getattr(text, name), most=most, label=label)
        except ValidationError as error:
            wrong[name] = error.messages
    columns["title"] = CONTROLS.sub(" ", columns.get("title", ""))
    if text.kind not in ProposerKind.values:
        wrong["kind"] = ["请从所列的提案者类别中选择"]
    suggestions, faults = _suggestions(text.suggestions)
    if faults:
        wrong["suggestions"] = faults
    if wrong:
        raise ValidationError(wrong)
    return columns, suggestions


def _suggestions(written: Sequence[str]) -> tuple[list[str], list[str]]:
    if len(written) > MOST_SUGGESTIONS:
        return [], [f"建议不超过 {MOST_SUGGESTIONS} 条"]
    kept, faults = [], []
    for number, one in enumerate(written, start=1):
        try:
            words = clean_text(one, most=5_000, label=f"第 {number} 条建议")
        except ValidationError as error:
            faults += error.messages
        else:
            kept += [words] if words.strip() else []
    return kept, faults


def _rewrite(proposal: Proposal, written: list[str]) -> None:
    """The numbered rows as they are now; a row keeps its key while its number stands."""
    standing = {row.position: row for row in Suggestion.objects.filter(proposal=proposal)}
    Suggestion.objects.filter(proposal=proposal, position__gt=len(written)).delete()
    for position, words in enumerate(written, start=1):
        row = standing.get(position)
        if row is None:
            Suggestion.objects.create(proposal=proposal, position=position, text=words)
        elif row.text != words:
            Suggestion.objects.filter(pk=row.pk).update(text=words)
