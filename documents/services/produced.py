"""Keeping a file that the house itself made: no upload, so nothing to check or clean."""

import hashlib
from pathlib import Path

from django.core.files import File
from django.db import transaction

from core import audit
from documents.choices import Label
from documents.files import CONTENT_TYPES, plain_name
from documents.models import Attachment

PRODUCED = CONTENT_TYPES | {"zip": "application/zip"}
"""What the house makes; a ZIP is handed out, never taken in."""


@transaction.atomic
def keep(*, by, owner_type: str, owner_id, path: Path, name: str, label: str = Label.OWN) -> Attachment:
    """Keep the produced file at `path` for an object; asked again for the same object it is kept once."""
    kept = Attachment.objects.filter(
        organization_id=by.organization_id, owner_type=owner_type, owner_id=str(owner_id)
    ).first()
    if kept is not None:
        return kept
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
        attachment = Attachment(
            organization_id=by.organization_id,
            owner_type=owner_type,
            owner_id=str(owner_id),
            name=plain_name(name),
            size=path.stat().st_size,
            content_type=PRODUCED[path.suffix.lstrip(".")],
            sha256=digest,
            label=label,
            uploaded_by_id=by.user_id,
        )
        attachment.file.save(f"{digest[:24]}.bin", File(content), save=False)
    attachment.save()
    after = audit.snapshot(attachment, ["owner_type", "owner_id", "name", "size", "sha256", "label"])
    audit.record(by, "导出文件", attachment, after=after)
    return attachment
