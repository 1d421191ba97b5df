"""Named audiences: by a rule, or as a list of people."""

from .friend_list import FriendList, FriendListEntry
from .segment import Segment

__all__ = ["FriendList", "FriendListEntry", "Segment"]
