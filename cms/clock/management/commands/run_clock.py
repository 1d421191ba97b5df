from django.core.management.base import BaseCommand

from cms.clock.run import Runner


class Command(BaseCommand):
    help = "Be the clock: send the minute and daily beats. Start it on every host; one at a time holds the lease."

    def handle(self, *args, **options):
        Runner().run()
