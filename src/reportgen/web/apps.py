"""The name of the site in Django's administration."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The one application of the site."""

    name = "reportgen.web"
    verbose_name = "绩效自评填报"
