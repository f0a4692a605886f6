"""Addresses of projects."""

from django.urls import path

from covenants.views import project_steps, project_work, projects

urlpatterns = [
    path("desk/projects/", projects.ProjectList.as_view(), name="project-list"),
    path("desk/projects/new/", projects.ProjectCreate.as_view(), name="project-create"),
    path("desk/projects/<int:pk>/", projects.ProjectDetail.as_view(), name="project-detail"),
    path("desk/projects/<int:pk>/change/", projects.ProjectChange.as_view(), name="project-change"),
    path(
        "desk/projects/<int:pk>/confirm/",
        project_steps.ProjectConfirm.as_view(),
        name="project-confirm",
    ),
    path(
        "desk/projects/<int:pk>/reject/",
        project_steps.ProjectReject.as_view(),
        name="project-reject",
    ),
    path("desk/projects/<int:pk>/start/", project_steps.start, name="project-start"),
    path(
        "desk/projects/<int:pk>/pause/", project_steps.ProjectPause.as_view(), name="project-pause"
    ),
    path("desk/projects/<int:pk>/resume/", project_steps.resume, name="project-resume"),
    path(
        "desk/projects/<int:pk>/finish/",
        project_steps.ProjectFinish.as_view(),
        name="project-finish",
    ),
    path(
        "desk/projects/<int:pk>/terminate/",
        project_steps.ProjectTerminate.as_view(),
        name="project-terminate",
    ),
    path(
        "desk/projects/<int:pk>/evaluate/",
        project_work.ProjectEvaluate.as_view(),
        name="project-evaluate",
    ),
    path("desk/projects/<int:pk>/fund/", project_work.ProjectFund.as_view(), name="project-fund"),
    path("desk/projects/<int:pk>/want/", project_work.ProjectWant.as_view(), name="project-want"),
    path(
        "desk/projects/<int:pk>/leave/", project_work.ProjectLeave.as_view(), name="project-leave"
    ),
    path(
        "desk/projects/<int:pk>/milestones/new/",
        project_work.MilestoneAdd.as_view(),
        name="milestone-add",
    ),
    path(
        "desk/milestones/<int:pk>/reach/",
        project_work.MilestoneReach.as_view(),
        name="milestone-reach",
    ),
    path("desk/milestones/<int:pk>/drop/", project_work.drop_milestone, name="milestone-drop"),
    path(
        "desk/projects/<int:pk>/progress/new/",
        project_work.ProgressAdd.as_view(),
        name="progress-add",
    ),
    path("desk/projects/<int:pk>/void/", project_steps.ProjectVoid.as_view(), name="project-void"),
    path("unit/projects/", projects.UnitProjectList.as_view(), name="unit-project-list"),
    path(
        "unit/projects/<int:pk>/", projects.UnitProjectDetail.as_view(), name="unit-project-detail"
    ),
]
