from django.core.management.base import BaseCommand

from cms.users.seed import differences


class Command(BaseCommand):
    help = "Tell which roles an administrator changed, and how they differ from what the rooms ask for."

    def handle(self, *args, **options):
        found = differences()
        for difference in found:
            for name in difference.missing:
                self.stdout.write(f"{difference.role.key} lacks {name}")
            for name in difference.extra:
                self.stdout.write(f"{difference.role.key} also has {name}")
        if not found:
            self.stdout.write("every role is as the rooms ask")
