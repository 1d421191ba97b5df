from django.urls import path

from .views.web import menu_in_words

urlpatterns = [path("menu/", menu_in_words, name="line_menu")]
