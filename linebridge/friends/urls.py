from django.urls import path

from .views import keeping, look_up, sync
from .views.erasures import ErasureReportView

urlpatterns = [
    path("", look_up.look_up, name="line_friends_look_up"),
    path("erase/", look_up.erase, name="line_friends_erase"),
    path("sync/", sync.show, name="line_friends_sync"),
    path("sync/progress/", sync.progress, name="line_friends_sync_progress"),
    path("period/", keeping.keeping, name="line_friends_keeping"),
    path("erasures/", ErasureReportView.as_view(), name="line_friends_erasures"),
    path("erasures/results/", ErasureReportView.as_view(results_only=True), name="line_friends_erasures_results"),
]
