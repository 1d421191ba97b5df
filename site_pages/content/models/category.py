"""What an announcement or a question is about. Residents filter lists by it; all departments share the categories."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from ..romanize import romanize


class Colour(models.TextChoices):
    """Names of colours in the site's own token file; the words always stand beside the colour."""

    BLUE = "blue", _("Blue")
    GREEN = "green", _("Green")
    ORANGE = "orange", _("Orange")
    RED = "red", _("Red")
    PURPLE = "purple", _("Purple")
    GRAY = "gray", _("Gray")


class Category(index.Indexed, models.Model):
    """A subject such as 子育て. `slug` stands in addresses of lists; `order` sorts, smallest first."""

    name = models.CharField(_("name"), max_length=50, unique=True)
    slug = models.SlugField(
        _("name in addresses"),
        max_length=50,
        unique=True,
        blank=True,
        help_text=_("Letters, digits and hyphens. Leave it empty and it is made from the reading of the name."),
    )
    order = models.PositiveIntegerField(_("order"), default=100, help_text=_("Smaller numbers come first."))
    colour = models.CharField(_("colour"), max_length=10, choices=Colour.choices, default=Colour.BLUE)

    search_fields = [index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["order", "name"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = self._free_slug(romanize(self.name, "category"))
        super().save(*args, **kwargs)

    def _free_slug(self, base: str) -> str:
        slug, number, others = base[:45], 1, Category.objects.exclude(pk=self.pk)
        while others.filter(slug=slug).exists():
            number += 1
            slug = f"{base[:45]}-{number}"
        return slug
