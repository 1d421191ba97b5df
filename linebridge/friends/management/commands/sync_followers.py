from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from linebridge.friends.sync import EmptyListError, sync_followers
from linebridge.gateway.errors import LineError


class Command(BaseCommand):
    help = "Take over LINE's list of followers (verified and premium accounts only)."

    def handle(self, *args, **options):
        try:
            result = sync_followers()
        except EmptyListError as error:
            raise CommandError(str(error)) from error
        except LineError as error:
            raise CommandError(explain(error)) from error
        text = _("%(listed)d followers listed: %(new)d new, %(back)d back, %(gone)d gone.")
        self.stdout.write(text % vars(result))


def explain(error: LineError) -> str:
    if error.status == 403:
        return _(
            "LINE gives its list of followers only to verified accounts. "
            "Friends become known as they follow, write or open the receive settings."
        )
    return _("LINE could not be asked: %(error)s. What was read so far is kept; run the command again.") % {
        "error": error
    }
