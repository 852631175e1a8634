"""The addresses of the site; access.py says who may use each of them."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from reportgen.web import accounts, audits, bureau, office, ranking, wording

_ONE = "declarations/<int:pk>"
_VERSION = f"{_ONE}/versions/<int:number>"
_EDITION = "templates/editions/<int:pk>"

urlpatterns = [
    path("", office.home, name="home"),
    path("login/", accounts.log_in, name="login"),
    path("demo/", accounts.log_in_to_demo, name="demo"),
    path("logout/", accounts.log_out, name="logout"),
    path("link/<str:token>/", accounts.use_link, name="link"),
    path("password/", accounts.change_password, name="password"),
    path(f"{_ONE}/", office.declaration, name="declaration"),
    path(f"{_ONE}/progress/", office.progress, name="progress"),
    path(f"{_ONE}/form/", office.form, name="form"),
    path(f"{_ONE}/begin/", office.begin, name="begin"),
    path(f"{_ONE}/upload/", office.upload, name="upload"),
    path(f"{_ONE}/hand-in/", office.hand_in, name="hand-in"),
    path(f"{_ONE}/take-back/", office.take_back, name="take-back"),
    path(f"{_ONE}/return/", office.send_back, name="return"),
    path(f"{_ONE}/accept/", office.accept, name="accept"),
    path(f"{_ONE}/sheets/<str:name>/", office.sheet, name="sheet"),
    path(f"{_ONE}/sheets/<str:name>/mend/", office.mend, name="mend"),
    path(f"{_VERSION}/", office.workbook, name="workbook"),
    path(f"{_VERSION}/document/", office.result, {"kind": "document"}, name="document"),
    path(f"{_VERSION}/papers/", office.result, {"kind": "papers"}, name="papers"),
    path(f"{_VERSION}/extra/<str:kind>/", office.extra, name="extra"),
    path(f"{_VERSION}/extra/<str:kind>/make/", office.make_extra, name="make-extra"),
    path(f"{_VERSION}/preview/", office.preview, name="preview"),
    path(f"{_VERSION}/preview/look.css", office.preview_look, name="preview-look"),
    path("board/", bureau.board, name="board"),
    path("board/<int:year>/", bureau.board, name="board-year"),
    path("board/<int:year>/ranking/", ranking.ranking, name="ranking"),
    path("board/<int:year>/reminders/", bureau.reminders, name="reminders"),
    path("board/<int:year>/collect/", bureau.collect, name="collect"),
    path("board/<int:year>/collect/<str:kind>/", bureau.collected, name="collected"),
    path("audits/", audits.audits, name="audits"),
    path("audits/new/", audits.new_audit, name="new-audit"),
    path("audits/<int:pk>/", audits.audit, name="audit"),
    path("audits/<int:pk>/copy/", audits.copy, name="audit-copy"),
    path("years/", bureau.set_year, name="year"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/import/", accounts.import_offices, name="import"),
    path("accounts/new/", accounts.new_account, name="new-account"),
    path("accounts/links/", accounts.links_for_all, name="links"),
    path("accounts/<int:pk>/link/", accounts.new_link, name="new-link"),
    path("templates/", wording.templates, name="templates"),
    path("templates/new/", wording.new_template, name="new-template"),
    path("templates/files/<path:path>", wording.template, name="template"),
    path("templates/save/<path:path>", wording.save, name="save-template"),
    path(f"{_EDITION}/", wording.edition, name="edition"),
    path(f"{_EDITION}/progress/", wording.progress, name="edition-progress"),
    path(f"{_EDITION}/publish/", wording.publish, name="publish"),
    path(f"{_EDITION}/previews/<int:number>/", wording.preview, name="edition-preview"),
    path(f"{_EDITION}/previews/<int:number>/look.css", wording.preview_look, name="edition-look"),
    path("admin/", admin.site.urls),
]

handler400 = "reportgen.web.guards.bad_request"
handler404 = "reportgen.web.guards.not_found"
handler500 = "reportgen.web.guards.fault"
