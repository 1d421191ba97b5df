from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from cms.demo import build, run


class Command(BaseCommand):
    help = "Migrate, build the demo town if there is none, and start web, workers, clock and emulator together."

    def handle(self, **options):
        port = settings.PORT
        for wanted in (port, port + 1):
            if run.busy(wanted):
                raise CommandError(
                    f"Port {wanted} is in use. Stop what uses it, or choose another: make run PORT={port + 10}"
                )
        call_command("migrate", verbosity=0)
        if not build.is_built():
            self.stdout.write("Building the demo town …")
            with run.emulator_running(port):
                build.build(say=self.stdout.write)
        self.stdout.write(build.addresses(settings.SITE_URL, settings.EMULATOR_URL))
        raise SystemExit(run.run_all(port))
