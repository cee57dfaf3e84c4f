"""One organisation with years of proposals, some under review and some to be given out, for `benchmarks.proposals`."""

import datetime as dt
import io
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.actors import Actor, actor_of
from accounts.choices import Role
from accounts.models import RoleGrant, User
from core.bigrams import tokens
from core.clock import now, today
from duties.services.kinds import seed_kinds
from members.models import Membership, Person
from organizations.choices import Level, UnitKind
from organizations.models import Organization, Session, Term, Unit
from organizations.services import found_organization
from proposals import services
from proposals.models import Category, Proposal, RefusalReason, Round, Suggestion

UNITS = 78
ROUNDS = 10
"""Old rounds over which the history is spread, beside the one that is open."""
TOPICS = (
    "停车位",
    "农贸市场",
    "中小学食堂",
    "乡村公路",
    "养老服务",
    "垃圾分类",
    "污水管网",
    "非遗传承",
    "夜间公交",
    "社区医院",
)
ACTS = ("改善", "规范", "增加", "整治", "优化")
HISTORY = (("closed", 0.86), ("handling", 0.06), ("merged", 0.04), ("not_filed", 0.04))
STANDING = ("filed", "handling", "closed")
COLUMNS = (
    "id, organization_id, round_id, lead_id, kind, collective, contact, title, situation, analysis, wish, open_text,"
    " closed_reason, conversion, state, revision, turn, category_id, timing, serial, number, refusal_id,"
    " outcome_text, created_at, saved_at, submitted_at, decided_at, filed_at"
)
SIGNERS = "proposals_signature (proposal_id, membership_id, state, expires_at, answered_at, comment)"
MERGERS = "proposals_merge (merged_id, main_id, reason, by_id, undone_reason)"
EMPTY = "\\N"


@dataclass(frozen=True)
class Ground:
    """`rounds` are the old ones; `opened` has no proposal yet."""

    organization: Organization
    office: User
    members: list[Membership]
    units: list[Unit]
    rounds: list[Round]
    opened: Round


@dataclass(frozen=True)
class Row:
    """One proposal as it is copied in."""

    key: int
    round: int
    lead: int
    title: str
    text: str
    state: str
    number: int


def lay(members: int) -> Ground:
    """The organisation, its people and units, and rounds without proposals."""
    seed_kinds()
    organization = found_organization(
        by=Actor(label="系统"), code="900002", name="基准政协", short_name="基准政协", level=Level.COUNTY
    )
    during = DateRange(today() - dt.timedelta(days=400), today() + dt.timedelta(days=400))
    term = Term.objects.create(organization=organization, number=10, during=during)
    office = _user(organization, "bench-office", Role.PROPOSAL_OFFICE, during)
    people = [_member(organization, term, place, during) for place in range(members)]
    units = Unit.objects.bulk_create(
        Unit(organization=organization, name=f"基准{place}局", kind=UnitKind.GOVERNMENT)
        for place in range(UNITS)
    )
    for unit in units:
        _user(organization, f"bench-unit{unit.pk}", Role.UNIT_LIAISON, during, unit=unit)
    *rounds, opened = _rounds(term, actor_of(office, organization.pk))
    return Ground(organization, office, people, units, rounds, opened)


def _user(organization, name: str, role: str, during, **more) -> User:
    user = User.objects.create(
        username=name, display_name=name, organization=organization, must_change_password=False
    )
    RoleGrant.objects.create(user=user, role=role, organization=organization, during=during, **more)
    return user


def _member(organization, term, place: int, during) -> Membership:
    user = _user(organization, f"bench-member{place}", Role.MEMBER, during)
    person = Person.objects.create(organization=organization, name=f"委员{place}", user=user)
    return Membership.objects.create(
        person=person, organization=organization, term=term, number=f"{place:05}", during=during
    )


def _rounds(term, office) -> list[Round]:
    made = []
    for number in range(1, ROUNDS + 2):
        back = dt.timedelta(days=30 * (ROUNDS + 1 - number))
        session = Session.objects.create(
            term=term, number=number, starts_on=today() - back, ends_on=today() - back + dt.timedelta(days=3)
        )
        opens = now() - back - dt.timedelta(days=1)
        closes = opens + dt.timedelta(days=20)
        made.append(services.open_round(by=office, session=session, opens_at=opens, closes_at=closes))
    return made


def fill(ground: Ground, states: Iterable[tuple[str, int]], dice: random.Random) -> int:
    """So many proposals in each state, spread over the old rounds, with their search words, signers and mergers."""
    rows = list(_rows(ground, states, dice))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        _copy(cursor, f"proposals_proposal ({COLUMNS})", _texts(ground, rows))
        _copy(cursor, SIGNERS, _signatures(ground, rows, dice))
        _copy(cursor, MERGERS, _merges(ground, rows))
        _words(cursor, rows)
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('proposals_proposal', 'id'), max(id)) FROM proposals_proposal"
        )
    return len(rows)


def analyze() -> None:
    """Statistics as an installation that has run for years has them."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def drafts(ground: Ground, count: int) -> list[Proposal]:
    """Written and not handed in, of the members in turn."""
    leads = ground.members
    made = Proposal.objects.bulk_create(
        Proposal(
            organization=ground.organization, round=ground.opened, lead=leads[place % len(leads)],
            title=f"关于第{place}件事的建议", situation="情况清楚。", analysis="原因明白。", revision=1,
        )
        for place in range(count)
    )  # fmt: skip
    Suggestion.objects.bulk_create(Suggestion(proposal=one, position=1, text="请予办理") for one in made)
    return made


def states_of(size: int) -> list[tuple[str, int]]:
    """States of a history of about `size` proposals."""
    return [(state, round(size * share)) for state, share in HISTORY]


def _rows(ground: Ground, states, dice) -> Iterator[Row]:
    key = Proposal.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    numbers = {one.pk: one.proposals.count() for one in ground.rounds}
    wanted = [state for state, count in states for _ in range(count)]
    dice.shuffle(wanted)
    for state in wanted:
        key += 1
        chosen = ground.rounds[key % len(ground.rounds)].pk
        numbers[chosen] += 1
        place = f"{dice.choice('东南西北中')}{dice.choice('山河湖桥塘')}{dice.choice('镇乡村街')}"
        topic = dice.choice(TOPICS)
        title = f"关于{dice.choice(ACTS)}{place}{topic}的建议"
        lead = dice.choice(ground.members).pk
        yield Row(key, chosen, lead, title, _prose(place, topic, dice), state, numbers[chosen])


def _prose(place: str, topic: str, dice) -> str:
    """Some 150 characters in sentences of which each has its like in many other proposals."""
    parts = [f"{place}的{topic}问题群众反映已有{dice.randint(2, 9)}年"]
    parts += [
        f"{dice.choice(ACTS)}{dice.choice(TOPICS)}涉及{dice.choice('教文卫农林水交财民商')}{dice.choice('政务体工保')}部门"
        for _ in range(8)
    ]
    return "。".join([*parts, "建议由县政府牵头研究解决"])


def _texts(ground: Ground, rows: list[Row]) -> Iterator[str]:
    category = Category.objects.filter(organization=ground.organization).first().pk
    refusal = RefusalReason.objects.filter(organization=ground.organization).first().pk
    moment = now() - dt.timedelta(days=20)
    for row in rows:
        stands = row.state in STANDING
        stamp = (moment + dt.timedelta(seconds=row.key % 1_000_000)).isoformat()
        columns = (
            row.key, ground.organization.pk, row.round, row.lead, "member", "", "", row.title, row.text, "原因明白。",
            "", "t", "", "unasked", row.state, 1, 1, category, "session", row.number,
            row.number if stands else EMPTY, refusal if row.state == "not_filed" else EMPTY, "", stamp, stamp, stamp,
            stamp if stands else EMPTY, stamp if stands else EMPTY,
        )  # fmt: skip
        yield "\t".join(map(str, columns)) + "\n"


def _signatures(ground: Ground, rows: list[Row], dice) -> Iterator[str]:
    """Two of five proposals are joint ones."""
    stamp = now().isoformat()
    for row in rows:
        if dice.random() < 0.4:
            for one in dice.sample(ground.members, min(2, len(ground.members))):
                if one.pk != row.lead:
                    yield f"{row.key}\t{one.pk}\taccepted\t{stamp}\t{stamp}\t赞成\n"


def _merges(ground: Ground, rows: list[Row]) -> Iterator[str]:
    main = next((row.key for row in rows if row.state == "closed"), None)
    for row in rows:
        main = row.key if row.state == "closed" else main
        if row.state == "merged" and main:
            yield f"{row.key}\t{main}\t同一事项\t{ground.office.pk}\t\n"


def _words(cursor, rows: list[Row]) -> None:
    """The search words, their index built afterwards: it holds the same, and has no list of pending entries."""
    cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'proposal_words'")
    definition = cursor.fetchone()[0]
    cursor.execute("DROP INDEX proposal_words")
    cursor.execute("CREATE TEMPORARY TABLE bench_words (id bigint, text text) ON COMMIT DROP")
    cache: dict[str, str] = {}
    _copy(cursor, "bench_words", (f"{row.key}\t{_tokens(row, cache)}\n" for row in rows))
    cursor.execute(
        "INSERT INTO proposals_proposalwords (proposal_id, words)"
        " SELECT id, to_tsvector('simple', text) FROM bench_words"
    )
    cursor.execute(definition)


def _tokens(row: Row, cache: dict[str, str]) -> str:
    """Sentences do not run into each other, so each is cut into pairs once."""
    parts = row.text.split("。")
    for part in parts:
        if part not in cache:
            cache[part] = tokens(part)
    return " ".join([tokens(row.title), *(cache[part] for part in parts)])


def _copy(cursor, target: str, texts: Iterator[str]) -> None:
    buffer = io.StringIO()
    buffer.writelines(texts)
    buffer.seek(0)
    cursor.cursor.copy_expert(f"COPY {target} FROM STDIN", buffer)
