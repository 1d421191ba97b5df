from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from linebridge.friends.models import FriendSync
from linebridge.friends.sync import sync_friends

Reason = FriendSync.Reason


class Command(BaseCommand):
    help = (
        "Take over LINE's list of followers (verified and premium accounts only). Goes on where the last run stopped."
    )

    def handle(self, *args, **options):
        sync = sync_friends()
        if sync.reason:
            raise CommandError(explain(sync))
        text = _("%(listed)d followers listed: %(new)d new, %(back)d back, %(gone)d gone.")
        self.stdout.write(text % vars(sync))


def explain(sync: FriendSync) -> str:
    if sync.reason == Reason.UNVERIFIED:
        return _(
            "LINE gives its list of followers only to verified accounts. "
            "Friends become known as they follow, write or open the receive settings."
        )
    if sync.reason == Reason.WAITING:
        return _("LINE did not answer. What was read so far is kept; the clock goes on, or run the command again.")
    return sync.get_reason_display()
