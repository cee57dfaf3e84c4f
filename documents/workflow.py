"""The life of a table handed in (stored only when a second person confirms), and that of a handoff."""

from core.clock import AppNow
from core.workflow import Transition, Workflow
from documents import policies
from documents.choices import BatchState, HandoffState
from documents.imports import importer_of


def may_confirm(actor, batch) -> bool:
    """Another person than the one who handed it in, of the same organisation."""
    return (
        actor.organization_id == batch.organization_id
        and actor.user_id != batch.created_by_id
        and importer_of(batch.kind).may_confirm(actor)
    )


def may_decline(actor, batch) -> bool:
    """Whoever handed it in takes it back; whoever may confirm sends it back."""
    own = actor.user_id is not None and actor.user_id == batch.created_by_id
    return own or may_confirm(actor, batch)


def anybody(actor, batch) -> bool:
    """Steps of the house itself, in a job."""
    return True


def declined(batch, *, by, reason) -> None:
    """Taking back one's own table decides nothing, so no second person is noted."""
    batch.decision = reason
    changes = {"decision": reason}
    if by.user_id != batch.created_by_id:
        changes |= {"decided_by": by.user_id, "decided_at": AppNow()}
    type(batch).objects.filter(pk=batch.pk).update(**changes)


BATCH = Workflow(
    BatchState,
    (
        Transition("found_wrong", "核对有误", (BatchState.CHECKING,), BatchState.WRONG, anybody),
        Transition("found_right", "核对无误", (BatchState.CHECKING,), BatchState.READY, anybody),
        Transition("confirm", "确认入库", (BatchState.READY,), BatchState.STORING, may_confirm),
        Transition("stored", "入库", (BatchState.STORING,), BatchState.STORED, anybody),
        Transition("failed", "入库未成", (BatchState.STORING,), BatchState.WRONG, anybody),
        Transition(
            "decline",
            "退回",
            (BatchState.CHECKING, BatchState.READY, BatchState.WRONG),
            BatchState.DECLINED,
            may_decline,
            declined,
            reason_required=True,
        ),
    ),
)

OFFERED = (HandoffState.OFFERED,)
HANDOFF = Workflow(
    HandoffState,
    (
        Transition("accept", "接收", OFFERED, HandoffState.ACCEPTED, policies.may_receive),
        Transition(
            "decline", "不接收", OFFERED, HandoffState.DECLINED, policies.may_receive, reason_required=True
        ),
        Transition("withdraw", "撤回转交", OFFERED, HandoffState.WITHDRAWN, policies.may_take_back),
    ),
)
