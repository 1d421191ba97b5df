"""The nouns of the room: friends, what they are asked, who is in a segment, who tests."""

from .choice_ids import ChoiceIds
from .friend import Friend
from .question import Choice, Question
from .segment import Segment
from .tester import EnrolmentCode, Tester
from .wording import Wording, WordingField

__all__ = ["Choice", "ChoiceIds", "EnrolmentCode", "Friend", "Question", "Segment", "Tester", "Wording", "WordingField"]
