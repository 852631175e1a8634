"""Django's administration, for the administrators of the bureau alone: accounts, offices, years and the log.

It does not show what offices have filled in; the pages of the bureau do.
"""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.models import Group

from reportgen.web.models import Account, Event, FilingYear, LoginFailure, SiteOffice

admin.site.site_header = admin.site.site_title = "绩效自评填报：管理后台"
admin.site.index_title = "管理"
admin.site.site_url = "/"
admin.site.unregister(Group)


def _nobody(*_: object, **__: object) -> bool:
    return False


class _ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]  # Django knows no argument when it runs
    """Records that nobody changes."""

    has_add_permission = has_change_permission = _nobody


@admin.register(SiteOffice)
class OfficeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django knows no argument when it runs
    """Offices and all their names."""

    list_display = ("name", "district")
    search_fields = ("name", "district")

    has_delete_permission = _nobody  # all that the office has filled in would go with it


@admin.register(Account)
class AccountAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django knows no argument when it runs
    """Who can log in; passwords are set by one-time links."""

    list_display = ("name", "role", "office", "is_active", "is_staff", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("name",)
    fields = ("name", "role", "office", "is_active", "is_staff")


@admin.register(FilingYear)
class YearAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django knows no argument when it runs
    """Years and their deadlines."""

    list_display = ("year", "deadline")


@admin.register(LoginFailure)
class FailureAdmin(_ReadOnly):
    """Log-ins that failed; deleting them lets somebody try again at once."""

    list_display = ("name", "address", "at")


@admin.register(Event)
class EventAdmin(_ReadOnly):
    """Who did what and when; nobody deletes an entry."""

    list_display = ("at", "who", "what", "detail")
    search_fields = ("who", "what")
    fields = ("who", "what", "detail")

    has_delete_permission = _nobody
