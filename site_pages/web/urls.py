from django.urls import path, re_path, register_converter
from django.urls.converters import IntConverter

from . import views
from .viewsets import router


class YearConverter(IntConverter):
    regex = "(?:19|20)[0-9]{2}"

    def to_url(self, value):
        return str(value)


class NumberConverter(IntConverter):
    regex = "[1-9][0-9]{0,3}"


register_converter(YearConverter, "year4")
register_converter(NumberConverter, "page_number")


urlpatterns = [
    path("updates/", views.updates, name="web_updates"),
    path("updates/page/<page_number:number>/", views.updates),
    path("updates/category/<slug:category>/", views.updates, name="web_updates_category"),
    path("updates/category/<slug:category>/page/<page_number:number>/", views.updates),
    path("updates/category/<slug:category>/feed.atom", views.feed, name="web_feed_category"),
    path("updates/department/<slug:department>/", views.updates, name="web_updates_department"),
    path("updates/department/<slug:department>/page/<page_number:number>/", views.updates),
    path("updates/department/<slug:department>/feed.atom", views.feed, name="web_feed_department"),
    path("updates/year/<year4:year>/", views.updates, name="web_updates_year"),
    path("updates/year/<year4:year>/page/<page_number:number>/", views.updates),
    path("feed.atom", views.feed, name="web_feed"),
    path("search/", views.search, name="web_search"),
    path("sitemap.xml", views.sitemap, name="web_sitemap"),
    path("robots.txt", views.robots, name="web_robots"),
    path("favicon.ico", views.favicon, name="web_favicon"),
    path("picture/<int:pk>/<slug:digest>.png", views.picture, name="web_picture"),
    path("api/v2/", router.urls),
    re_path(r"^(?P<path>(?:[-\w]+/)+)page/(?P<number>[1-9][0-9]{0,3})/$", views.section_page, name="web_section_page"),
]
