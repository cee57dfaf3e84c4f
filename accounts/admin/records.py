"""What the house notes of itself: the audit chain for 审计员, background work for 系统管理员."""

from django.apps import apps
from django.contrib import admin, messages
from django.http import HttpResponse
from django.utils.html import format_html
from unfold.decorators import action, display

from accounts.choices import Role
from core import audit, audit_anchor
from core.admin_base import ReadOnlyAdmin
from core.choices import JobState
from core.models import AuditEntry, AuditHead, Job
from core.writer import Book, Column

MOST_EXPORTED = 50_000
COLUMNS = (
    Column("序号", 8, "integer"),
    Column("时间", 22, "datetime"),
    Column("操作人", 14),
    Column("角色", 18),
    Column("操作", 16),
    Column("对象类别", 14),
    Column("对象", 24),
    Column("变更的项目", 30),
    Column("理由", 30),
    Column("摘要", 68),
)


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Who did what and when; of the values only which fields changed, for 审计员 see no business content."""

    may_view = frozenset({Role.AUDITOR})
    list_display = ("seq", "at", "actor", "role", "act", "kind", "named")
    list_display_links = ("seq", "act")
    list_filter = ("act", "at")
    search_fields = ("actor", "act", "object_label", "reason", "request_id")
    search_help_text = "操作人、操作、对象、理由或请求编号"
    ordering = ("-seq",)
    date_hierarchy = "at"
    fields = (
        "seq", "at", "actor", "role", "act", "kind", "named", "changed", "reason", "request_id",
        "previous", "digest",
    )  # fmt: skip
    readonly_fields = fields
    actions_list = ("verify", "export")

    @display(description="对象类别")
    def kind(self, entry):
        return model_label(entry.object_type)

    @display(description="对象", ordering="object_label")
    def named(self, entry):
        """The object by its name; an address is set as code."""
        if entry.object_type != audit.PAGE:
            return entry.object_label or None
        verb, _, address = entry.object_label.partition(" ")
        return format_html("{} <code>{}</code>", verb, address)

    @display(description="变更的项目")
    def changed(self, entry):
        return changed_labels(entry)

    @action(description="校验审计链", url_path="verify")
    def verify(self, request):
        """Recompute every link and compare with the anchored heads; writes nothing."""
        self._closed(request)
        path = request.actor.organization_path
        broken = [seq for _, seq in audit.verify(path)]
        lost = [a["seq"] for a in audit_anchor.differences() if a["organization_path"] == path]
        head = AuditHead.objects.visible_to(request.actor).first()
        if broken or lost:
            places = "、".join(str(seq) for seq in sorted({*broken, *lost})[:20])
            self.tell(request, f"审计链校验未通过，问题记录序号：{places}", messages.ERROR)
        else:
            self.tell(request, f"审计链完整：共 {head.seq if head else 0} 条，链头摘要 {_short(head)}")
        return self.changelist_view(request)

    @action(description="导出审计记录", url_path="export")
    def export(self, request):
        """The newest entries as a workbook."""
        self._closed(request)
        head = AuditHead.objects.visible_to(request.actor).first()
        if head:
            audit.record(request.actor, "导出审计记录", head)
        entries = self.get_queryset(request)[:MOST_EXPORTED]
        book = Book(constant_memory=True)
        book.add_sheet(
            "审计记录",
            columns=COLUMNS,
            rows=(_row(entry) for entry in entries.iterator()),
            heading=f"{request.actor.organization_name}审计记录",
        )
        response = HttpResponse(
            book.close(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        )
        response["Content-Disposition"] = (
            "attachment; filename*=UTF-8''%E5%AE%A1%E8%AE%A1%E8%AE%B0%E5%BD%95.xlsx"
        )
        return response


def _short(head) -> str:
    """The head's digest in groups, short enough to compare by eye."""
    digest = head.digest if head else ""
    return " ".join(digest[at : at + 8] for at in range(0, 32, 8)) or "—"


def _row(entry) -> tuple:
    return (
        entry.seq, entry.at, entry.actor, entry.role, entry.act, model_label(entry.object_type),
        entry.object_label, changed_labels(entry), entry.reason, entry.digest,
    )  # fmt: skip


def model_label(object_type: str) -> str:
    """«委员» for `members.membership`."""
    if object_type == audit.PAGE:
        return "页面"
    try:
        return str(apps.get_model(object_type)._meta.verbose_name)
    except LookupError:
        return "已停用的登记表"


def changed_labels(entry) -> str:
    """The labels of the fields that an act changed, without their values."""
    if not entry.after:
        return "—"
    try:
        labels = audit.labels_of(apps.get_model(entry.object_type))
    except LookupError:
        return "—"
    return "、".join(dict.fromkeys(labels[name] for name in entry.after if name in labels)) or "—"


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """Background work: how it went, without what it was about."""

    may_view = frozenset({Role.SYSTEM_ADMIN})
    list_display = ("label", "state_badge", "percent", "attempts", "created_at", "finished_at")
    list_filter = ("state", "created_at")
    search_fields = ("label", "task")
    fields = (
        "label", "state", "percent", "message", "attempts", "created_at", "started_at",
        "heartbeat_at", "finished_at",
    )  # fmt: skip
    readonly_fields = fields

    @display(
        description="状态",
        ordering="state",
        label={
            JobState.QUEUED.label: "default",
            JobState.RUNNING.label: "info",
            JobState.DONE.label: "success",
            JobState.FAILED.label: "danger",
        },
    )
    def state_badge(self, job):
        return job.get_state_display()

    @display(description="进度")
    def percent(self, job):
        return f"{job.percent}%"
