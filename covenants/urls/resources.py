"""Addresses of resources, requests for them, and claims of projects."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
