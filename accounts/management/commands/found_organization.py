"""`manage.py found_organization`: a new organisation with its three administrators, codes on the screen."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.actors import system_actor
from accounts.choices import Role
from accounts.services import create_account, grant_role, issue_slip
from core.workflow import Refused
from organizations.choices import Level
from organizations.models import Organization
from organizations.services import found_organization

ADMINISTRATORS = (
    ("xitong", Role.SYSTEM_ADMIN),
    ("anquan", Role.SECURITY_ADMIN),
    ("shenji", Role.AUDITOR),
)


class Command(BaseCommand):
    help = "设立政协组织并开设三员账号，激活码只显示一次"

    def add_arguments(self, parser):
        parser.add_argument("code", help="行政区划代码，如 431002")
        parser.add_argument("name", help="全称")
        parser.add_argument("short_name", help="简称")
        parser.add_argument("level", choices=Level.values, help="层级")
        parser.add_argument("--parent", help="上级政协的行政区划代码")

    @transaction.atomic
    def handle(self, *, code, name, short_name, level, parent, **options):
        above = None
        if parent and (above := Organization.objects.filter(code=parent).first()) is None:
            raise CommandError(f"没有代码为 {parent} 的上级政协")
        if Organization.objects.filter(code=code).exists():
            raise CommandError(f"代码为 {code} 的政协组织已设立")
        by = system_actor(above or Organization(path=f"{code}/"))
        organization = found_organization(
            by=by, code=code, name=name, short_name=short_name, level=level, parent=above
        )
        self.stdout.write(f"已设立{organization.name}。请把下列激活码分别交给三位管理员本人：")
        try:
            for prefix, role in ADMINISTRATORS:
                self._open(system_actor(organization), organization, f"{prefix}_{code}", role)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _open(self, by, organization, username: str, role: Role):
        user = create_account(by=by, username=username, display_name=role.label, organization=organization)
        grant_role(by=by, user=user, role=role, organization=organization)
        self.stdout.write(f"{role.label}：登录名 {username}，激活码 {issue_slip(user, by)}")
