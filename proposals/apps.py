from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "proposals"
    verbose_name = "提案"

    def ready(self):
        from documents.instructions import on_instructed
        from documents.matters import register_matter
        from documents.owners import register_owner
        from duties.reconcile import register_expected
        from notices import reminders
        from proposals import matters, tasks  # noqa: F401 -- registers the work
        from proposals.services import facts
        from proposals.services.chasing import remind_units
        from proposals.services.honours import on_instruction

        register_matter(facts.PREFIX, matters.title_of, matters.url_for)
        register_owner("proposals.proposal", matters.may_read_file)
        on_instructed(facts.PREFIX, on_instruction)
        register_expected(facts.KIND, facts.expected, prefix=f"{facts.PREFIX}:")
        reminders.register("proposals", remind_units, label="提案办理期限提醒")
