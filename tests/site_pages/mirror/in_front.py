"""nginx with the project's own file in front of a mirror, and what one request to it answers."""

import contextlib
import http.client
import os
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from tests import machine, services


def get(port: int, path: str, **headers: str) -> tuple[int, bytes, str, dict]:
    """(status, body, content type, headers by their names in small letters; several of one name are joined)"""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    link.request("GET", path, headers={"Host": f"localhost:{port}", **headers})
    answer = link.getresponse()
    body = answer.read()
    link.close()
    told: dict[str, str] = {}
    for name, value in answer.getheaders():
        told[name.lower()] = f"{told[name.lower()]}, {value}" if name.lower() in told else value
    return answer.status, body, told.get("content-type", ""), told


def wait_for(port: int, path: str = "/robots.txt", seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            get(port, path)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"nothing answers on port {port}")


@contextlib.contextmanager
def nginx(folder: Path, upstream: int) -> Iterator[int]:
    """Yields the port of an nginx that has read docs/nginx.conf, only its paths and ports changed.

    `folder` holds `mirror` and `media`; the application is asked on the port `upstream`.
    """
    program, port = machine.program("nginx", "nginx-light"), services.free_port()
    own = folder / f"nginx-{port}"
    own.mkdir()
    text = (Path(settings.BASE_DIR) / "docs/nginx.conf").read_text()
    text = text.replace("server web:8000;", f"server 127.0.0.1:{upstream};").replace("listen 80;", f"listen {port};")
    text = re.sub(r"(?<![\w.])/mirror", str(folder / "mirror"), text).replace("root /;", f"root {folder};")
    (own / "site.conf").write_text(text)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{kind}_temp_path {own}/{kind};" for kind in kinds)
    (own / "nginx.conf").write_text(f"""
        daemon off; worker_processes 1; pid {own}/nginx.pid; error_log {own}/nginx.log;
        {"user root;" if os.geteuid() == 0 else ""}
        events {{ worker_connections 64; }}
        http {{ access_log off; {temporary} include {own}/site.conf; }}""")
    arguments = [program, "-c", str(own / "nginx.conf"), "-e", str(own / "nginx.log")]
    tried = subprocess.run([*arguments, "-t"], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr
    server = subprocess.Popen(arguments)
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(20)
