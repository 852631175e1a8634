"""The records of the site: offices, accounts, declarations with their versions and examinations, and the log."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

ADMINISTRATOR = "administrator"


class Role(models.TextChoices):
    """What an account may do; access.py says what that is."""

    OFFICE = "office", "填报单位"
    BUREAU = "bureau", "财政部门"
    EDITOR = "editor", "文字审核"


class SiteOffice(models.Model):
    """An office that fills in and hands in (填报单位); ``names`` are all names that the list has for it."""

    district = models.CharField("区", max_length=100, blank=True)
    name = models.CharField("单位简称", max_length=150)
    names = models.JSONField("各种名称", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        constraints: ClassVar = [models.UniqueConstraint(fields=["district", "name"], name="one_office_of_a_name")]
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name


class Account(AbstractBaseUser):
    """Somebody who can log in; only an account with the role of an office has an ``office``.

    ``is_staff`` is Django's name for an administrator, who may use the administration as well.
    """

    name = models.CharField("账号", max_length=150, unique=True)
    role = models.CharField("身份", max_length=10, choices=Role.choices)
    office = models.ForeignKey(
        SiteOffice, models.CASCADE, null=True, blank=True, related_name="accounts", verbose_name="单位"
    )
    is_active = models.BooleanField("可以登录", default=True)
    is_staff = models.BooleanField("管理员", default=False)

    USERNAME_FIELD = "name"
    objects = BaseUserManager()

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(role="office", office__isnull=False)
                | (~models.Q(role="office") & models.Q(office__isnull=True)),
                name="an_office_account_has_an_office",
                violation_error_message="填报单位的账号要有单位，别的账号不能有单位。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def powers(self) -> frozenset[str]:
        """The words of the table in access.py that fit this account."""
        return frozenset({self.role, *([ADMINISTRATOR] if self.is_staff and self.role == Role.BUREAU else [])})

    def has_perm(self, *_: object) -> bool:
        """Whether Django's administration lets the account do something: all or nothing."""
        return self.is_active and ADMINISTRATOR in self.powers

    has_module_perms = has_perm


class OneTimeLink(models.Model):
    """A link with which somebody sets a password once; only the digest of its token is kept."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class LoginFailure(models.Model):
    """A log-in that failed, which counts against further ones of the same name or address."""

    name = models.CharField("账号", max_length=150)
    address = models.CharField("地址", max_length=60)
    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录失败"


class FilingYear(models.Model):
    """A year for which offices hand in, and the last day to do so (填报期限)."""

    year = models.PositiveSmallIntegerField("年度", unique=True)
    deadline = models.DateField("填报期限", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "年度"
        ordering: ClassVar = ["-year"]

    def __str__(self) -> str:
        return str(self.year)


class Stage(models.TextChoices):
    """How far the declaration of an office is; the value is the word that users see."""

    EMPTY = "未填"
    FILLING = "填报中"
    ERRORS = "有错误"
    READY = "可提交"
    HANDED_IN = "已提交"
    RETURNED = "已退回"
    ACCEPTED = "已通过"


class DeclarationStep(models.TextChoices):
    """What was done last with a declaration as a whole."""

    OPEN = "open"
    HANDED_IN = "handed-in"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class Declaration(models.Model):
    """What an office declares for a year: versions of its workbook, and whether one is handed in or accepted."""

    office = models.ForeignKey(SiteOffice, models.CASCADE, related_name="declarations")
    year = models.PositiveSmallIntegerField("年度")
    step = models.CharField(max_length=10, choices=DeclarationStep.choices, default=DeclarationStep.OPEN)
    latest = models.ForeignKey("Version", models.SET_NULL, null=True, blank=True, related_name="+")
    handed_in_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField("退回意见", blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["office", "year"], name="one_declaration_a_year")]
        ordering: ClassVar = ["office_id"]

    def __str__(self) -> str:
        return f"{self.office} {self.year}"

    @property
    def is_open(self) -> bool:
        """Whether the office may change it."""
        return self.step in (DeclarationStep.OPEN, DeclarationStep.RETURNED)

    @property
    def stage(self) -> Stage:
        """How far it is."""
        steps = {
            DeclarationStep.HANDED_IN: Stage.HANDED_IN,
            DeclarationStep.RETURNED: Stage.RETURNED,
            DeclarationStep.ACCEPTED: Stage.ACCEPTED,
        }
        if self.step in steps:
            return steps[DeclarationStep(self.step)]
        if self.latest is None:
            return Stage.EMPTY
        examination = self.latest.examination
        if examination.is_ready:
            return Stage.READY
        is_waiting = examination.progress == Examination.Progress.WAITING
        only_blank = examination.only_blank and not examination.obstacle
        return Stage.FILLING if is_waiting or only_blank else Stage.ERRORS


class VersionOrigin(models.TextChoices):
    """How a version came about."""

    UPLOAD = "upload", "上传"
    FORM = "form", "新建"
    EXTRACTED = "extract", "提取"
    MENDED = "mended", "网页填报"


class Version(models.Model):
    """One state of the workbook of a declaration; ``digest`` is its file in the folder of the site.

    A mended version is at first the cells that somebody has typed, ``edits`` with a sheet and its texts by place. A
    worker writes them into the version before it, and until then there is no ``digest``.
    """

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, blank=True)
    edits = models.JSONField(default=dict)
    file_name = models.CharField(max_length=200)
    origin = models.CharField(max_length=10, choices=VersionOrigin.choices)
    remark = models.TextField(blank=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["declaration", "number"], name="numbers_differ")]
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return f"{self.declaration} 第{self.number}版"


class Work(models.Model):
    """Work for the pool; what is waiting is begun again when the site starts."""

    class Progress(models.TextChoices):
        """How far the work is."""

        WAITING = "waiting"
        DONE = "done"
        FAILED = "failed"

    progress = models.CharField(max_length=10, choices=Progress.choices, default=Progress.WAITING, db_index=True)

    class Meta:
        abstract = True

    @property
    def is_waiting(self) -> bool:
        """Whether the result is not there yet."""
        return self.progress == self.Progress.WAITING

    @property
    def is_done(self) -> bool:
        """Whether the result is there."""
        return self.progress == self.Progress.DONE


class Examination(Work):
    """The result of the pipeline for a version; one that is waiting is started again when the site starts.

    ``obstacle`` says why the version cannot be handed in although it has no error, such as that it is another office's.
    ``tree`` has (level, name, points, score, is provisional) for each line of the scores.
    """

    version = models.OneToOneField(Version, models.CASCADE, related_name="examination")
    obstacle = models.TextField(blank=True)
    errors = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    only_blank = models.BooleanField(default=False)
    scheme = models.CharField(max_length=100, blank=True)
    grade = models.CharField(max_length=50, blank=True)
    total = models.CharField(max_length=20, blank=True)
    parts = models.JSONField(default=dict)
    tree = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    document = models.CharField(max_length=64, blank=True)
    document_name = models.CharField(max_length=200, blank=True)
    papers = models.CharField(max_length=64, blank=True)
    papers_name = models.CharField(max_length=200, blank=True)
    preview = models.CharField(max_length=64, blank=True)

    @property
    def is_ready(self) -> bool:
        """Whether the version can be handed in."""
        return self.progress == self.Progress.DONE and bool(self.document) and not self.obstacle

    @property
    def is_provisional(self) -> bool:
        """Whether some score is still a stand-in."""
        return any(line[-1] for line in self.tree)


class FormExtraction(Work):
    """A finished document from which the form of a declaration is filled in; ``version`` is what came of it.

    ``incomplete`` has (number, per cent, beginning) for each paragraph that did not come back as a whole, ``listed``
    (heading, text) for what was not recognised.
    """

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="extractions")
    digest = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    based_on = models.PositiveIntegerField()
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(auto_now_add=True)
    version = models.OneToOneField(Version, models.SET_NULL, null=True, blank=True, related_name="extraction")
    message = models.TextField(blank=True)
    share = models.CharField(max_length=10, blank=True)
    paragraphs = models.PositiveIntegerField(default=0)
    doubtful = models.PositiveIntegerField(default=0)
    incomplete = models.JSONField(default=list)
    listed = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["-pk"]


class ExtraKind(models.TextChoices):
    """A further form of the document of a version."""

    PDF = "pdf", "PDF"
    REVIEW = "review", "审阅版"


class ExtraFile(Work):
    """The document of a version in a further form, which is made when somebody asks for it."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="extras")
    kind = models.CharField(max_length=10, choices=ExtraKind.choices)
    digest = models.CharField(max_length=64, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    message = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "kind"], name="one_file_of_a_kind")]


class DocumentAudit(Work):
    """The audit of a finished document (审核成文); without ``office`` it is the bureau's own.

    ``page`` is the part of a web page with the findings, ``copy`` the document with comments.
    """

    office = models.ForeignKey(SiteOffice, models.CASCADE, null=True, blank=True, related_name="audits")
    compared = models.ForeignKey(Version, models.SET_NULL, null=True, blank=True, related_name="+")
    digest = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(auto_now_add=True)
    errors = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    page = models.CharField(max_length=64, blank=True)
    copy = models.CharField(max_length=64, blank=True)
    copy_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]


class Event(models.Model):
    """An entry of the log: who did what and when."""

    at = models.DateTimeField("时间", auto_now_add=True)
    who = models.CharField("谁", max_length=150)
    what = models.CharField("做了什么", max_length=100)
    detail = models.TextField("内容", blank=True)
    declaration = models.ForeignKey(Declaration, models.CASCADE, null=True, blank=True, related_name="events")

    class Meta:
        verbose_name = verbose_name_plural = "经过"
        ordering: ClassVar = ["-pk"]


class Collection(Work):
    """The files of all offices of a year as a run of ``batch`` makes them (汇总); a new run replaces the old one.

    ``files`` are the names and paths of the files about all offices, ``findings`` the problems between offices.
    """

    year = models.PositiveSmallIntegerField(unique=True)
    at = models.DateTimeField(auto_now=True)
    offices = models.PositiveIntegerField(default=0)
    files = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    problems = models.JSONField(default=list)


class FileEdition(models.Model):
    """A template file as somebody saved it (一版): a draft until it is published; without ``digest`` there is no file.

    ``wanted_by`` is who wants to publish it: the check that is waiting publishes it if it finds no error. ``problems``
    and ``changes`` are HTML, ``previews`` the names of specimens and the digests of their pages.
    """

    path = models.CharField(max_length=300, db_index=True)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, blank=True)
    remark = models.CharField(max_length=100, blank=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(auto_now_add=True)
    wanted_by = models.CharField(max_length=150, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    progress = models.CharField(
        max_length=10, choices=Examination.Progress.choices, default=Examination.Progress.WAITING, db_index=True
    )
    errors = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    problems = models.TextField(blank=True)
    changes = models.TextField(blank=True)
    previews = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["path", "number"], name="editions_of_a_file_differ")]
        ordering: ClassVar = ["path", "-number"]

    def __str__(self) -> str:
        return f"{self.path} 第{self.number}版"


def is_late(deadline: datetime.date | None, stage: Stage, today: datetime.date) -> bool:
    """Whether an office is late (逾期): the deadline has passed, and nothing is handed in."""
    return deadline is not None and today > deadline and stage not in (Stage.HANDED_IN, Stage.ACCEPTED)
