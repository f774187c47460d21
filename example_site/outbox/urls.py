"""URLs of the outbox; the site includes them in DEBUG only."""

from django.urls import path

from example_site.outbox import views

app_name = "outbox"
urlpatterns = [path("", views.index, name="index")]
