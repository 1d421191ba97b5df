from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from linebridge.delivery.database_now import database_now
from linebridge.delivery.send import let_go, stopped_by_signals, stopping
from linebridge.delivery.sweep import waiting_deliveries
from linebridge.delivery.work import work


class Command(BaseCommand):
    help = "Send deliveries that are due, in this process; several may run side by side. SIGTERM stops between batches."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Stop when nothing is left to send now.")

    def handle(self, *args: Any, **options: Any) -> None:
        with stopped_by_signals():
            while not stopping.is_set():
                waiting = list(waiting_deliveries(database_now()).values_list("pk", flat=True))
                for pk in waiting:
                    work(pk)
                if options["once"] and not waiting:
                    return
                let_go()
                stopping.wait(0 if waiting else 1.0)
