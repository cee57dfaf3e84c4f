"""An organisation with a round, a member and a 提案委, for `benchmarks.proposals`."""

import datetime as dt
from types import SimpleNamespace

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from accounts.actors import Actor, actor_of
from accounts.choices import Role
from accounts.models import RoleGrant, User
from core import bigrams
from core.clock import now, today
from duties.services.kinds import seed_kinds
from members.models import Membership, Person
from organizations.choices import Level, UnitKind
from organizations.models import Organization, Session, Term, Unit
from organizations.services import found_organization
from proposals import policies, services
from proposals.models import Proposal, Suggestion
from proposals.queries import own, review
from proposals.queries.ground import rules_of
from proposals.queries.reading import searchable
from proposals.queries.search import search, similar
from proposals.services import give_out

PAGE = 20
DAY = dt.timedelta(days=1)
FILLER = "经走访调研，群众反映较为集中，现有做法分散，缺少统筹，建议由主管部门牵头研究并列入年度计划。"
__all__ = ("fill", "give_out", "lay", "page", "prepare", "queries_of_desk", "wait_for_review")


def lay(words) -> SimpleNamespace:
    """A new organisation; nothing of it stays."""
    seed_kinds()
    code = str(900_000 + Organization.objects.count())
    organization = found_organization(
        by=Actor(label="系统"), code=code, name="基准政协", short_name="基准政协", level=Level.COUNTY
    )
    during = DateRange(today() - 1000 * DAY, today() + 1000 * DAY)
    term = Term.objects.create(organization=organization, number=10, during=during)
    session = Session.objects.create(term=term, number=1, starts_on=today(), ends_on=today())
    office, writer = (_actor(organization, role, during) for role in (Role.PROPOSAL_OFFICE, Role.MEMBER))
    person = Person.objects.create(organization=organization, name="委员", user_id=writer.user_id)
    member = Membership.objects.create(
        person=person, organization=organization, term=term, number="0001", during=during
    )
    opened = services.open_round(by=office, session=session, opens_at=now() - DAY, closes_at=now() + DAY)
    return SimpleNamespace(
        organization=organization, office=office, writer=writer, member=member, round=opened, words=words
    )


FILL = """
INSERT INTO proposals_proposal (organization_id, round_id, lead_id, kind, collective, contact, title, situation,
  analysis, wish, open_text, closed_reason, conversion, state, revision, turn, timing, serial, number, outcome_text,
  submitted_at, filed_at)
SELECT %s, %s, %s, 'member', '', '', '关于加强' || matter || '的建议', matter || '方面，' || %s, %s, '', true, '',
  'unasked', 'filed', 1, 1, 'session', 10000 + g, 10000 + g, '', now(), now()
FROM (SELECT g, CASE WHEN g %% 50 = 0 THEN (%s::text[])[1 + (g / 50) %% %s] ELSE '综合治理' END AS matter
  FROM generate_series(1, %s) g) rows
"""
INDEX = """
INSERT INTO proposals_proposalwords (proposal_id, words)
SELECT p.id, to_tsvector('simple', %s) FROM proposals_proposal p WHERE p.round_id = %s AND p.title = %s AND p.serial > 10000
"""


def fill(house, rows: int) -> None:
    """Filed proposals, one in fifty about one of ten matters, each with its words in the index."""
    key = (house.organization.pk, house.round.pk, house.member.pk)
    with connection.cursor() as cursor:
        cursor.execute(FILL, [*key, FILLER, FILLER, list(house.words), len(house.words), rows])
        for matter in (*house.words, "综合治理"):
            title = f"关于加强{matter}的建议"
            words = bigrams.tokens(f"{title}\n{matter}方面，{FILLER}")
            cursor.execute(INDEX, [words, house.round.pk, title])
        cursor.execute("ANALYZE proposals_proposalwords")
        cursor.execute("ANALYZE proposals_proposal")


def page(house, words: str) -> list:
    """What the search page of a member shows: the rows and how many there are, counted up to two thousand."""
    rows = search(searchable(house.writer), words)
    rows.order_by()[:2_000].count()
    return list(rows.order_by("-pk")[:PAGE])


def wait_for_review(house, count: int) -> None:
    Proposal.objects.bulk_create(
        Proposal(
            organization=house.organization, round=house.round, lead=house.member, state="submitted", serial=at,
            title=f"关于第{at}件事的建议", situation=FILLER, analysis=FILLER, submitted_at=now(), turn=1,
        )
        for at in range(1, count + 1)
    )  # fmt: skip


def queries_of_desk(house) -> int:
    """How many queries one item of the review desk takes: counts, queue, neighbours, opinions, likes."""
    with CaptureQueriesContext(connection) as seen:
        counts, rules = review.counts(house.office), rules_of(house.organization.pk)
        rows = review.queue(house.office, "submitted")
        current = own.whole(rows).first()
        list(rows.select_related("lead__person")[: review.SHOWN])
        review.neighbours(rows, current)
        review.opinions(house.office, current, rules)
        list(review.phrases(house.office))
        similar(house.office, current, current.title)
        policies.is_last_stage(current, rules)
        list(current.suggestions.all())
        assert counts["submitted"] == 1_000
    return len(seen.captured_queries)


def prepare(house, tasks: int):
    """So many filed proposals and a dispatch of each to one of twenty units."""
    Unit.objects.bulk_create(
        Unit(organization=house.organization, name=f"单位{at}", kind=UnitKind.GOVERNMENT) for at in range(20)
    )
    units = list(Unit.objects.filter(organization=house.organization))
    made = Proposal.objects.bulk_create(
        Proposal(
            organization=house.organization, round=house.round, lead=house.member, state="filed", serial=2_000 + at,
            number=2_000 + at, title=f"关于第{at}件事的建议", submitted_at=now(), filed_at=now(),
        )
        for at in range(tasks)
    )  # fmt: skip
    Suggestion.objects.bulk_create(Suggestion(proposal=one, position=1, text="建议") for one in made)
    wanted = [(one, units[at % len(units)], "sole") for at, one in enumerate(made)]
    return services.prepare_dispatch(
        by=house.office, round=house.round, name="交办会", held_on=today(), wanted=wanted
    )


def _actor(organization: Organization, role: str, during) -> Actor:
    user = User.objects.create_user(
        f"bench-{role}-{organization.code}", role, None, must_change_password=False
    )
    RoleGrant.objects.create(user=user, role=role, organization=organization, during=during)
    return actor_of(user, organization.pk)
