"""How long a rich menu takes to draw and to encode: `python -m tests.bench.drawing`. Prints one line of JSON."""

import json
import os
import statistics
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
LIMIT = 1000.0  # milliseconds; an editor sees each change as a new picture


def main() -> int:
    import django

    django.setup()
    from linebridge.drawing.draw import draw
    from linebridge.drawing.encode import encode
    from tests.linebridge.drawing.plans import menu

    plan, drawn, encoded = menu(12, tabs=3), [], []
    for _turn in range(6):
        begun = time.perf_counter()
        picture = draw(plan)
        middle = time.perf_counter()
        encode(picture)
        drawn.append((middle - begun) * 1000)
        encoded.append((time.perf_counter() - middle) * 1000)
    draw_ms, encode_ms = (round(statistics.median(times[1:]), 1) for times in (drawn, encoded))
    line = {"bench": "drawing", "areas": 12, "tabs": 3, "draw_ms": draw_ms, "encode_ms": encode_ms, "limit_ms": LIMIT}
    print(json.dumps(line | {"ratio": round(draw_ms / LIMIT, 3)}))
    return 0 if draw_ms <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
