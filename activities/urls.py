"""The addresses of the app."""

app_name = "activities"
urlpatterns = []
