"""The invented members of one organisation, stored in about a dozen statements."""

import datetime as dt
from random import Random

from django.db import transaction

from members.choices import AffiliationKind as Kind
from members.choices import Gender, OfficeTitle
from members.demo import words
from members.demo.place import Place
from members.models import Affiliation, Membership, Office, Person
from members.services.persons import name_keys
from organizations.models import Organization

LEADERS = (OfficeTitle.CHAIR, *[OfficeTitle.VICE_CHAIR] * 5, OfficeTitle.SECRETARY_GENERAL)
STANDING_SHARE = 55 / 319


@transaction.atomic
def make_members(
    organization: Organization, count: int, *, study_groups: int = 14, work_groups: int = 7, seed: int = 7
) -> list[Membership]:
    """Fill the latest term with `count` serving members; the same seed gives the same people.

    1 主席, 5 副主席, 1 秘书长 and a sixth as 常委; everybody but those seven sits in a 专委会; each in one
    学习组 (by turns) and one 工作组 (by 界别); at most 40 % 中共党员. No identity numbers.
    """
    place = Place(organization, study_groups, work_groups)
    maker = Maker(place, Random(f"{seed}-{organization.code}-{count}"), count)
    persons = [maker.person(organization, at) for at in range(count)]
    Person.objects.bulk_create(persons, batch_size=1000)
    memberships = [maker.membership(person, at) for at, person in enumerate(persons)]
    Membership.objects.bulk_create(memberships, batch_size=1000)
    rows = [row for at, one in enumerate(memberships) for row in maker.affiliations(one, at)]
    Affiliation.objects.bulk_create(rows, batch_size=2000)
    offices = [maker.office(one, at) for at, one in enumerate(memberships) if maker.titles[at]]
    Office.objects.bulk_create(offices, batch_size=1000)
    return memberships


class Maker:
    """Draws one person after another; everything about the n-th is decided here."""

    def __init__(self, place: Place, draw: Random, count: int):
        self.place, self.draw = place, draw
        self.taken: set[str] = set()
        self.sectors = self._sectors(count)
        self.parties = self._parties()
        standing = round(count * STANDING_SHARE)
        self.titles = [*LEADERS, *[OfficeTitle.STANDING] * standing][:count]
        self.titles += [None] * (count - len(self.titles))

    def person(self, organization: Organization, at: int) -> Person:
        _, _, employers, posts = words.SECTORS[self.sectors[at] % len(words.SECTORS)]
        which = self.draw.randrange(len(employers))
        name = self._name()
        return Person(
            organization=organization,
            name=name,
            gender=Gender.FEMALE if self.draw.random() < 0.36 else Gender.MALE,
            ethnicity=self._weighted(words.ETHNICITIES),
            birth_date=dt.date(
                self.draw.randint(1962, 1996), self.draw.randint(1, 12), self.draw.randint(1, 28)
            ),
            phone=f"1990000{at + 1:04d}",
            education=self._weighted(words.EDUCATIONS),
            employer=f"{self.draw.choice(words.TOWNS)}{employers[which]}",
            post=posts[which % len(posts)],
            **name_keys(name),
        )

    def membership(self, person: Person, at: int) -> Membership:
        return Membership(
            person=person,
            organization_id=person.organization_id,
            term=self.place.term,
            number=f"{at + 1:04d}",
            during=self.place.term.during,
            terms_served=self._weighted(((1, 62), (2, 28), (3, 10))),
        )

    def affiliations(self, membership: Membership, at: int) -> list[Affiliation]:
        place, sector = self.place, self.sectors[at]
        study = place.study_groups[at % len(place.study_groups)]
        work = place.work_groups[sector * len(place.work_groups) // len(place.sectors)]
        rows = [
            self._row(membership, Kind.SECTOR, sector=place.sectors[sector]),
            self._row(membership, Kind.PARTY, party=self.parties[at]),
            self._row(membership, Kind.STUDY_GROUP, group=study, post=self._head(Kind.STUDY_GROUP, study)),
            self._row(membership, Kind.WORK_GROUP, group=work, post=self._head(Kind.WORK_GROUP, work)),
        ]
        return rows + self._committee_rows(membership, at)

    def office(self, membership: Membership, at: int) -> Office:
        order = at + 1 if at < len(LEADERS) else 100
        return Office(
            membership=membership, title=self.titles[at], protocol_order=order, during=membership.during
        )

    def _committee_rows(self, membership: Membership, at: int) -> list[Affiliation]:
        if at < len(LEADERS):
            return []
        seats = self.place.committees
        first = seats[at % len(seats)]
        post = self._head(Kind.COMMITTEE, first, "主任")
        rows = [
            self._row(membership, Kind.COMMITTEE, committee=first, post=post),
            self._row(membership, Kind.HOME_COMMITTEE, committee=first),
        ]
        if len(seats) > 1 and self.draw.random() < 0.12:
            second = seats[(at + 1) % len(seats)]
            rows.append(self._row(membership, Kind.COMMITTEE, committee=second, slot=2))
        return rows

    def _row(self, membership: Membership, kind: str, **unit) -> Affiliation:
        return Affiliation(membership=membership, kind=kind, during=membership.during, **unit)

    def _head(self, kind: str, unit, post: str = "组长") -> str:
        """The first who comes to a unit leads it."""
        key = f"{kind}:{unit.pk}"
        if key in self.taken:
            return ""
        self.taken.add(key)
        return post

    def _sectors(self, count: int) -> list[int]:
        """An index of a 界别 for each member, by weight; each 界别 gets one where there are enough."""
        total = len(self.place.sectors)
        weights = [words.SECTORS[at % len(words.SECTORS)][1] for at in range(total)]
        drawn = self.draw.choices(range(total), weights, k=max(count - total, 0))
        spread = [*range(total), *drawn][:count]
        self.draw.shuffle(spread)
        return spread

    def _parties(self) -> list[str]:
        most, found = int(len(self.sectors) * words.CPC_AT_MOST), []
        for sector in self.sectors:
            own = words.PARTY_OF_SECTOR.get(words.SECTORS[sector % len(words.SECTORS)][0])
            party = own or self._weighted(words.OTHER_PARTIES)
            full = party == words.CPC and found.count(words.CPC) >= most
            found.append("群众" if full else party)
        return found

    def _name(self) -> str:
        """A surname and one or two given-name characters, not used yet."""
        while True:
            given = self.draw.choice(words.FIRST)
            if self.draw.random() < 0.85:
                given += self.draw.choice(words.SECOND)
            name = self._weighted(words.SURNAMES.items()) + given
            if name not in self.taken and len(set(given)) == len(given):
                self.taken.add(name)
                return name

    def _weighted(self, pairs):
        values, weights = zip(*pairs, strict=True)
        return self.draw.choices(values, weights)[0]
