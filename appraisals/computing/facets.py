"""What of a profile the scheme can tell apart, so that bearers who differ in nothing else share their lines."""

from dataclasses import fields, is_dataclass, replace

from appraisals.engine.profiles import Profile

OFFICES = frozenset({"offices", "not_offices"})
UNITS = frozenset({"committees", "sectors", "groups"})


class Facets:
    """Profile → the same profile without the names that the scheme never mentions."""

    def __init__(self, scheme):
        self.words = {name: set() for name in OFFICES | UNITS}
        self.attributes: set[str] = set()
        self._collect((scheme.sections, scheme.start, scheme.cap, scheme.gates))
        self.offices = self.words["offices"] | self.words["not_offices"]
        self.kept, self.numbers = {}, {}

    def of(self, profile: Profile, number: int) -> tuple[Profile, int]:
        """(what the scheme sees of the profile, its number); `number` is the profile's own on the roster."""
        found = self.kept.get(number)
        if found is None:
            made = self._narrowed(profile)
            found = self.kept[number] = self.numbers.setdefault(made, (made, len(self.numbers)))
        return found

    def _narrowed(self, profile: Profile) -> Profile:
        return replace(
            profile,
            offices=tuple((held & self.offices, share) for held, share in profile.offices),
            committees=profile.committees & self.words["committees"],
            home_committees=frozenset(),
            sectors=profile.sectors & self.words["sectors"],
            groups=profile.groups & self.words["groups"],
            attributes=tuple(pair for pair in profile.attributes if pair[0] in self.attributes),
        )

    def _collect(self, value) -> None:
        if isinstance(value, tuple):
            for one in value:
                self._collect(one)
        elif is_dataclass(value):
            for field in fields(value):
                self._note(field.name, getattr(value, field.name))

    def _note(self, name: str, value) -> None:
        if name in self.words:
            self.words[name] |= {one for one in value if isinstance(one, str)}
        if name == "attributes":
            self.attributes |= {test.name for test in value}
        if name == "author_bonus":
            self.attributes |= {row.attribute for row in value}
        self._collect(value)
