"""The queues of the first staff page around papers, sites and what recurs."""

import datetime as dt

from activities.models import ReceptionDay, TownTask
from activities.queries import waiting_papers
from activities.services.cadence import explain, make_occurrences
from activities.services.speeches_decide import shortlist
from core.clock import today
from tests.activities.site_ground import make_rule, make_sites
from tests.activities.speech_ground import make_call, make_member, put

DAY = dt.timedelta(days=1)


def test_papers_wait_for_who_selects_and_then_for_who_decides(county, operator, checker, neighbour):
    member = make_member(county, "江予白").membership
    first = put(make_call(county), member, "submitted")
    second = put(make_call(county, selects=False), member, "submitted")
    put(make_call(county), member, "draft")
    assert list(waiting_papers.to_select(operator)) == [first]
    assert list(waiting_papers.to_decide(checker)) == [second]
    shortlist(by=operator, speech=first)
    assert list(waiting_papers.to_select(operator)) == []
    assert set(waiting_papers.to_decide(checker)) == {first, second}
    assert list(waiting_papers.to_decide(operator)) == [second]
    assert list(waiting_papers.to_decide(neighbour)) == []


def test_what_was_missed_waits_until_it_is_explained(county, operator):
    rule = make_rule(county, "daily", create_days=0)
    make_occurrences(rule_id=rule.pk, day=today() - 2 * DAY)
    (one,) = waiting_papers.missed_without_reason(operator)
    explain(by=operator, occurrence=one, reason="防汛值守")
    assert list(waiting_papers.missed_without_reason(operator)) == []


def test_days_and_tasks_wait_for_the_offices(county, operator):
    (site,) = make_sites(county, 1)
    host = make_member(county, "江予白").membership
    past, coming = (
        ReceptionDay.objects.create(organization=county, site=site, host=host, day=today() + shift)
        for shift in (-DAY, DAY)
    )
    task = TownTask.objects.create(
        organization=county, town=site.town, site=site, title="停车难", due_on=today(), state="answered", answer="已办",
        answered_on=today(),
    )  # fmt: skip
    assert (list(waiting_papers.receptions_to_report(operator)), coming.state) == ([past], "planned")
    assert list(waiting_papers.tasks_to_accept(operator)) == [task]
