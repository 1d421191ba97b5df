from django.urls import path

from .views import receive

app_name = "line_webhook"
urlpatterns = [path("", receive, name="receive")]
