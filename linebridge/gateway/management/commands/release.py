from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from linebridge.gateway import gate


class Command(BaseCommand):
    help = "Open the send gate again: run once by each of two people, with their staff numbers."

    def add_arguments(self, parser):
        parser.add_argument("staff_number")

    def handle(self, *args, staff_number, **options):
        user = get_user_model().objects.filter(username=staff_number, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active account {staff_number}.")
        try:
            self._release(user)
        except PermissionDenied as error:
            raise CommandError(str(error)) from error

    def _release(self, user):
        if settings.HALT_FILE.exists() and not gate.row().closed:  # halted while the database could not be reached
            gate.close(None, settings.HALT_FILE.read_text(encoding="utf-8").strip())
        row = gate.row()
        if row.closed and row.asked_by_id in (None, user.pk):
            gate.ask_open(user)
            self.stdout.write("Asked. A second person has to run this with their own staff number.")
            return
        gate.open(user)
        settings.HALT_FILE.unlink(missing_ok=True)
        self.stdout.write("The send gate is open, and the halt file of this host is gone.")
