"""The addresses of the app."""

app_name = "proposals"
urlpatterns = []
