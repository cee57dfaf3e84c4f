"""`manage.py load_calendar 文件.csv`: the nation's days of a year that the built-in calendar does not know."""

import csv
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core.dates import parse_date
from organizations.services import set_national_day

WORKED = {"上班": True, "放假": False}


class Command(BaseCommand):
    help = "登记全国放假调休：CSV 文件，每行依次为日期、上班或放假、说明，可重复执行"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="CSV 文件（UTF-8）")

    @transaction.atomic
    def handle(self, *args, file: Path, **options):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = [row for row in csv.reader(lines) if any(row)]
        for number, row in enumerate(rows, start=1):
            self._store(number, [cell.strip() for cell in row])
        self.stdout.write(f"已登记 {len(rows)} 天。")

    def _store(self, number: int, row: list[str]) -> None:
        day, worked, note = [*row, "", ""][:3]
        if worked not in WORKED:
            raise CommandError(f"第 {number} 行：第二列应为“上班”或“放假”，没有写入任何内容。")
        try:
            set_national_day(day=parse_date(day), is_workday=WORKED[worked], note=note)
        except ValueError as error:
            raise CommandError(f"第 {number} 行：{error}没有写入任何内容。") from error
