"""A server that says exactly what a test wants on the wire: answers no honest LINE would give, resets, garbage."""

import json
import os
import socket
import ssl
import struct
import threading
from collections import deque
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.core.cache import cache

from linebridge.gateway import token, transport

TOKEN = {"token_type": "Bearer", "access_token": "stateless", "expires_in": 900}


class Wire:
    """`answers` are given in turn, then 200 `{}`. `asked` holds (method, path, headers, body) of all but tokens."""

    def __init__(self):
        self.answers: deque = deque()
        self.token_answers: deque = deque()
        self.asked: list = []
        self.tokens_asked = 0
        self.look = lambda: None  # called while a request waits for its answer

    def will(self, status=200, body=None, **headers):
        self.answers.append((status, body, {name.replace("_", "-"): value for name, value in headers.items()}))
        return self


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wire: Wire

    def do_POST(self):
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.wire.look()
        if self.path.startswith("/oauth2/"):
            self.wire.tokens_asked += 1
            answer = self.wire.token_answers.popleft() if self.wire.token_answers else (200, TOKEN, {})
        else:
            self.wire.asked.append((self.command, self.path, self.headers, raw))
            answer = self.wire.answers.popleft() if self.wire.answers else (200, {}, {})
        self.give(*answer)

    do_GET = do_PUT = do_POST

    def give(self, status, body, headers):
        if status == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
            return
        if status == "garbage":  # below TLS
            os.write(self.connection.fileno(), b"x" * 64)
            self.close_connection = self.server.gone.wait(5)
            return
        if status == "silence":
            self.close_connection = self.server.gone.wait(5)
            return
        raw = body if isinstance(body, bytes) else json.dumps({} if body is None else body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "x-line-request-id": "req-1", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # a connection that the test breaks on purpose


@pytest.fixture
def wire(settings):
    wire = Wire()
    server = Server(("127.0.0.1", 0), type("H", (Handler,), {"wire": wire}))
    wire.server, server.gone = server, threading.Event()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    settings.LINE_API_URL = settings.LINE_DATA_API_URL = f"http://127.0.0.1:{server.server_port}"
    cache.clear()
    yield wire
    server.gone.set()
    client = transport._clients.pop(settings.LINE_API_URL, None)
    if client:
        client.rest_client.pool_manager.clear()
    server.shutdown()
    server.server_close()
    cache.clear()


@pytest.fixture
def own_certificate(wire, settings, tmp_path, monkeypatch):
    """From here on the wire speaks TLS with a certificate that this machine trusts."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "LINE")])
    now, here = datetime.now(UTC), x509.IPAddress(ip_address("127.0.0.1"))
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(1), now + timedelta(1))
    made = made.add_extension(x509.SubjectAlternativeName([here]), critical=False).sign(key, hashes.SHA256())
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = tmp_path / "certificate.pem"
    file.write_bytes(made.public_bytes(Encoding.PEM) + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    wire.server.socket = context.wrap_socket(wire.server.socket, server_side=True)
    settings.LINE_API_URL = settings.LINE_API_URL.replace("http://", "https://")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    cache.set(token._key(), {"token": "stateless", "renew_at": 9e9})


@pytest.fixture(autouse=True)
def no_halt_file(settings, tmp_path):
    settings.HALT_FILE = tmp_path / "HALT"
