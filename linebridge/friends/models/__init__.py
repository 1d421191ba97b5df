"""The nouns of the room: friends, wordings they read, staff who test."""

from .choice_ids import ChoiceIds
from .friend import Friend
from .tester import EnrolmentCode, Tester
from .wording import Wording, WordingField

__all__ = ["ChoiceIds", "EnrolmentCode", "Friend", "Tester", "Wording", "WordingField"]
