"""The whole import of 100,000 facts (read, check, preview, store) against a bare COPY of the same rows."""

import argparse
import io
import os
import time

import django
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

GOAL = 15


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengxie.settings")
    django.setup()
    from benchmarks import ledger_ground as ground  # noqa: PLC0415 -- models need django.setup() first

    operator, checker = ground.people()
    content = ground.table(operator, rows)
    import_seconds = ground.timed_import(operator, checker, SimpleUploadedFile("记录.xlsx", content))
    copy_seconds = bare_copy(operator.organization_id)
    ratio = import_seconds / copy_seconds
    print(
        f"ledger_import rows={rows} import={import_seconds:.2f}s copy={copy_seconds:.2f}s "
        f"ratio={ratio:.1f} goal={GOAL} {'ok' if ratio <= GOAL else 'MISS'}"
    )


def bare_copy(organization_id: int) -> float:
    """Seconds to COPY the stored rows once more, under other keys, into the same table with its guards."""
    out = io.StringIO()
    columns = (
        "organization_id, bearer_id, kind_id, matter_ref, matter_title, parent_ref, stage, role, level, result,"
        " flags, people, occurred_on, expected, quantity, entered_points, note, recorded_by_id, source_key"
    )
    listed = columns.removesuffix("source_key") + "'copy:' || source_key"
    with transaction.atomic(), connection.cursor() as cursor:
        query = f"SELECT {listed} FROM duties_dutyrecord WHERE organization_id = {int(organization_id)}"
        cursor.cursor.copy_expert(f"COPY ({query}) TO STDOUT", out)
        out.seek(0)
        began = time.perf_counter()
        cursor.cursor.copy_expert(f"COPY duties_dutyrecord ({columns}) FROM STDIN", out)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        return time.perf_counter() - began


if __name__ == "__main__":
    main()
