from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from site_pages.mirror.compare import compare


class Command(BaseCommand):
    help = "Compare the mirror with the site. Ends with 1 where they differ."

    def handle(self, *args, **options):
        count = 0
        for path, what in compare():
            count += 1
            self.stdout.write(f"{what}\t{path}")
        self.stdout.write(_("%(count)d differences") % {"count": count})
        if count:
            raise SystemExit(1)
