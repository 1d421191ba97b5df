"""Fixtures that several rooms use: a department with staff, questions, and approval by two people."""

from tests.linebridge.friends.conftest import aoi, koho, staff  # noqa: F401
from tests.linebridge.questions.conftest import ids, publish  # noqa: F401
