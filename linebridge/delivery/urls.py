from django.urls import path

from . import views

app_name = "line_delivery"
urlpatterns = [
    path("<int:pk>/halt/", views.halt, name="halt"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/release/", views.release, name="release"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    path("test/<int:page_id>/<uuid:key>/", views.test, name="test"),
]
