from typing import Any

from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from .approval import MenuPanel
from .choose import menu_for
from .models import MenuSet
from .views import document, editor, files, rules
from .viewsets import MenuSetViewSet
from .warn import broken_menus

register_snippet(MenuSetViewSet)


@hooks.register("register_admin_urls")
def admin_urls() -> list:
    ours = [
        path("picture/", editor.picture, name="picture"),
        path("findings/", editor.findings, name="findings"),
        path("find/", editor.find, name="find"),
        path("upload/", editor.upload, name="upload"),
        path("ready/<slug:key>.png", files.ready, name="ready"),
        path("document/", document.document, name="document"),
        path("rules/", rules.rules, name="rules"),
        path("<int:pk>/files/", files.files, name="files"),
        path("<int:pk>/originals/<int:original>/", files.original, name="original"),
        path("<int:pk>/originals/<int:original>/remove/", files.remove_original, name="remove_original"),
        *(
            path(f"<int:pk>/<uuid:tab>.{form}", files.export, {"form": form}, name=f"export_{form}")
            for form in ("svg", "png", "jpg")
        ),
    ]
    return [path("richmenus/", include((ours, "line_richmenus")))]


@hooks.register("register_approval_panel")
def approval_panel(obj: Any) -> MenuPanel | None:
    return MenuPanel(obj) if isinstance(obj, MenuSet) else None


class GuardedItem(MenuItem):
    """Shown to whoever may do it."""

    def is_shown(self, request: Any) -> bool:
        return request.user.has_perm(rules.CHANGE)


@hooks.register("register_settings_menu_item")
def rules_item() -> MenuItem:
    return GuardedItem(_("Figures for rich menus"), reverse("line_richmenus:rules"), icon_name="grip", order=120)


@hooks.register("insert_global_admin_css")
def styles() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("line_richmenus/menu.css"))


@hooks.register("register_dashboard_warning")
def menus_that_lead_nowhere(request: Any) -> list[str]:
    return broken_menus(request.user) if request.user.has_perm("line_richmenus.view_menuset") else []


@hooks.register("register_mirror_pages")
def menu_in_words() -> list[str]:
    return [reverse("line_menu")] if menu_for(None) else []


@hooks.register("register_audit_actions")
def action_names() -> dict[str, Any]:
    return {
        "richmenus.original_in": _("Original of a rich menu handed in"),
        "richmenus.original_out": _("Original of a rich menu taken out"),
        "richmenus.original_removed": _("Original of a rich menu removed"),
        "richmenus.rules": _("Figures for rich menus changed"),
    }
