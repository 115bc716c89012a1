"""Where what is."""

from django.urls import path

from care import views

urlpatterns = [
    path("customers/<customer>", views.identify),
    path("customers/<customer>/disputes", views.disputes),
    path("customers/<customer>/events/<event>", views.send),
    path("customers/<customer>/answers", views.answers),
    path("customers/<customer>/where", views.where),
    path("resume/<token>", views.resume),
    path("webhooks/messages", views.report),
    path("health", views.health),
]
