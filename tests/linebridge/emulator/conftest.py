import pytest

from tests.linebridge.emulator.caller import Caller


@pytest.fixture
def caller(emulator) -> Caller:
    return Caller(emulator.url)
