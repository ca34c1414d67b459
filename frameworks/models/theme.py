"""What criteria of different frameworks have in common."""

from django.db import models


class Theme(models.Model):
    """A theme that criteria of several frameworks bear on: early help, the child's voice.

    Themes are this service's own, and the way in which evidence of different inspectorates meets.
    They are read from fixtures/reference/themes.csv.
    """

    code = models.SlugField(primary_key=True, max_length=60)
    title = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.title
