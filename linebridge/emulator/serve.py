"""Run the emulator: one process, one thread for each connection.

Django's own threaded server, because a fault must be able to cut the caller's connection, which servers written in
another language do not let us reach. The emulator is never on the public internet.
"""

import contextlib
import logging
import signal
import threading
from typing import Any

from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

from . import keep, keep_menus, tell, token

LOG = logging.getLogger(__name__)


class Handler(WSGIRequestHandler):
    """Quiet, without waiting to fill packets, and with the connection at hand for those who want to cut it."""

    disable_nagle_algorithm = True

    def get_environ(self) -> dict[str, Any]:
        return super().get_environ() | {"emulator.connection": self.connection}

    def log_message(self, *args: Any) -> None:
        """Calls are kept in the emulator's own log."""

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:  # the caller has gone, or was cut off on purpose
            self.close_connection = True

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            super().finish()


class Server(ThreadedWSGIServer):
    request_queue_size = 1024
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        LOG.info("connection lost")


def serve(address: str, port: int) -> None:
    """Make or update the file, remember what is in it, and answer until SIGTERM or SIGINT."""
    call_command("migrate", verbosity=0, interactive=False)
    keep.recall()
    keep_menus.recall()
    keep.write_behind()
    tell.start()
    token.key()
    server = Server((address, port), Handler, ipv6=False)
    server.set_app(get_wsgi_application())

    def stop(*_: Any) -> None:
        threading.Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        server.serve_forever(poll_interval=0.1)
    finally:
        server.server_close()
        keep.write_now()
