from django.core.management.base import BaseCommand, CommandError

from cms.clock.tick import beat


class Command(BaseCommand):
    help = "Give one beat of the clock now, and say what failed in it."

    def handle(self, *args, **options):
        failing = beat()
        if failing:
            raise CommandError("failed: " + ", ".join(f"{name} ({error})" for name, error in failing.items()))
        self.stdout.write("One beat given.")
