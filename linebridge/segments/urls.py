from django.urls import path

from . import views

urlpatterns = [path("figures/file/", views.figures_file, name="line_segments_figures_file")]
