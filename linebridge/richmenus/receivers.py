from django.dispatch import receiver
from django.urls import reverse
from wagtail.signals import published, unpublished

from site_pages.mirror.mark import mark

from .models import MenuSet


@receiver([published, unpublished], sender=MenuSet, dispatch_uid="line_richmenus.write_menu_in_words")
def write_menu_in_words(**kwargs):
    mark([reverse("line_menu")])
