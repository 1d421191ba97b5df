"""Build a small published site and its mirror in the database the environment names; prints addresses to ask for.

`python -m tests.site_pages.mirror.small_site`, in a process of its own.
"""

import django

django.setup()

from django.utils import timezone  # noqa: E402
from wagtail.models import Page  # noqa: E402

from cms.workflow.take_down import take_down  # noqa: E402
from site_pages.content.models import Category  # noqa: E402
from site_pages.mirror.write import rebuild  # noqa: E402
from tests.town import build_town  # noqa: E402


def main() -> None:
    town = build_town()
    category = Category.objects.get(slug="kurashi")
    gone = town.publish(town.write("終わった催し", category=category))
    take_down(gone, town.aoi, "終わりました。")
    for n in range(22):  # only their number matters, so nobody approves them
        page, now = town.write(f"お知らせ{n}", category=category), timezone.now()
        Page.objects.filter(pk=page.pk).update(live=True, first_published_at=now, last_published_at=now)
    counts = rebuild()
    assert counts["left"] == 0, counts
    from tests.site_pages.mirror.test_outage import some_addresses

    print(" ".join([*some_addresses(), gone.url]))


if __name__ == "__main__":
    main()
