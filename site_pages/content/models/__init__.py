"""The nouns of the site: pages for the public, their categories, what was taken down."""

from .announcement import AnnouncementPage
from .category import Category
from .faq import FAQIndexPage, FAQPage, FAQRelatedPage
from .plain import FreePage, HomePage, SectionPage
from .public_page import PublicPage
from .taken_down import TakenDown

__all__ = [
    "AnnouncementPage",
    "Category",
    "FAQIndexPage",
    "FAQPage",
    "FAQRelatedPage",
    "FreePage",
    "HomePage",
    "PublicPage",
    "SectionPage",
    "TakenDown",
]
