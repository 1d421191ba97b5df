from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cms.tables.read import FileRefused, decode
from cms.users.models import Department, User
from linebridge.questions.load_questions import load, read
from linebridge.questions.ready import NAMES, ready_set


class Command(BaseCommand):
    help = _("Load a set of questions as drafts and ask for their approval.")

    def add_arguments(self, parser):
        parser.add_argument(
            "file", metavar="FILE", help=_("A CSV file, or one of: %(names)s") % {"names": " ".join(NAMES)}
        )
        parser.add_argument("--department", required=True, metavar="CODE")
        parser.add_argument("--by", required=True, metavar="STAFF_NUMBER", help=_("Who asks for the approval."))

    def handle(self, *, file, department, by, **options):
        owner = Department.objects.filter(code=department).first()
        user = User.objects.filter(username=by, is_active=True).first()
        if owner is None or user is None:
            raise CommandError(_("There is no such department, or no such active account."))
        try:
            planned, faults = read(ready_set(file) if file in NAMES else decode(Path(file).read_bytes())[0])
        except (OSError, FileRefused) as error:
            raise CommandError(str(error)) from error
        for fault in faults:
            self.stderr.write(f"{fault.row}:{fault.column}: {fault.reason}")
        if faults:
            raise CommandError(_("Nothing was loaded. Please mend these rows."))
        done = load(planned, owner, user)
        text = _("Questions: %(questions)d, choices: %(choices)d, groups: %(groups)d. There already: %(already)d.")
        self.stdout.write(text % vars(done))
