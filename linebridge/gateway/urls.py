from django.urls import path

from . import views

urlpatterns = [
    path("", views.show, name="line_gateway"),
    path("halt/", views.halt, name="line_gateway_halt"),
    path("release/", views.release, name="line_gateway_release"),
    path("webhook/set/", views.set_webhook, name="line_gateway_set_webhook"),
    path("webhook/test/", views.test_webhook, name="line_gateway_test_webhook"),
    path("confirm/", views.confirm, name="line_gateway_confirm"),
]
