from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from site_pages.mirror.write import rebuild


class Command(BaseCommand):
    help = "Write the whole mirror anew and remove what does not belong there."

    def handle(self, *args, **options):
        counts = rebuild(
            lambda done, left: self.stdout.write(_("%(done)d written, %(left)d to do") % {"done": done, "left": left})
        )
        self.stdout.write(_("%(written)d written, %(left)d could not be written, %(strays)d strays removed") % counts)
        if counts["left"]:
            raise SystemExit(1)
