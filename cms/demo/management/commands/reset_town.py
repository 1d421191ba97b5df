import shutil

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection


class Command(BaseCommand):
    help = "Remove the demo town's database, emulator, mirror and mails. The next `make run` builds it anew."

    def handle(self, **options):
        if not settings.DEVELOPMENT or settings.DATABASE_ENGINE != "sqlite3":
            raise CommandError("Only the SQLite town of a development clone is removed this way.")
        name = settings.DATABASES["default"]["NAME"]
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            file = type(settings.BASE_DIR)(f"{name}{suffix}")
            file.unlink(missing_ok=True)
        for folder in ("emulator", "mirror", "mail"):
            shutil.rmtree(settings.VAR_DIR / folder, ignore_errors=True)
        self.stdout.write("The town is gone. `make run` builds it anew.")
