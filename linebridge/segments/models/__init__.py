"""Named audiences: by a rule, or as a list of people; how large they are, and how large they may be."""

from .figure import SegmentFigure
from .friend_list import FriendList, FriendListEntry
from .reach_limit import ReachLimit
from .segment import Segment

__all__ = ["FriendList", "FriendListEntry", "ReachLimit", "Segment", "SegmentFigure"]
