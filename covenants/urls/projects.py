"""Addresses of projects."""

from django.urls import path

from covenants.views import projects

urlpatterns = [
    path("desk/projects/", projects.ProjectList.as_view(), name="project-list"),
    path("desk/projects/new/", projects.ProjectCreate.as_view(), name="project-create"),
    path("desk/projects/<int:pk>/", projects.ProjectDetail.as_view(), name="project-detail"),
    path("desk/projects/<int:pk>/change/", projects.ProjectChange.as_view(), name="project-change"),
    path(
        "desk/projects/<int:pk>/confirm/",
        projects.ProjectConfirm.as_view(),
        name="project-confirm",
    ),
    path("desk/projects/<int:pk>/reject/", projects.ProjectReject.as_view(), name="project-reject"),
    path("desk/projects/<int:pk>/start/", projects.start, name="project-start"),
    path("desk/projects/<int:pk>/pause/", projects.pause, name="project-pause"),
    path("desk/projects/<int:pk>/resume/", projects.resume, name="project-resume"),
    path("desk/projects/<int:pk>/finish/", projects.ProjectFinish.as_view(), name="project-finish"),
    path(
        "desk/projects/<int:pk>/terminate/",
        projects.ProjectTerminate.as_view(),
        name="project-terminate",
    ),
    path("desk/projects/<int:pk>/void/", projects.ProjectVoid.as_view(), name="project-void"),
    path("unit/projects/", projects.UnitProjectList.as_view(), name="unit-project-list"),
    path(
        "unit/projects/<int:pk>/", projects.UnitProjectDetail.as_view(), name="unit-project-detail"
    ),
]
