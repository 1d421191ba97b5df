from django.core.management.base import BaseCommand, CommandError

from cms.audit.seal import newest_hash, verify


class Command(BaseCommand):
    help = "Check that no entry of the audit log was changed or removed."

    def add_arguments(self, parser):
        parser.add_argument("--anchor", help="a hash that the log of stdout told earlier; it must be in the chain")

    def handle(self, *args, anchor=None, **options):
        faults = verify(anchor)
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"whole; newest hash {newest_hash()}")
