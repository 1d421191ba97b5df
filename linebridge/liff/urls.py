from django.urls import path

from .views import entering, leaving, settings

urlpatterns = [
    path("", entering.start, name="liff_start"),
    path("session/", entering.session, name="liff_session"),
    path("session/end/", entering.end, name="liff_session_end"),
    path("login/", entering.login, name="liff_login"),
    path("login/callback/", entering.callback, name="liff_login_callback"),
    path("settings/", settings.settings_page, name="liff_settings"),
    path("settings/form/", settings.settings_form, name="liff_settings_form"),
    path("settings/save/", settings.settings_save, name="liff_settings_save"),
    path("settings/language/", settings.settings_language, name="liff_settings_language"),
    path("settings/erase/", settings.settings_erase, name="liff_settings_erase"),
    path("settings/leave/", leaving.leave_for_good, name="liff_settings_leave"),
]
