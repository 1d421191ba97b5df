"""What residents are asked in their receive settings, and the city's districts."""

from .district import District
from .figure import AnswerFigure
from .question import Choice, Question, QuestionGroup

__all__ = ["AnswerFigure", "Choice", "District", "Question", "QuestionGroup"]
