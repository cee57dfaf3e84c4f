from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "委员名册"

    def ready(self):
        from documents.imports import register
        from documents.owners import register_owner
        from members.policies import may_read_change_file
        from members.resources.importer import MEMBERS
        from members.services.standing import CHANGE_FILES

        register(MEMBERS)
        register_owner(CHANGE_FILES, may_read_change_file)
