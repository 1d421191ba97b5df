"""The Atom feed. The same pages give the same bytes: no clock is read, every address carries the city's own host."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed

from site_pages.content.models import AnnouncementPage

from .describe import published_on, summary_of
from .read_frame import absolute, address

ENTRIES = 30
NOTHING_YET = datetime(2000, 1, 1, tzinfo=UTC)


class QuietFeed(Atom1Feed):
    """Django's feed writes the present time into an empty feed; a mirror could never equal that."""

    def latest_post_date(self):
        return super().latest_post_date() if self.items else NOTHING_YET


def atom(title: str, base: str, path: str, pages: Iterable[AnnouncementPage]) -> str:
    """The feed at `path` of the list at `base`, as XML text."""
    feed = QuietFeed(
        title=f"{title}｜{settings.CITY_NAME}", link=absolute(base), description="", language=settings.LANGUAGE_CODE,
        feed_url=absolute(path), author_name=settings.CITY_NAME, feed_guid=absolute(path),
    )  # fmt: skip
    for page in pages:
        feed.add_item(
            title=page.title, link=(link := absolute(address(page))), unique_id=link, description=summary_of(page),
            pubdate=published_on(page), updateddate=page.last_published_at or published_on(page),
            categories=[page.category.name] if page.category else [],
        )  # fmt: skip
    return feed.writeString("utf-8")
