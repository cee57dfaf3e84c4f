"""Who sees which rows: exactly one organisation, an overseer the shared rows below, nobody nothing.

covers S123 covers S272
"""

import pytest
from django import forms
from django.db.models import Q

from accounts.actors import Actor
from accounts.choices import Role
from core.models import Job
from core.scope import NoActor, narrow
from organizations.models import Sector, Term
from tests.factories import make_actor


@pytest.fixture
def jobs(db):
    """One job at each of several paths that begin alike."""
    paths = ("37/", "37/3701/", "371/", "37/3701/370101/", "3/")
    return {
        path: Job.objects.create(organization_path=path, task="x", label=path, key=path) for path in paths
    }


def at(path, *roles):
    return Actor(label="某人", organization_path=path, roles=frozenset(roles))


def seen(actor):
    return sorted(Job.objects.visible_to(actor).values_list("organization_path", flat=True))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OVERSEER])
def test_a_business_role_sees_its_own_organisation_alone(jobs, role):
    assert seen(at("37/", role)) == ["37/"]


def test_an_overseer_sees_nothing_below_that_is_not_shared(jobs):
    assert seen(at("37/", Role.OVERSEER)) == ["37/"]


def test_an_overseer_sees_the_shared_rows_of_the_subtree_but_not_of_a_path_that_begins_alike(
    jobs, monkeypatch
):
    monkeypatch.setattr(Job, "shared_rows", classmethod(lambda cls: Q()))

    assert seen(at("37/", Role.OVERSEER)) == ["37/", "37/3701/", "37/3701/370101/"]
    assert seen(at("37/", Role.OPERATOR)) == ["37/"]


def test_only_the_shared_states_are_opened_upwards(jobs, monkeypatch):
    monkeypatch.setattr(Job, "shared_rows", classmethod(lambda cls: Q(state="done")))
    Job.objects.filter(pk=jobs["37/3701/"].pk).update(state="done", finished_at="2026-01-01T00:00Z")

    assert seen(at("37/", Role.OVERSEER)) == ["37/", "37/3701/"]


def test_asking_without_an_actor_is_an_error(jobs):
    with pytest.raises(NoActor, match="Job"):
        Job.objects.visible_to(None)


def test_an_actor_without_an_organisation_sees_nothing(jobs):
    assert seen(at("")) == []
    assert seen(at("", Role.OVERSEER)) == []


def test_the_scope_reaches_through_relations(tree, operator):
    terms = set(Term.objects.visible_to(operator))
    sectors = Sector.objects.visible_to(operator)

    assert terms == set(tree.county.terms.all())
    assert {sector.term.organization_id for sector in sectors} == {tree.county.pk}


def test_choices_of_a_form_are_narrowed(tree, operator):
    field = forms.ModelChoiceField(Term.objects.all())

    narrow(field, operator)

    assert list(field.queryset) == list(tree.county.terms.all())


def test_a_field_without_rows_is_left_alone(operator):
    field = forms.CharField()
    narrow(field, operator)
    assert not hasattr(field, "queryset")


def test_the_city_does_not_see_the_county_s_register_by_a_business_role(tree):
    clerk = make_actor(tree.city, Role.OPERATOR)

    assert set(Term.objects.visible_to(clerk)) == set(tree.city.terms.all())
