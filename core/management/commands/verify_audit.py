from django.core.management.base import BaseCommand, CommandError

from core import audit, audit_anchor


class Command(BaseCommand):
    help = "重新计算审计链，并与库外锚点比对"

    def handle(self, *args, **options):
        broken = audit.verify()
        moved = audit_anchor.differences()
        for path, seq in broken:
            self.stderr.write(f"组织 {path} 第 {seq} 条：摘要不符")
        for anchor in moved:
            self.stderr.write(f"组织 {anchor['organization_path']} 第 {anchor['seq']} 条：与库外锚点不符")
        if broken or moved:
            raise CommandError("审计链校验未通过")
        self.stdout.write("审计链校验通过")
