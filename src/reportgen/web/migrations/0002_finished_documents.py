"""Records of finished documents; what was typed is kept with its version; the first account manages the site."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def _name_administrator(apps: Any, _: object) -> None:
    account = apps.get_model("web", "Account")
    first = account.objects.filter(role="bureau").order_by("pk").first()
    account.objects.filter(pk=first.pk if first else None).update(is_staff=True)


class Migration(migrations.Migration):
    dependencies = [
        ("web", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentAudit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "progress",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("done", "Done"), ("failed", "Failed")],
                        db_index=True,
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("file_name", models.CharField(max_length=200)),
                ("made_by", models.CharField(max_length=150)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("errors", models.PositiveIntegerField(default=0)),
                ("warnings", models.PositiveIntegerField(default=0)),
                ("page", models.CharField(blank=True, max_length=64)),
                ("copy", models.CharField(blank=True, max_length=64)),
                ("copy_name", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ExtraFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "progress",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("done", "Done"), ("failed", "Failed")],
                        db_index=True,
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("kind", models.CharField(choices=[("pdf", "PDF"), ("review", "审阅版")], max_length=10)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("message", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="FormExtraction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "progress",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("done", "Done"), ("failed", "Failed")],
                        db_index=True,
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("file_name", models.CharField(max_length=200)),
                ("based_on", models.PositiveIntegerField()),
                ("made_by", models.CharField(max_length=150)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("message", models.TextField(blank=True)),
                ("share", models.CharField(blank=True, max_length=10)),
                ("paragraphs", models.PositiveIntegerField(default=0)),
                ("doubtful", models.PositiveIntegerField(default=0)),
                ("incomplete", models.JSONField(default=list)),
                ("listed", models.JSONField(default=list)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="account",
            options={"ordering": ["pk"], "verbose_name": "账号", "verbose_name_plural": "账号"},
        ),
        migrations.AlterModelOptions(
            name="event",
            options={"ordering": ["-pk"], "verbose_name": "经过", "verbose_name_plural": "经过"},
        ),
        migrations.AlterModelOptions(
            name="filingyear",
            options={"ordering": ["-year"], "verbose_name": "年度", "verbose_name_plural": "年度"},
        ),
        migrations.AlterModelOptions(
            name="loginfailure",
            options={"verbose_name": "登录失败", "verbose_name_plural": "登录失败"},
        ),
        migrations.AlterModelOptions(
            name="siteoffice",
            options={"ordering": ["pk"], "verbose_name": "单位", "verbose_name_plural": "单位"},
        ),
        migrations.AddField(
            model_name="account",
            name="is_staff",
            field=models.BooleanField(default=False, verbose_name="管理员"),
        ),
        migrations.AddField(
            model_name="examination",
            name="grade",
            field=models.CharField(blank=True, max_length=50),
        ),
        migrations.AddField(
            model_name="examination",
            name="scheme",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="version",
            name="edits",
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name="account",
            name="office",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="accounts",
                to="web.siteoffice",
                verbose_name="单位",
            ),
        ),
        migrations.AlterField(
            model_name="collection",
            name="progress",
            field=models.CharField(
                choices=[("waiting", "Waiting"), ("done", "Done"), ("failed", "Failed")],
                db_index=True,
                default="waiting",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="at",
            field=models.DateTimeField(auto_now_add=True, verbose_name="时间"),
        ),
        migrations.AlterField(
            model_name="event",
            name="detail",
            field=models.TextField(blank=True, verbose_name="内容"),
        ),
        migrations.AlterField(
            model_name="event",
            name="what",
            field=models.CharField(max_length=100, verbose_name="做了什么"),
        ),
        migrations.AlterField(
            model_name="event",
            name="who",
            field=models.CharField(max_length=150, verbose_name="谁"),
        ),
        migrations.AlterField(
            model_name="loginfailure",
            name="address",
            field=models.CharField(max_length=60, verbose_name="地址"),
        ),
        migrations.AlterField(
            model_name="loginfailure",
            name="at",
            field=models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="时间"),
        ),
        migrations.AlterField(
            model_name="loginfailure",
            name="name",
            field=models.CharField(max_length=150, verbose_name="账号"),
        ),
        migrations.AlterField(
            model_name="version",
            name="digest",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name="version",
            name="origin",
            field=models.CharField(
                choices=[("upload", "上传"), ("form", "新建"), ("extract", "提取"), ("mended", "网页填报")],
                max_length=10,
            ),
        ),
        migrations.AlterConstraint(
            model_name="account",
            name="an_office_account_has_an_office",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("office__isnull", False), ("role", "office")),
                    models.Q(models.Q(("role", "office"), _negated=True), ("office__isnull", True)),
                    _connector="OR",
                ),
                name="an_office_account_has_an_office",
                violation_error_message="填报单位的账号要有单位，别的账号不能有单位。",
            ),
        ),
        migrations.AddField(
            model_name="documentaudit",
            name="compared",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="web.version"
            ),
        ),
        migrations.AddField(
            model_name="documentaudit",
            name="office",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="audits",
                to="web.siteoffice",
            ),
        ),
        migrations.AddField(
            model_name="extrafile",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="extras", to="web.version"
            ),
        ),
        migrations.AddField(
            model_name="formextraction",
            name="declaration",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="extractions", to="web.declaration"
            ),
        ),
        migrations.AddField(
            model_name="formextraction",
            name="version",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="extraction",
                to="web.version",
            ),
        ),
        migrations.AddConstraint(
            model_name="extrafile",
            constraint=models.UniqueConstraint(fields=("version", "kind"), name="one_file_of_a_kind"),
        ),
        migrations.RunPython(_name_administrator, migrations.RunPython.noop),
    ]
