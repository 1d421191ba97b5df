"""The nouns of the room: friends, wordings they read, staff who test, runs of the sync, erasures."""

from .choice_ids import ChoiceIds, Points
from .erasure import Erasure
from .friend import Friend
from .keeping import Keeping
from .sync import FriendSync
from .tester import EnrolmentCode, Tester
from .wording import Wording, WordingField

__all__ = [
    "ChoiceIds", "EnrolmentCode", "Erasure", "Friend", "FriendSync", "Keeping", "Points", "Tester", "Wording",
    "WordingField",
]  # fmt: skip
