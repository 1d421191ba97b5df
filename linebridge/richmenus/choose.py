"""Which live set somebody sees: those of segments first, then the one for everyone. Reads only."""

from linebridge.friends.models import Friend
from linebridge.segments.rule import RuleError, audience

from .models import MenuSet


def menu_for(friend: Friend | None) -> MenuSet | None:
    """The everyday set that fits this person; for somebody we do not know, the one for everyone."""
    for menu in MenuSet.shown():
        if menu.segment is None or (friend is not None and _fits(menu, friend)):
            return menu
    return None


def _fits(menu: MenuSet, friend: Friend) -> bool:
    """A segment that cannot be used any more fits nobody."""
    try:
        return audience(menu.rule).filter(pk=friend.pk).exists()
    except RuleError:
        return False
