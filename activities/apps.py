from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class ActivitiesConfig(AppConfig):
    name = "activities"
    verbose_name = "会议活动"

    def ready(self):
        from activities import calendar, reminders
        from activities.facts import register_attendance
        from activities.importing.attendance import ATTENDANCE
        from activities.queries.access import may_read_activity, may_read_leave
        from activities.registrations import register_papers, register_sites
        from activities.services.kinds import SYSTEM_KINDS
        from documents.imports import register
        from documents.owners import register_owner
        from notices.calendar import register as register_calendar
        from notices.reminders import register as register_reminder

        register_attendance(SYSTEM_KINDS)
        register(ATTENDANCE)
        register_owner("activities.activity", may_read_activity)
        register_owner("activities.leaverequest", may_read_leave)
        register_papers()
        register_sites()
        register_calendar(calendar.entries)
        register_reminder("activities.meetings", reminders.remind, label="会议活动提醒")
        post_migrate.connect(_seed, sender=self)


def _seed(using, plan=(), **_):
    """System kinds follow the code; nothing to do when the table was migrated away."""
    from activities.services.kinds import SYSTEM_KINDS, seed_kinds

    if SYSTEM_KINDS.exists() and "activities_activitykind" in connections[using].introspection.table_names():
        seed_kinds()
