"""What every test may use."""

import hypothesis
import pytest
from django.db import connections
from playwright.sync_api import expect

from tests.browser import chromium_here  # noqa: F401  a fixture
from tests.emulator_process import emulator, emulator_process  # noqa: F401  fixtures
from tests.find_browser import ARGUMENTS, find_browser
from tests.own_database import _test_database, _town_to_copy, own_town  # noqa: F401  fixtures
from tests.town import QUICK, town, town_of_this_file  # noqa: F401  fixtures

hypothesis.settings.register_profile("ours", deadline=None)  # a busy machine is no fault of the code
hypothesis.settings.load_profile("ours")
expect.set_options(timeout=20_000)  # milliseconds; nor is it if a page takes its time there


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """SQLite in a file, as everywhere else: threads and child processes see the same rows, and wait for locks."""
    database = connections["default"]
    # A connection of the live server ends with its request: the database under it may be a copy that is thrown away.
    database.settings_dict["CONN_MAX_AGE"], database.settings_dict["CONN_HEALTH_CHECKS"] = 0, False
    if database.vendor == "sqlite":
        database.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Tests with a copied database come first: those that commit into the common one flush it."""
    items.sort(key=lambda item: "own_town" not in getattr(item, "fixturenames", []))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    return {"executable_path": find_browser(), "args": ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args() -> dict:
    return {"locale": "ja-JP", "timezone_id": "Asia/Tokyo", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Hashing a password slowly is for production; here every account of the town would wait for it."""
    settings.PASSWORD_HASHERS = QUICK


@pytest.fixture(autouse=True)
def no_connection_outlives_a_live_server(request):
    """What a test in a browser leaves open would meet the next test after the database under it was thrown away."""
    yield
    if "live_server" in request.fixturenames:
        connections.close_all()
