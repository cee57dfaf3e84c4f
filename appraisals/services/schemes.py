"""The verbs of schemes: load, save a draft, copy, adopt, retire."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from appraisals.engine.digest import digest_of
from appraisals.engine.scheme import dump, dump_yaml, parse, read_yaml
from appraisals.models import Scheme, SchemeVersion
from appraisals.periods import scheme_of
from appraisals.policies import is_house, is_operator, may_edit_scheme
from appraisals.workflow import SCHEME
from core import audit
from core.clock import now
from core.workflow import Refused
from duties.models import DutyKind


def known_kinds(organization_id: int) -> dict[str, str]:
    """Code → label of the duty kinds that a scheme of the organisation may name."""
    rows = DutyKind.objects.filter(organization=None) | DutyKind.objects.filter(
        organization_id=organization_id
    )
    return dict(rows.filter(enabled=True).values_list("code", "label"))


@transaction.atomic
def load_scheme(*, by, text: str, source_note: str = "") -> SchemeVersion:
    """A new draft version from a YAML document; an unchanged document gives the version that says it.

    Raises YamlError or SchemeError (every fault with its place) when the text is no scheme.
    """
    _may_write(by)
    scheme = parse(read_yaml(text), kinds=known_kinds(by.organization_id))
    home, _ = Scheme.objects.get_or_create(
        organization_id=by.organization_id, slug=scheme.slug, defaults={"name": scheme.name}
    )
    digest = digest_of(dump(scheme))
    same = home.versions.filter(digest=digest).first()
    return same or _add_version(by, home, dump(scheme), source_note)


@transaction.atomic
def new_scheme(*, by, slug: str, name: str, period: str = "year") -> SchemeVersion:
    """An empty draft to be built by forms: one section, no indicators yet."""
    _may_write(by)
    document = {
        "slug": slug, "name": name, "period": period, "bearers": ["member"],
        "sections": [{"key": "s1", "name": "板块一"}],
    }  # fmt: skip
    parsed = parse(document)
    if Scheme.objects.filter(organization_id=by.organization_id, slug=slug).exists():
        raise Refused("已有相同代号的计分方案")
    home = Scheme.objects.create(organization_id=by.organization_id, slug=slug, name=name)
    return _add_version(by, home, dump(parsed), "")


@transaction.atomic
def save_document(*, by, version: SchemeVersion, document: dict) -> SchemeVersion:
    """Replace the document of a draft; raises SchemeError and keeps the old one when it has faults."""
    version = SchemeVersion.objects.select_for_update().select_related("scheme").get(pk=version.pk)
    if not may_edit_scheme(by, version):
        raise Refused("只有经办人能修改草稿版本；已通过的版本请另建新版本")
    parsed = parse(document, kinds=known_kinds(version.scheme.organization_id))
    before = {"digest": version.digest}
    version.document = dump(parsed)
    version.digest = digest_of(version.document)
    version.save(update_fields=["document", "digest"])
    if version.scheme.name != parsed.name:
        Scheme.objects.filter(pk=version.scheme_id).update(name=parsed.name)
    audit.record(by, "修改方案草稿", version, before=before, after={"digest": version.digest})
    return version


@transaction.atomic
def copy_version(*, by, version: SchemeVersion) -> SchemeVersion:
    """A new draft that says what `version` says."""
    _may_write(by)
    if version.scheme.organization_id != by.organization_id:
        raise PermissionDenied("只能复制本会的方案")
    return _add_version(by, version.scheme, version.document, f"复制自第{version.number}版")


@transaction.atomic
def adopt_scheme(
    *, by, version: SchemeVersion, meeting: str, decided_on: dt.date, document_number: str = ""
) -> SchemeVersion:
    """The meeting's adoption, entered by the 复核人, who is never the one who wrote the draft."""
    if not meeting.strip():
        raise Refused("请填写通过方案的会议")
    version = SchemeVersion.objects.select_for_update().select_related("scheme").get(pk=version.pk)
    _complete(version)
    if SCHEME.by_name["adopt"] in SCHEME.open_to(by, version):
        version.meeting, version.decided_on = meeting.strip(), decided_on
        version.document_number, version.adopted_by_id = document_number.strip(), by.user_id
        version.adopted_at = now()
        version.save(update_fields=["meeting", "decided_on", "document_number", "adopted_by", "adopted_at"])
    return SCHEME.perform(version, "adopt", by=by)


@transaction.atomic
def retire_scheme(*, by, version: SchemeVersion, reason: str) -> SchemeVersion:
    """No new cycle may use the version; those that do keep it."""
    return SCHEME.perform(version, "retire", by=by, reason=reason)


def yaml_of(version: SchemeVersion) -> str:
    """The version as a YAML file that `load_scheme` reads back to the same digest."""
    return dump_yaml(scheme_of(version))


def _complete(version) -> None:
    if not any(item.enabled for item in scheme_of(version).indicators):
        raise Refused("方案还没有启用的指标，不能通过")


def _may_write(by) -> None:
    if not (is_operator(by, by.organization_id) or is_house(by, by.organization_id)):
        raise PermissionDenied("只有经办人能编制计分方案")


def _add_version(by, home: Scheme, document: dict, source_note: str) -> SchemeVersion:
    Scheme.objects.select_for_update().get(pk=home.pk)
    last = home.versions.aggregate(last=Max("number"))["last"] or 0
    version = SchemeVersion.objects.create(
        scheme=home, number=last + 1, document=document, digest=digest_of(document),
        source_note=source_note[:200], created_by_id=by.user_id,
    )  # fmt: skip
    audit.record(by, "新建方案版本", version, after={"digest": version.digest})
    return version
