from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "委员名册"

    def ready(self):
        from documents.imports import register
        from members.resources.importer import MEMBERS

        register(MEMBERS)
