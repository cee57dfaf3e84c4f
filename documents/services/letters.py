"""Replacing a letter of the house by the organisation's own template."""

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.choices import Role
from core import audit
from core.uploads import check_upload
from core.workflow import Refused
from documents.choices import LetterKind
from documents.files import plain_name
from documents.letters.samples import SAMPLES
from documents.models import LetterTemplate
from documents.rendering import fill


@transaction.atomic
def replace_letter(*, by, kind: str, file) -> LetterTemplate:
    """Use `file` for the letter from now on, after filling it once with invented data.

    Raises Refused, UploadRefused or LetterRefused.
    """
    if not may_replace(by):
        raise Refused("您没有更换文书模板的权限。")
    checked = check_upload(file, ("docx",))
    content = file.read()
    fill(content, SAMPLES[LetterKind(kind)])
    LetterTemplate.objects.filter(organization_id=by.organization_id, kind=kind, in_use=True).update(
        in_use=False
    )
    letter = LetterTemplate(
        organization_id=by.organization_id,
        kind=kind,
        name=plain_name(file.name),
        sha256=checked.sha256,
        uploaded_by_id=by.user_id,
    )
    letter.file.save(f"{checked.sha256[:24]}.docx", ContentFile(content), save=False)
    letter.save()
    audit.record(
        by, "更换文书模板", letter, after={"kind": kind, "name": letter.name, "sha256": letter.sha256}
    )
    return letter


def may_replace(actor) -> bool:
    return actor.holds(Role.OPERATOR)
