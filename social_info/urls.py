"""The addresses of the app."""

app_name = "social_info"
urlpatterns = []
