from django.urls import path

from . import views

urlpatterns = [
    path("", views.start, name="liff_start"),
    path("session/", views.session, name="liff_session"),
    path("settings/", views.settings_page, name="liff_settings"),
    path("settings/form/", views.settings_form, name="liff_settings_form"),
    path("settings/save/", views.settings_save, name="liff_settings_save"),
    path("settings/language/", views.settings_language, name="liff_settings_language"),
    path("settings/erase/", views.settings_erase, name="liff_settings_erase"),
]
