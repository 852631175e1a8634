"""What holds for every answer: the headers that protect a browser, and pages in place of errors of the machine."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from reportgen.web.access import wants_json

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ROOM = 2**20  # bytes of a request around the file in it
_log = logging.getLogger("reportgen.web")


class Guards:
    """Adds the headers, refuses requests that are too large, and turns errors into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        too_large = _content_length(request) > settings.MOST_UPLOAD_BYTES + _ROOM
        response = too_large_answer(request) if too_large else self.get_response(request)
        response["Content-Security-Policy"] = POLICY
        response.setdefault("Cache-Control", "no-store")
        response["X-Frame-Options"] = "DENY"
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer with a page that says what can be done; ``None`` for a fault of the program."""
        if isinstance(error, RequestDataTooBig | TooManyFieldsSent):
            return too_large_answer(request)
        if isinstance(error, DatabaseError):
            _log.error("database: %s", error)
            return problem_page(
                request, 503, "数据库暂时用不上", "刚才的操作没有做。请过一会儿再试；一直这样的，请告诉管理员。"
            )
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            _log.error("disk full: %s", error)
            return problem_page(
                request, 507, "服务器的磁盘满了", "刚才的内容没有保存。请告诉管理员腾出空间，再做一次。"
            )
        return None


def _content_length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def too_large_answer(request: HttpRequest) -> HttpResponse:
    """Answer that what was sent is too large."""
    most = settings.MOST_UPLOAD_BYTES // 2**20
    return problem_page(
        request, 413, "文件太大", f"上传的文件不能超过 {most} MB。填报表一般不到 1 MB，请检查是不是选错了文件。"
    )


def problem_page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    """Return a page about a problem, or the same as JSON for a script of our pages."""
    if wants_json(request):
        return JsonResponse({"error": f"{title}。{text}"}, status=status)
    return HttpResponse(render_to_string("web/problem.html", {"title": title, "text": text}), status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that is not from a page of this log-in."""
    _log.warning("csrf: %s", reason)
    return problem_page(request, 403, "页面过期了", "登录已经变了，或者页面开得太久。请回到上一页，刷新以后再做一次。")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer for an address that there is not, or not for this account."""
    return problem_page(request, 404, "没有这一页", "这个地址不存在，或者您的账号不能看。")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer a request that is no proper one, or whose sender names another host."""
    return problem_page(request, 400, "这个请求读不懂", "请从首页重新进入。")


def fault(request: HttpRequest) -> HttpResponse:
    """Answer where the program has a fault; the log has the details."""
    return problem_page(
        request, 500, "程序出错了", "刚才的操作没有做，已有的数据没有变。请告诉管理员，记录在站点文件夹的 site.log 里。"
    )
