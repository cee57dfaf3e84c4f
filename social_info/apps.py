from django.apps import AppConfig


class SocialInfoConfig(AppConfig):
    name = "social_info"
    verbose_name = "社情民意"

    def ready(self):
        from documents.handoffs import on_decided
        from documents.instructions import on_instructed
        from documents.matters import register_matter
        from documents.owners import register_owner
        from duties.reconcile import register_expected
        from social_info import tasks  # noqa: F401 -- registers the work
        from social_info.queries import may_read_file
        from social_info.queries.matters import title_of, url_for
        from social_info.services.adopting import instructed
        from social_info.services.facts import KIND, expected
        from social_info.services.receiving import lead_decided

        register_owner("social_info.report", may_read_file)
        register_matter("social_info", title_of, url_for)
        register_expected(KIND, expected)
        on_instructed("social_info", instructed)
        on_decided("social_info", lead_decided)
