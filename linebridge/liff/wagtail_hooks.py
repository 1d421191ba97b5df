from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from .views.poster import poster
from .viewsets import GreetingViewSet

register_snippet(GreetingViewSet)


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("line-poster/", poster, name="line_liff_poster")]


@hooks.register("register_friends_menu_item")
def poster_item():
    label = _("Poster with a QR code")
    return MenuItem(label, reverse("line_liff_poster"), name="line-poster", icon_name="image", order=300)
