"""Leave for good: erase the resident, and have LINE take back what they allowed our pages.

The erasure is a row that is carried on; the access token is asked for, used once and kept nowhere. Where it is not
this resident's own, or LINE does not answer, everything of ours is erased all the same.
"""

import logging

from linebridge.friends.erase import erase_friend
from linebridge.friends.models import Erasure, Friend
from linebridge.gateway.errors import LineError

from .exchange import NoGood, owner_of

LOG = logging.getLogger("kairan.liff")


def leave(friend: Friend, access_token: str) -> bool:
    """Erase this friend. True where LINE has taken back the consent too."""
    token = access_token if access_token and _is_theirs(friend, access_token) else ""
    erasure = erase_friend(friend, reason=Erasure.Cause.RESIDENT, access_token=token)
    return erasure.unlinking == Erasure.Unlinking.DONE


def _is_theirs(friend: Friend, access_token: str) -> bool:
    try:
        return owner_of(access_token) == friend.line_user_id
    except (LineError, NoGood) as error:
        LOG.warning("a resident leaves, and their access token was not taken: %s", type(error).__name__)
        return False
