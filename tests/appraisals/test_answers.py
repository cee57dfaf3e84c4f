"""Rows as PostgreSQL writes records become the text format of COPY, whatever stands in a name."""

import pytest
from django.db import connection

from appraisals.computing.answers import answers, tabbed
from appraisals.computing.cells import unescaped

ODD = '甲,乙（“丙”）(丁) "戊"\\己\t庚\n辛\r壬 {癸}\''


@pytest.mark.parametrize(
    ("record", "text"),
    [
        ("(7,16,1,提1,,,)", "7\t16\t1\t提1\t\t\t"),
        ('(7,"a,b",2)', "7\ta,b\t2"),
        ('(7,"he said ""no""",2)', '7\the said "no"\t2'),
        ('(7,"a\\\\b",2)', "7\ta\\\\b\t2"),
        ('(7,"a\tb\nc\rd",2)', "7\ta\\tb\\nc\\rd\t2"),
        ('(7,"",{})', "7\t\t{}"),
    ],
)
def test_a_record_in_columns(record, text):
    assert tabbed(record) == text


def test_any_name_comes_back_as_it_was(db):
    statement = "SELECT told::text FROM (SELECT 1, %s::text, %s::text[], NULL) AS told"
    ((record,),) = next(answers([(statement, [ODD, ["late", "left_early"]])]))
    one, name, flags, nothing = tabbed(record).split("\t")
    assert (one, unescaped(name), flags, nothing) == ("1", ODD, "{late,left_early}", "")


def test_answers_come_in_the_order_of_the_statements(db):
    asked = [("SELECT generate_series(1, %s)", [count]) for count in (3, 1, 2)]
    assert list(answers(asked)) == [[(1,), (2,), (3,)], [(1,)], [(1,), (2,)]]


def test_who_stops_listening_finds_the_connection_free(db):
    for rows in answers([("SELECT 1", []), ("SELECT 2", []), ("SELECT 3", [])]):
        assert rows == [(1,)]
        break
    with connection.cursor() as cursor:
        cursor.execute("SELECT 4")
        assert cursor.fetchone() == (4,)
