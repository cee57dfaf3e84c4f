"""Reads of attachments and of the letter in use."""

from documents.models import Attachment
from documents.owners import may_read


def attachments_of(actor, owner_type: str, owner_id) -> list[Attachment]:
    """Files of one object that the actor may read, oldest first."""
    rows = Attachment.objects.visible_to(actor).filter(owner_type=owner_type, owner_id=str(owner_id))
    return [attachment for attachment in rows if may_read(actor, attachment)]
