"""Heads of the audit chains, written outside the database.

A hash chain alone does not show a cut tail or a chain computed anew; a head kept elsewhere does.
"""

import json
import os

from django.conf import settings

from core.clock import now
from core.models import AuditEntry, AuditHead


def write() -> int:
    """Append the head of every organisation's chain to the anchor file; returns how many."""
    moment = now().isoformat()
    heads = list(AuditHead.objects.order_by("organization_path").values("organization_path", "seq", "digest"))
    settings.ANCHOR_FILE.parent.mkdir(parents=True, exist_ok=True)
    with open(settings.ANCHOR_FILE, "a", encoding="utf-8") as file:
        file.writelines(json.dumps({"at": moment, **head}, ensure_ascii=False) + "\n" for head in heads)
        file.flush()
        os.fsync(file.fileno())
    return len(heads)


def differences() -> list[dict]:
    """Anchored heads that the database no longer holds as they were."""
    if not settings.ANCHOR_FILE.exists():
        return []
    anchors = [json.loads(line) for line in settings.ANCHOR_FILE.read_text(encoding="utf-8").splitlines()]
    held = {
        (path, seq): digest
        for path, seq, digest in AuditEntry.objects.filter(
            seq__in={anchor["seq"] for anchor in anchors}
        ).values_list("organization_path", "seq", "digest")
    }
    return [a for a in anchors if held.get((a["organization_path"], a["seq"])) != a["digest"]]
