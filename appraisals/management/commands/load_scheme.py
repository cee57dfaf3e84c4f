"""Loads scheme files, also from outside the repository, as draft versions of organisations."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.actors import system_actor
from appraisals import services
from appraisals.editor.labels import place_of
from appraisals.engine.scheme import SchemeError, YamlError
from organizations.models import Organization


class Command(BaseCommand):
    help = "读入计分方案文件（YAML），成为草稿版本；内容相同的不重复建立"

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", help="方案文件，可以在任何目录")
        parser.add_argument("--organization", help="政协组织的行政区划代码；不写则为每个有届次的组织读入")

    def handle(self, *, files, organization, **options):
        holders = self._holders(organization)
        texts = [(name, self._text(name)) for name in files]
        for name, text in texts:
            for holder in holders:
                self._load(holder, name, text)

    def _holders(self, code) -> list[Organization]:
        rows = (
            Organization.objects.filter(code=code)
            if code
            else Organization.objects.filter(terms__isnull=False)
        )
        found = list(rows.distinct().order_by("path"))
        if not found:
            raise CommandError(f"没有代码为“{code}”的政协组织" if code else "还没有政协组织")
        return found

    def _text(self, name: str) -> str:
        try:
            return Path(name).read_text("utf-8-sig")
        except FileNotFoundError as error:
            raise CommandError(f"没有这个文件：{name}") from error
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"读不出这个文件（应为 UTF-8 编码的文字）：{name}") from error

    def _load(self, holder: Organization, name: str, text: str) -> None:
        try:
            version = services.load_scheme(by=system_actor(holder), text=text, source_note=Path(name).name)
        except YamlError as error:
            raise CommandError(f"{name}：{error}") from error
        except SchemeError as error:
            faults = "\n".join(
                f"  {place_of(place)}（{place or '文件'}）：{said}" for place, said in error.faults
            )
            raise CommandError(f"{name} 有 {len(error.faults)} 处错误，没有读入：\n{faults}") from error
        self.stdout.write(f"{holder}：{version}，{version.get_state_display()}，摘要 {version.digest[:16]}")
