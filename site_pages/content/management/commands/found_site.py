from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cms.users.models import Department
from site_pages.content.found import found, trouble


class Command(BaseCommand):
    help = _("Found the city's site: its address, and a draft of its front page. Safe to repeat.")

    def add_arguments(self, parser):
        site = urlsplit(settings.SITE_URL)
        port = site.port or (443 if site.scheme == "https" else 80)
        parser.add_argument("--name", default=settings.CITY_NAME, help=_("Name of the city. Default: CITY_NAME."))
        parser.add_argument("--host", default=site.hostname, help=_("Host name of the site. Default: SITE_URL's."))
        parser.add_argument("--port", default=port, type=int, help=_("Port of the site. Default: SITE_URL's."))
        parser.add_argument(
            "--department", metavar="CODE", help=_("Code of the department that looks after the front page.")
        )

    def handle(self, *, name, host, port, department, **options):
        if not name or not host:
            raise CommandError(_("Give --name and --host, or set CITY_NAME and SITE_URL."))
        owner = Department.objects.filter(code=department).first()
        if department and owner is None:
            raise CommandError(_("There is no department with the code %(code)s.") % {"code": department})
        home = found(name, host, port, owner)
        self.stdout.write(_("“%(name)s” is founded at %(host)s.") % {"name": home.title, "host": host})
        if left := trouble():
            self.stdout.write(left)
