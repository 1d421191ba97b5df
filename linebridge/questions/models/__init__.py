"""What residents are asked in their receive settings, and the city's districts."""

from .district import District
from .question import Choice, Question, QuestionGroup

__all__ = ["Choice", "District", "Question", "QuestionGroup"]
