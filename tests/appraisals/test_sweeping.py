"""Python's search for circular garbage stands still in a run, and goes on after it."""

import gc

import pytest

from appraisals.computing.sweeping import unswept


def test_the_search_stands_still_and_goes_on():
    with unswept():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_failure_leaves_it_on():
    with pytest.raises(KeyError), unswept():
        raise KeyError
    assert gc.isenabled()


def test_one_within_another_ends_with_the_outer():
    with unswept():
        with unswept():
            pass
        assert not gc.isenabled()
