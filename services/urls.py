"""Addresses of this app."""

from django.urls import path

from services import views

app_name = "services"
urlpatterns = [
    path("me/services/", views.MyLogList.as_view(), name="my-log-list"),
    path("me/services/new/", views.MyLogCreate.as_view(), name="my-log-create"),
    path("me/services/<int:pk>/correct/", views.MyLogCorrect.as_view(), name="my-log-correct"),
    path("me/services/<int:pk>/acknowledge/", views.acknowledge_log, name="my-log-acknowledge"),
    path("desk/services/", views.LogList.as_view(), name="log-list"),
    path("desk/services/new/", views.LogCreate.as_view(), name="log-create"),
    path("desk/services/confirm/", views.confirm_logs, name="log-confirm-batch"),
    path("desk/services/<int:pk>/", views.LogDetail.as_view(), name="log-detail"),
    path("desk/services/<int:pk>/confirm/", views.confirm_log, name="log-confirm"),
    path("desk/services/<int:pk>/return/", views.LogReturn.as_view(), name="log-return"),
    path("desk/services/<int:pk>/correct/", views.LogCorrect.as_view(), name="log-correct"),
]
