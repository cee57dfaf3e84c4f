"""The 通报 of a published run as plain data for the Word template: names above the line, nobody else."""

from collections import Counter
from fractions import Fraction

from core.dates import chinese_date
from portal.resources.edition import Edition, Member
from portal.resources.lists import ORDER, chosen
from portal.resources.shapes import ANNOUNCED, COMMENDED

COLUMNS = 3
NUMERALS = "一二"


def announcement(edition: Edition) -> dict:
    """The context of the letter «announcement»; the run comes with its publication."""
    publication = edition.run.publication
    return {
        "organization": edition.organization.name,
        "title": f"关于{edition.cycle}委员履职考核情况的通报",
        "document_number": publication.document_number,
        "addressee": "各位委员，各专门委员会、机关各处室：",
        "paragraphs": _paragraphs(edition, publication),
        "lists": lists_of(edition),
        "closing": [*_objections(edition), "特此通报。"],
        "attachments": [],
        "signed_by": edition.organization.name,
        "signed_on": chinese_date(publication.decided_on),
        "digest": edition.run.output_digest,
    }


def names_of(members: list[Member]) -> list[str]:
    """«王　伟» as wide as three characters; of two with one name each is told by the 界别."""
    times = Counter(member.name for member in members)
    return [
        f"{_spaced(one.name)}（{one.sector}）" if times[one.name] > 1 and one.sector else _spaced(one.name)
        for one in members
    ]


def _paragraphs(edition: Edition, publication) -> list[str]:
    counted = sum(member.counted for member in edition.members)
    listed = chosen(edition, ANNOUNCED) or []
    commended = chosen(edition, COMMENDED)
    praised = f"，其中 {len(commended)} 名委员予以表扬" if commended else ""
    return [
        f"根据《{edition.scheme.name}》，{edition.organization.name}对{edition.cycle}委员履职情况进行了考核。"
        f"经{publication.meeting}（{chinese_date(publication.decided_on)}）研究，现将考核情况通报如下。",
        f"本次考核共有 {len(edition.members)} 名委员计分、{counted} 名委员参加排名。"
        f"排名居{_share(edition)}的 {len(listed)} 名委员列入通报名单{praised}。"
        "其他委员的考核结果由本人登录系统查看，不予公开。",
    ]


def _share(edition: Edition) -> str:
    """«前60%», as the scheme's own list says."""
    cut = next((one for one in edition.scheme.ranking.lists if ANNOUNCED in one.name), None)
    if cut is None or cut.top is None:
        return "前列"
    return f"前{float(Fraction(cut.top) * 100):g}%"


def lists_of(edition: Edition) -> list[dict]:
    """通报名单 and 表扬名单, each as far as the run has it."""
    found = [("通报名单", chosen(edition, ANNOUNCED)), ("表扬名单", chosen(edition, COMMENDED))]
    kept = [(title, members) for title, members in found if members]
    return [
        {
            "title": f"{numeral}、{title}" if len(kept) > 1 else title,
            "note": f"共 {len(members)} 人，{ORDER}。",
            "rows": rows_of(members),
        }
        for numeral, (title, members) in zip(NUMERALS, kept, strict=False)
    ]


def rows_of(members: list[Member]) -> list[list[str]]:
    """Names read from left to right, three in a row."""
    names = names_of(members)
    filled = names + [""] * (-len(names) % COLUMNS)
    return [filled[start : start + COLUMNS] for start in range(0, len(filled), COLUMNS)]


def _objections(edition: Edition) -> list[str]:
    until = edition.cycle.objections_until
    return [f"委员对本人考核结果有异议的，请于{chinese_date(until)}前在系统中提出申诉。"] if until else []


def _spaced(name: str) -> str:
    return f"{name[0]}　{name[1]}" if len(name) == 2 else name
