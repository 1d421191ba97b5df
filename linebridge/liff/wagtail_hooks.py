from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from cms.users.menu_item import GuardedItem

from .views.poster import MAY_SEE, poster
from .viewsets import GreetingViewSet

register_snippet(GreetingViewSet)


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("line-poster/", poster, name="line_liff_poster")]


@hooks.register("register_friends_menu_item")
def poster_item():
    url, label = reverse("line_liff_poster"), _("Poster with a QR code")
    return GuardedItem(label, url, name="line-poster", icon_name="image", order=300, permission=MAY_SEE)
