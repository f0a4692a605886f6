"""Addresses of covenants and projects."""

from django.urls import path

from covenants.views import covenants, projects

app_name = "covenants"
urlpatterns = [
    path("desk/covenants/", covenants.CovenantList.as_view(), name="covenant-list"),
    path("desk/covenants/new/", covenants.CovenantCreate.as_view(), name="covenant-create"),
    path("desk/covenants/<int:pk>/", covenants.CovenantDetail.as_view(), name="covenant-detail"),
    path(
        "desk/covenants/<int:pk>/change/",
        covenants.CovenantChange.as_view(),
        name="covenant-change",
    ),
    path("desk/covenants/<int:pk>/submit/", covenants.submit_covenant, name="covenant-submit"),
    path("desk/covenants/<int:pk>/sign/", covenants.CovenantSign.as_view(), name="covenant-sign"),
    path(
        "desk/covenants/<int:pk>/terminate/",
        covenants.CovenantTerminate.as_view(),
        name="covenant-terminate",
    ),
    path("desk/covenants/<int:pk>/void/", covenants.CovenantVoid.as_view(), name="covenant-void"),
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
    path("unit/covenants/", covenants.UnitCovenantList.as_view(), name="unit-covenant-list"),
    path(
        "unit/covenants/<int:pk>/",
        covenants.UnitCovenantDetail.as_view(),
        name="unit-covenant-detail",
    ),
    path("unit/projects/", projects.UnitProjectList.as_view(), name="unit-project-list"),
    path(
        "unit/projects/<int:pk>/", projects.UnitProjectDetail.as_view(), name="unit-project-detail"
    ),
]
