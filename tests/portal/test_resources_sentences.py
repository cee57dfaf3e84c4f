"""How a line of the book is told: by the engine, with adjustments, and what is left where it cannot."""

import datetime as dt
from decimal import Decimal

from django.core.files.base import ContentFile

from accounts.choices import Role
from appraisals.models import Adjustment, ScoringRun
from appraisals.periods import scheme_of
from documents.models import Attachment
from portal.resources.sentences import Teller
from tests.factories import make_actor, make_user
from tests.portal.ground import DOCUMENT, half_year

STORED = (Decimal(3), Decimal(15), Decimal(12))


def told(county, made, numbers, *, key: str = "proposal") -> str:
    run = ScoringRun.objects.select_related("cycle__organization", "scheme_version").get(pk=made.run.pk)
    scheme = scheme_of(run.scheme_version)
    item = next(one for one in scheme.indicators if one.key == key)
    return Teller(make_actor(county, Role.CHECKER), run, scheme).sentence(made.bearers[0].pk, item, numbers)


def adjust(county, made, points: str) -> None:
    paper = Attachment(
        organization=county, owner_type="x", owner_id="1", name="依据.txt", size=1, content_type="text/plain",
        sha256="0" * 64,
    )  # fmt: skip
    paper.file.save("a.bin", ContentFile(b"x"))
    Adjustment.objects.create(
        cycle=made.cycle, bearer=made.bearers[0], indicator="proposal", points=Decimal(points),
        reason="提案委补报联名提案一件", attachment=paper, state="approved", created_by=make_user(county),
        approved_by=make_user(county), approved_at=made.run.cut_at - dt.timedelta(seconds=1),
    )  # fmt: skip


def test_the_engine_tells_it_with_full_width_signs(county):
    assert told(county, half_year(county), STORED) == "3 件 × 5 分 = 15 分，封顶 12 分"


def test_an_adjustment_is_told_beside_it(county):
    made = half_year(county)
    adjust(county, made, "-2")
    numbers = (Decimal(3), Decimal(15), Decimal(10))
    assert told(county, made, numbers) == "3 件 × 5 分 = 15 分，封顶 12 分；人工调整 −2 分"


def test_stored_numbers_have_the_last_word(county):
    """Numbers that the engine would not give again are told as they stand."""
    made = half_year(county)
    assert told(county, made, (Decimal(2), Decimal(10), Decimal(10))) == "2 件，计 10 分"


def test_a_year_of_two_halves_says_so(county):
    document = DOCUMENT | {"slug": "halves", "year": {"combine": "sum"}}
    made = half_year(county, part="year", document=document)
    assert told(county, made, STORED) == "由上、下半年得分合成，计 15 分，封顶 12 分"
