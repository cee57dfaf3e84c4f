import pytest

from tests.social_info import ground


@pytest.fixture
def house(county):
    return ground.desk(county)
