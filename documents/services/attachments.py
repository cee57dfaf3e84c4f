"""Keeping a file for an object, and handing it out again to those who may read it."""

from django.core.files.base import ContentFile
from django.db import transaction

from core import audit
from documents.choices import Label
from documents.files import clean
from documents.models import Attachment
from documents.owners import may_read


@transaction.atomic
def attach(*, by, owner_type: str, owner_id, file, label: str = Label.INTERNAL) -> Attachment:
    """Store a clean copy of the uploaded `file` for an object of the actor's organisation.

    The caller has checked that the actor may add files to the object. Raises UploadRefused.
    """
    copy = clean(file)
    attachment = Attachment(
        organization_id=by.organization_id,
        owner_type=owner_type,
        owner_id=str(owner_id),
        name=copy.name,
        size=len(copy.content),
        content_type=copy.content_type,
        sha256=copy.sha256,
        label=label,
        uploaded_by_id=by.user_id,
    )
    attachment.file.save(f"{copy.sha256[:24]}.bin", ContentFile(copy.content), save=False)
    attachment.save()
    after = audit.snapshot(attachment, ["owner_type", "owner_id", "name", "size", "sha256", "label"])
    audit.record(by, "上传附件", attachment, after=after)
    return attachment


def open_for(*, by, pk: int) -> Attachment | None:
    """The attachment if the actor may read it, else None; reading a sensitive one is audited."""
    attachment = Attachment.objects.visible_to(by).filter(pk=pk).first()
    if attachment is None or not may_read(by, attachment):
        return None
    if attachment.label in (Label.SENSITIVE, Label.OWN):
        audit.record(by, "下载附件", attachment, after={"sha256": attachment.sha256})
    return attachment
