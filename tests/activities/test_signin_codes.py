"""The sealed codes: good for one purpose, one organisation, one subject and a few seconds, and for nothing else."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.signin import codes
from activities.signin.codes import Purpose, Verdict
from activities.signin.windows import Window

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
COUNTY, NEXT_COUNTY = 5, 6
SITTING, OTHER_SITTING = 71, 72
NINE = 1_767_229_200  # 2026-01-01 09:00 in China, in seconds since 1970
STEP_AT_NINE = 176_722_920
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def screen(step=STEP_AT_NINE, *, key=KEY, organization=COUNTY, sitting=SITTING, purpose=Purpose.ARRIVE):
    return codes.write(key, purpose, organization=organization, subject=sitting, moment=step)


def judged(text, seconds=NINE, *, key=KEY, organization=COUNTY):
    return codes.judge_step(codes.read(text), key, organization=organization, seconds=seconds)


def test_a_code_is_short_and_safe_in_an_address():
    assert len(screen()) == 28
    assert set(screen()) <= set(ALPHABET)


def test_a_code_says_what_it_is_for():
    code = codes.read(screen())

    assert (code.purpose, code.subject, code.moment) == (Purpose.ARRIVE, SITTING, STEP_AT_NINE)


def test_a_new_code_every_ten_seconds():
    assert [codes.step_of(NINE + second) - STEP_AT_NINE for second in (0, 9.99, 10, 19, 20)] == [
        0,
        0,
        1,
        1,
        2,
    ]
    assert screen(STEP_AT_NINE) != screen(STEP_AT_NINE + 1)


@pytest.mark.parametrize(
    ("seconds", "verdict"),
    [
        (-3600, Verdict.FUTURE),
        (-1, Verdict.FUTURE),
        (0, Verdict.GOOD),
        (9, Verdict.GOOD),
        (10, Verdict.GOOD),
        (19.9, Verdict.GOOD),
        (20, Verdict.EXPIRED),
        (3600, Verdict.EXPIRED),
    ],
)
def test_good_in_its_own_step_and_the_next(seconds, verdict):
    assert judged(screen(), NINE + seconds) == verdict


def flipped(text):
    """Every text that differs from the 21 bytes of `text` in one bit."""
    values = [ALPHABET.index(letter) for letter in text]
    for place in range(len(values)):
        for bit in range(6):
            changed = values.copy()
            changed[place] ^= 1 << bit
            yield "".join(ALPHABET[value] for value in changed)


@pytest.mark.parametrize("step", [STEP_AT_NINE, STEP_AT_NINE - 1], ids=["current", "previous"])
def test_every_flipped_bit_is_refused(step):
    """168 bits in each of the two codes that are good at this moment: 336 cases."""
    cases = list(flipped(screen(step)))
    assert judged(screen(step)) == Verdict.GOOD
    assert len(set(cases)) == 168

    found = [codes.read(text) for text in cases]

    assert [
        code
        for code in found
        if code and codes.judge_step(code, KEY, organization=COUNTY, seconds=NINE) != Verdict.FORGED
    ] == []


def test_another_meetings_key_another_organisation_are_refused():
    assert judged(screen(key=OTHER_KEY)) == Verdict.FORGED
    assert judged(screen(organization=NEXT_COUNTY)) == Verdict.FORGED
    assert judged(screen(), organization=NEXT_COUNTY) == Verdict.FORGED


@pytest.mark.parametrize(
    ("part", "value"), [("purpose", Purpose.LEAVE), ("sitting", OTHER_SITTING), ("step", STEP_AT_NINE + 1)]
)
def test_a_seal_does_not_fit_another_purpose_sitting_or_step(part, value):
    mine, other = screen(), screen(**{part: value})
    body, seal = other[:12], mine[12:]  # nine bytes of body are twelve letters

    assert judged(body + seal, NINE + 5) == Verdict.FORGED
    assert judged(mine, NINE + 5) == Verdict.GOOD


@pytest.mark.parametrize(
    "text",
    ["", "A" * 27, "A" * 29, "!" * 28, "签" * 28, "A" * 28, "=" * 28, screen()[:27] + "=", screen()[:27] + "\n",
     screen()[:27] + "\x00", screen()[:27] + "+", " " + screen()[1:]],
)  # fmt: skip
def test_what_has_not_the_shape_of_a_code_is_none(text):
    assert codes.read(text) is None


@given(st.text(max_size=40) | st.text(alphabet=ALPHABET, min_size=28, max_size=28))
def test_no_text_breaks_the_reader_or_is_good(text):
    code = codes.read(text)

    assert code is None or not code.genuine(KEY, COUNTY)


@pytest.mark.parametrize(
    ("seconds", "verdict"),
    [
        (-6, Verdict.FUTURE),
        (-5, Verdict.GOOD),
        (0, Verdict.GOOD),
        (120, Verdict.GOOD),
        (121, Verdict.EXPIRED),
        (86_400, Verdict.EXPIRED),
    ],
)
def test_a_members_own_code_lives_for_two_minutes(seconds, verdict):
    text = codes.write(KEY, Purpose.MEMBER, organization=COUNTY, subject=9, moment=NINE)
    code = codes.read(text)

    found = codes.judge_age(code, KEY, organization=COUNTY, seconds=NINE + seconds, life=codes.MEMBER_LIFE)

    assert found == verdict


def at(hour, minute, second=0):
    return dt.datetime(2026, 3, 5, hour, minute, second, tzinfo=dt.UTC)


WINDOW = Window(at(8, 0), at(9, 0), at(11, 30), at(11, 30), late_after=10, early_before=30)


@pytest.mark.parametrize(
    ("moment", "early", "closed", "late"),
    [
        (at(7, 59, 59), True, False, False),
        (at(8, 0), False, False, False),
        (at(9, 0), False, False, False),
        (at(9, 10), False, False, False),
        (at(9, 10, 1), False, False, True),
        (at(11, 30), False, False, True),
        (at(11, 30, 1), False, True, True),
    ],
)
def test_what_a_moment_of_arrival_means(moment, early, closed, late):
    assert (WINDOW.too_early(moment), WINDOW.too_late(moment), WINDOW.late(moment)) == (early, closed, late)


@pytest.mark.parametrize(
    ("moment", "allowed", "early"),
    [
        (at(8, 59, 59), False, True),
        (at(9, 0), True, True),
        (at(10, 59, 59), True, True),
        (at(11, 0), True, False),
        (at(12, 30), True, False),
        (at(12, 30, 1), False, False),
    ],
)
def test_what_a_moment_of_leaving_means(moment, allowed, early):
    assert (WINDOW.may_leave(moment), WINDOW.left_early(moment)) == (allowed, early)
