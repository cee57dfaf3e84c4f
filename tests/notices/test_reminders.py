"""Once a day every organisation is asked for its reminders; whatever runs twice says it once."""

import datetime as dt

import pytest
from django_celery_beat.models import PeriodicTask
from django_celery_beat.schedulers import ModelEntry

from accounts.choices import Role
from accounts.models import User
from core import jobs
from core.models import Job
from notices import reminders, services, tasks
from notices.models import Message
from tests.factories import make_user
from zhengxie.celery import app

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    """Only what a test registers."""
    monkeypatch.setattr(reminders, "_reminders", {})


def due(organization, today):
    """Tells the organisation's members that something falls due in three days."""
    members = User.objects.filter(grants__organization=organization, grants__role=Role.MEMBER)
    key = f"sample:7:due:{today + dt.timedelta(days=3)}"
    return services.notify(members, "还有 3 天到期", "请尽快办理。", "/", organization=organization, key=key)


def run_all() -> list[Job]:
    return [jobs.run(job.pk) for job in reminders.ask_all(DAY)]


def test_each_organisation_tells_its_own_people(tree):
    ours, theirs = make_user(tree.county, Role.MEMBER), make_user(tree.other_county, Role.MEMBER)
    reminders.register("sample.due", due)

    run_all()

    told = Message.objects.values_list("user", "organization", "title")
    assert set(told) == {
        (ours.pk, tree.county.pk, "还有 3 天到期"),
        (theirs.pk, tree.other_county.pk, "还有 3 天到期"),
    }


def test_asked_twice_on_a_day_it_is_the_same_job(tree):
    reminders.register("sample.due", due, label="办理期限提醒")

    first, second = reminders.ask_all(DAY), reminders.ask_all(DAY)

    assert [job.pk for job in first] == [job.pk for job in second]
    assert {job.label for job in first} == {"办理期限提醒"}
    assert len(first) == 5  # the tree's organisations
    assert len(reminders.ask_all(DAY + dt.timedelta(days=1))) == 5
    assert Job.objects.count() == 10


def test_the_same_work_done_twice_tells_once(county):
    make_user(county, Role.MEMBER)
    reminders.register("sample.due", due)

    told = [reminders.remind(name="sample.due", organization=county, today=DAY) for _ in range(2)]

    assert told == [1, 0]
    assert Message.objects.count() == 1


def test_the_day_is_that_of_the_bell_however_late_the_work(county):
    seen = []
    reminders.register("sample.day", lambda organization, today: seen.append((organization.pk, today)))

    run_all()

    assert (county.pk, DAY) in seen
    assert {day for _, day in seen} == {DAY}


def test_one_that_fails_writes_nothing_and_does_not_stop_the_others(county):
    make_user(county, Role.MEMBER)

    def broken(organization, today):
        due(organization, today)
        raise ValueError("broken")

    reminders.register("sample.broken", broken)
    reminders.register("sample.due", due)
    mine = {
        job.arguments["reminder"]: job
        for job in reminders.ask_all(DAY)
        if job.organization_path == county.path
    }

    with pytest.raises(ValueError, match="broken"):
        jobs.run(mine["sample.broken"].pk)
    assert not Message.objects.exists()
    assert jobs.run(mine["sample.due"].pk).result == {"told": 1}


def test_a_reminder_that_is_gone_fails_in_words(county):
    reminders.register("sample.due", due)
    job = reminders.ask_all(DAY)[0]
    reminders._reminders.clear()

    assert jobs.run(job.pk).message == "这项提醒已停用"


def test_the_beat_asks_at_eight_in_chinas_time(county):
    reminders.register("sample.due", due)
    for name, entry in app.conf.beat_schedule.items():
        ModelEntry.from_entry(name, app=app, **entry)

    cron = PeriodicTask.objects.get(task="notices.remind").crontab

    assert (cron.minute, cron.hour, str(cron.timezone)) == ("0", "8", "Asia/Shanghai")
    assert tasks.remind() == 5
