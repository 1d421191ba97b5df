from tests.linebridge.friends.conftest import aoi, koho, staff  # noqa: F401  fixtures
from tests.linebridge.questions.conftest import ids, publish  # noqa: F401  fixtures
