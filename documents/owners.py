"""Who may read the files of an object. Each app registers its own kinds of objects when it starts."""

from collections.abc import Callable

from accounts.choices import SECRETARIAT
from documents.choices import Label

_may_read: dict[str, Callable] = {}


def register_owner(owner_type: str, may_read: Callable) -> None:
    """`may_read(actor, owner_id) -> bool` decides for files whose `owner_type` is this."""
    _may_read[owner_type] = may_read


def may_read(actor, attachment) -> bool:
    """The object's own policy, narrowed by the file's label. An unknown owner is read by nobody."""
    policy = _may_read.get(attachment.owner_type)
    if policy is None or not policy(actor, attachment.owner_id):
        return False
    own = actor.user_id is not None and attachment.uploaded_by_id == actor.user_id
    if attachment.label == Label.OWN:
        return own
    return own or attachment.label != Label.SENSITIVE or actor.holds(*SECRETARIAT)
