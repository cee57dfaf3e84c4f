"""The Excel book of one run that the 常委会 receives: six sheets, one digest."""

from collections.abc import Callable
from pathlib import Path

from core.writer import Book
from portal.resources import attendance, lists, ranking, warnings
from portal.resources.edition import Edition, Page

SHEETS = 6
ROW_HEIGHT, LIST_HEIGHT = 18, 22


def write_book(edition: Edition, path: str | Path, step: Callable[[int, int, str], None]) -> None:
    """Write the book to `path`, one row in memory at a time; the number of queries is fixed.

    `step(done, total, message)` is told of each finished sheet.
    """
    book = Book(path, constant_memory=True)
    for done, page in enumerate(pages(edition)):
        step(min(done, SHEETS - 1), SHEETS, f"正在写“{page.name}”")
        _add(book, edition, page)
    book.close()
    step(SHEETS, SHEETS, "六张表已写好")


def pages(edition: Edition):
    """The sheets in the order in which they are bound."""
    figures = attendance.figures_of(edition)
    yield lists.announced(edition)
    yield lists.commended(edition)
    yield ranking.ranking(edition)
    yield from ranking.details(edition)
    yield attendance.attendance(edition, figures)
    yield warnings.warnings(edition, figures)


def _add(book: Book, edition: Edition, page: Page) -> None:
    book.add_sheet(
        page.name,
        columns=page.columns,
        rows=page.rows,
        heading=edition.heading(page.subject),
        subheading=edition.lines(page),
        footer=edition.footer,
        landscape=page.landscape,
        row_height=ROW_HEIGHT if page.landscape else LIST_HEIGHT,
    )
