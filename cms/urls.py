"""The routes of the whole house. Each room brings its own `urls.py`; Wagtail's pages come last."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("cms.users.urls")),
    path("health/", include("cms.operations.urls")),
    path("line/webhook/", include("linebridge.webhook.urls")),
    path("r/", include("linebridge.links.urls")),
    path("liff/", include("linebridge.liff.urls")),
    path("", include("linebridge.richmenus.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]

if settings.DEVELOPMENT:
    from django.views.static import serve  # Django's own `static()` answers only where DEBUG is on

    urlpatterns += [
        path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),
        path("emulator/", RedirectView.as_view(url=f"{settings.EMULATOR_URL}/"), name="emulator"),
    ]

urlpatterns += [path("", include("site_pages.web.urls")), path("", include(wagtail_urls))]

handler404 = "site_pages.web.views.not_found"
handler500 = "site_pages.web.views.broken"
