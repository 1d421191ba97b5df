"""`python -m linebridge.emulator --port 8001 --data DIR`: LINE for practice, on this machine."""

import argparse
import os


def main() -> None:
    """Put the command line where settings look for it, and serve."""
    parser = argparse.ArgumentParser(prog="linebridge.emulator", description="LINE's platform for practice and tests.")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--data", default="var/emulator", help="folder for what it keeps")
    parser.add_argument(
        "--webhook", default="", help="where residents' events go, e.g. http://localhost:8000/line/webhook/"
    )
    parser.add_argument(
        "--liff", default="", help="what https://liff.line.me/… leads to, e.g. http://localhost:8000/liff/"
    )
    parser.add_argument(
        "--callback", action="append", default=[], help="where signing in may lead back to; several times for several"
    )
    given = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "linebridge.emulator.settings"
    os.environ["EMULATOR_PORT"], os.environ["EMULATOR_DATA"] = str(given.port), given.data
    os.environ["EMULATOR_WEBHOOK_URL"], os.environ["EMULATOR_LIFF_URL"] = given.webhook, given.liff
    os.environ["EMULATOR_CALLBACK_URLS"] = " ".join(given.callback)

    import django

    django.setup()
    from .serve import serve

    serve(given.host, given.port)


if __name__ == "__main__":
    main()
