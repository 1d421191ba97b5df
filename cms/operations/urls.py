from django.urls import path

from .views import live, ready

app_name = "operations"
urlpatterns = [path("live/", live, name="live"), path("ready/", ready, name="ready")]
