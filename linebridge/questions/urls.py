from django.urls import path

from . import views

urlpatterns = [
    path("load/", views.load_from_file, name="line_questions_load"),
    path("districts/", views.load_places, name="line_questions_load_districts"),
    path("figures/", views.figures, name="line_questions_figures"),
    path("figures/file/", views.figures_file, name="line_questions_figures_file"),
    path("answers/file/", views.answers_file, name="line_questions_answers_file"),
]
