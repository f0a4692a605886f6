"""Addresses of what covenants promise: overdue duties, fulfilments, balances."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
