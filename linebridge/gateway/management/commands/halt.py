from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError

from linebridge.gateway import gate


class Command(BaseCommand):
    help = "Stop all sending to LINE at once, on this host by a file and everywhere by the send gate."

    def add_arguments(self, parser):
        parser.add_argument("why", nargs="?", default="halted on the command line")

    def handle(self, *args, why, **options):
        settings.HALT_FILE.parent.mkdir(parents=True, exist_ok=True)
        settings.HALT_FILE.write_text(why + "\n", encoding="utf-8")
        self.stdout.write(f"Halted on this host: {settings.HALT_FILE}")
        try:
            gate.close(None, why)
        except (DatabaseError, InterfaceError) as error:
            self.stderr.write(
                f"The database cannot be reached ({type(error).__name__}): run this on every host that sends."
            )
        else:
            self.stdout.write("The send gate is closed. Two people open it: manage.py release STAFF_NUMBER")
