"""Addresses of this app."""

from covenants.urls import covenants, duties, projects, resources

app_name = "covenants"
urlpatterns = [
    *covenants.urlpatterns,
    *duties.urlpatterns,
    *projects.urlpatterns,
    *resources.urlpatterns,
]
