"""One large organisation for `benchmarks.scoring`: members in their units, an adopted scheme, a cycle."""

import datetime as dt
import random
from dataclasses import dataclass

from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.actors import Actor, actor_of
from accounts.choices import Role
from accounts.models import RoleGrant, User
from appraisals.choices import CyclePart
from appraisals.engine.shipped import SCHEMES
from appraisals.models import Cycle
from appraisals.services.cycles import open_cycle
from appraisals.services.schemes import adopt_scheme, load_scheme
from duties.services import bearers_for
from duties.services.kinds import seed_kinds
from members.models import Affiliation, Membership, Office, Person
from organizations.choices import GroupKind, Level
from organizations.models import Committee, Group, Organization, Sector, Term
from organizations.services import found_organization

YEAR = 2026
TERM = DateRange(dt.date(2022, 1, 1), dt.date(2027, 1, 1))
SECTORS, COMMITTEES, GROUPS = 34, 10, 40
STANDING_SHARE = 0.15
LATE_SHARE = 0.02
"""Members who joined within the half."""
BATCH = 5000


@dataclass(frozen=True, slots=True)
class Ground:
    """`bearers` in the order of membership; `standing` are the bearers who sit in the 常委会."""

    organization: Organization
    cycle: Cycle
    bearers: list[int]
    standing: frozenset[int]


def lay(members: int, dice: random.Random) -> Ground:
    """The organisation with its members, the shipped 双考 example adopted, the first half opened."""
    seed_kinds()
    organization = found_organization(
        by=Actor(label="系统"), code=str(800_000 + Organization.objects.count()), name="基准政协",
        short_name="基准政协", level=Level.PROVINCE,
    )  # fmt: skip
    term = Term.objects.create(organization=organization, number=13, during=TERM)
    memberships = _memberships(organization, term, members, dice)
    _affiliations(term, memberships, dice)
    standing = _offices(memberships, dice)
    bearers = bearers_for(organization)
    cycle = _cycle(organization)
    own = frozenset(bearers[one.pk] for one in standing)
    return Ground(organization, cycle, sorted(bearers.values()), own)


def _memberships(organization, term, members: int, dice) -> list[Membership]:
    persons = Person.objects.bulk_create(
        (
            Person(
                organization=organization,
                name=f"委员{place}",
                strokes=f"{dice.randrange(1, 25):02}{place:06}",
            )
            for place in range(members)
        ),
        batch_size=BATCH,
    )
    return Membership.objects.bulk_create(
        (
            Membership(
                person=person,
                organization=organization,
                term=term,
                number=f"{place:06}",
                during=_during(dice),
            )
            for place, person in enumerate(persons)
        ),
        batch_size=BATCH,
    )


def _during(dice) -> DateRange:
    if dice.random() >= LATE_SHARE:
        return TERM
    return DateRange(dt.date(YEAR, dice.randint(2, 5), 1), TERM.upper)


def _affiliations(term, memberships, dice) -> None:
    """Everybody in a 界别 and a 学习组, two thirds in a 专委会 as well."""
    sectors = Sector.objects.bulk_create(
        Sector(term=term, name=f"第{place}界别", position=place) for place in range(1, SECTORS + 1)
    )
    committees = Committee.objects.bulk_create(
        Committee(term=term, name=f"第{place}专委会", short_name=f"{place}委", position=place)
        for place in range(1, COMMITTEES + 1)
    )
    groups = Group.objects.bulk_create(
        Group(term=term, kind=GroupKind.STUDY, name=f"第{place}学习组") for place in range(1, GROUPS + 1)
    )
    made = []
    for one in memberships:
        said = {"membership": one, "during": one.during}
        made.append(Affiliation(kind="sector", sector=dice.choice(sectors), **said))
        made.append(Affiliation(kind="study_group", group=dice.choice(groups), **said))
        if dice.random() < 2 / 3:
            made.append(Affiliation(kind="committee", committee=dice.choice(committees), **said))
    Affiliation.objects.bulk_create(made, batch_size=BATCH)


def _offices(memberships, dice) -> list[Membership]:
    """One 主席, ten 副主席, a 秘书长 and the 常委; returns all of them."""
    seated = dice.sample(memberships, max(1, round(len(memberships) * STANDING_SHARE)))
    titles = ["chair", *["vice_chair"] * 10, "secretary_general"]
    made = [
        Office(
            membership=one, title=titles[place] if place < len(titles) else "standing",
            protocol_order=min(place, 998), during=one.during,
        )
        for place, one in enumerate(seated)
    ]  # fmt: skip
    Office.objects.bulk_create(made, batch_size=BATCH)
    return seated


def _cycle(organization) -> Cycle:
    operator, checker = (_actor(organization, role) for role in (Role.OPERATOR, Role.CHECKER))
    text = (SCHEMES / "shuangkao_example.yaml").read_text("utf-8")
    version = load_scheme(by=operator, text=text)
    version = adopt_scheme(by=checker, version=version, meeting="主席会议", decided_on=dt.date(YEAR, 1, 5))
    cycle = open_cycle(by=operator, year=YEAR, part=CyclePart.H1)
    cycle.scheme_version = version
    cycle.save(update_fields=["scheme_version"])
    return cycle


def _actor(organization: Organization, role: str) -> Actor:
    user = User.objects.create(
        username=f"bench-{organization.code}-{role}", display_name=str(Role(role).label)
    )
    RoleGrant.objects.create(user=user, role=role, organization=organization, during=TERM)
    return actor_of(user, organization.pk)
