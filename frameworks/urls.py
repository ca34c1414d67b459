"""The addresses of frameworks."""

app_name = "frameworks"
urlpatterns: list[object] = []
