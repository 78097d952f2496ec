"""Addresses of the frame."""

from __future__ import annotations

from django.urls import path

from xiangxin.office.web import views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("language", views.language, name="language"),
    path("type", views.type_size, name="type"),
    path("help", views.help_page, name="help"),
]
