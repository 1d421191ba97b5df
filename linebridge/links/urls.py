from django.urls import path

from .views import open_link

app_name = "line_links"
urlpatterns = [path("<str:token>", open_link, name="open")]
