"""Fills the first page of the staff site (unfold's dashboard callback)."""

from django.urls import reverse

from accounts.choices import Role
from core.clock import today
from portal.queries.workbench import waiting

CLERK = frozenset({Role.OPERATOR})
SHORTCUTS = (
    ("导入委员名册", "Excel 或 csv，复核后入库", CLERK, "admin:members_membership_import_table", ""),
    ("导入履职记录", "Excel 或 csv，复核后入库", CLERK, "admin:documents_importbatch_add", "?kind=duties"),
    ("登记履职记录", "谁组织谁记录", CLERK | {Role.PROPOSAL_OFFICE, Role.RESEARCH_OFFICE, Role.COMMITTEE_OFFICE},
     "admin:duties_dutyrecord_add", ""),
    ("考核周期", "开考、计算、公布", frozenset({Role.OPERATOR, Role.CHECKER}), "admin:appraisals_cycle_changelist", ""),
    ("计分方案", "编制、通过、导出", frozenset({Role.OPERATOR, Role.CHECKER}),
     "admin:appraisals_schemeversion_changelist", ""),
)  # fmt: skip


def fill(request, context: dict) -> dict:
    """Adds `queues` (what waits), `shortcuts` (what is done most often) and `today`."""
    actor, day = request.actor, today()
    shortcuts = [
        {"label": label, "note": note, "url": reverse(address) + query}
        for label, note, roles, address, query in SHORTCUTS
        if actor.holds(*roles)
    ]
    return context | {"queues": waiting(actor, day), "shortcuts": shortcuts, "today": day}
