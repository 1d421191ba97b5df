from django.dispatch import receiver
from django.urls import reverse
from wagtail.signals import page_published, page_unpublished, post_page_move, published, unpublished

from site_pages.mirror.mark import mark

from .choose import menu_for
from .models import MenuSet


@receiver([published, unpublished], sender=MenuSet, dispatch_uid="line_richmenus.write_menu_in_words")
def write_menu_in_words(**kwargs):
    mark([reverse("line_menu")])


@receiver([page_published, page_unpublished, post_page_move], dispatch_uid="line_richmenus.follow_pages")
def follow_pages(**kwargs):
    """The menu in words names pages by title and address."""
    if menu_for(None):
        mark([reverse("line_menu")])
