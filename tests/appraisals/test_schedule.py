"""The beat writes its entries once, however often it starts."""

from django_celery_beat.models import PeriodicTask
from django_celery_beat.schedulers import ModelEntry

from zhengxie.celery import app

OURS = {
    "social_info.warn_minimum",
    "activities.make_occurrences",
    "activities.begin_due",
    "core.sweep_jobs",
    "core.heartbeat",
    "core.anchor_audit",
    "appraisals.live_changes",
    "appraisals.nightly_live",
    "appraisals.open_cycles",
    "duties.mark_silence",
    "notices.remind",
    "portal.clear_old_files",
    "proposals.daily",
}


def write_entries() -> None:
    """What the beat's scheduler does with the configured entries at each start."""
    for name, entry in app.conf.beat_schedule.items():
        ModelEntry.from_entry(name, app=app, **entry)


def test_two_starts_write_each_entry_once(db):
    for _ in range(2):
        write_entries()
    tasks = list(PeriodicTask.objects.exclude(name__startswith="celery.").values_list("task", flat=True))
    assert sorted(tasks) == sorted(OURS)


def test_cycles_open_at_ten_past_midnight_on_two_days_in_chinas_time(db):
    write_entries()
    cron = PeriodicTask.objects.get(task="appraisals.open_cycles").crontab
    assert (cron.minute, cron.hour, cron.day_of_month, cron.month_of_year) == ("10", "0", "1", "1,7")
    assert str(cron.timezone) == "Asia/Shanghai"


def test_every_entry_names_a_task_that_exists(db):
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)
