"""年度结果 told to 组织部, 统战部 and the units where members work: one letter each, in the layout of the 通报."""

from collections import defaultdict
from collections.abc import Iterator

from core.dates import chinese_date
from duties.models import Bearer
from portal.resources.announcement import lists_of, rows_of
from portal.resources.edition import Edition, Member
from portal.resources.lists import ORDER, chosen
from portal.resources.shapes import ANNOUNCED, COMMENDED

DEPARTMENTS = ("组织部", "统战部")
UNITS = "委员所在单位"


def letters(edition: Edition) -> list[tuple[str, dict]]:
    """(path of the file, context of the letter); one query whatever the number of units."""
    return [*_departments(edition), *_units(edition)]


def _departments(edition: Edition) -> Iterator[tuple[str, dict]]:
    text = (
        f"{edition.organization.name}已完成{edition.cycle}委员履职考核，考核结果经"
        f"{_decision(edition)}审定。现将结果函告你部，供委员管理、评先评优和换届留任工作参考。"
    )
    lists = _by_grade(edition) or lists_of(edition)
    for name in DEPARTMENTS:
        yield f"{name}.docx", _letter(edition, f"党委{name}：", [text], lists)


def _units(edition: Edition) -> Iterator[tuple[str, dict]]:
    announced = {one.bearer for one in chosen(edition, ANNOUNCED) or ()}
    commended = {one.bearer for one in chosen(edition, COMMENDED) or ()}
    for unit, members in _by_employer(edition).items():
        text = (
            f"{edition.cycle}委员履职考核结果经{_decision(edition)}审定。现将你单位委员的考核结果函告如下。"
        )
        told = [_told(edition, one, announced, commended) for one in members]
        yield f"{UNITS}/{_file_name(unit)}.docx", _letter(edition, f"{unit}：", [text, *told], [])


def _letter(edition: Edition, addressee: str, paragraphs: list[str], lists: list[dict]) -> dict:
    publication = edition.run.publication
    return {
        "organization": edition.organization.name,
        "title": f"关于{edition.cycle}委员履职考核结果的函",
        "document_number": publication.document_number,
        "addressee": addressee,
        "paragraphs": paragraphs,
        "lists": lists,
        "closing": ["特此函告。"],
        "attachments": [],
        "signed_by": edition.organization.name,
        "signed_on": chinese_date(publication.decided_on),
        "digest": edition.run.output_digest,
    }


def _decision(edition: Edition) -> str:
    publication = edition.run.publication
    return f"{publication.meeting}（{chinese_date(publication.decided_on)}）"


def _by_grade(edition: Edition) -> list[dict]:
    """One list for each grade that somebody has, best first; empty where the scheme gives none."""
    names = [band.name for band in edition.scheme.grades.bands] if edition.scheme.grades else []
    found = [(name, [one for one in edition.printed if one.grade == name]) for name in names]
    return [
        {"title": f"等次：{name}", "note": f"共 {len(members)} 人，{ORDER}。", "rows": rows_of(members)}
        for name, members in found
        if members
    ]


def _by_employer(edition: Edition) -> dict[str, list[Member]]:
    """Unit → its members in printed order; who has no unit on file is left out."""
    rows = Bearer.objects.visible_to(edition.actor).filter(sheets__run=edition.run)
    employer = dict(rows.values_list("pk", "membership__person__employer"))
    found = defaultdict(list)
    for member in edition.printed:
        if unit := (employer.get(member.bearer) or "").strip():
            found[unit].append(member)
    return dict(sorted(found.items()))


def _told(edition: Edition, member: Member, announced: set, commended: set) -> str:
    result = f"等次为“{member.grade}”" if member.grade else f"得分 {member.total.normalize():f} 分"
    listed = "，列入通报名单" if member.bearer in announced else ""
    praised = "，予以表扬" if member.bearer in commended else ""
    who = "，".join(part for part in (member.office, member.sector) if part)
    return f"{member.name}（{who}）：{edition.cycle}履职考核{result}{listed}{praised}。"


def _file_name(unit: str) -> str:
    return "".join(" " if sign in '\\/:*?"<>|' else sign for sign in unit).strip(". ")[:60] or "单位"
