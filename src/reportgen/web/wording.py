"""The pages of the people who edit wording, layout and rules: files, drafts with their checks, and publication."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from reportgen.web import publishing
from reportgen.web.access import account_of, editions_for, may_edit
from reportgen.web.filing import RefusedError
from reportgen.web.models import Examination, FileEdition, Role, SiteOffice
from reportgen.writing.source import DISTRICTS, LAYER_KINDS, OFFICES, REPORT, WordingSets, set_of

_MOST_EDITIONS = 50  # on the page of a file; older ones can still be fetched by their address


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A file in the list; ``origin`` says whether the site has changed it."""

    path: str
    name: str
    origin: str
    edition: FileEdition | None


@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    """List the files by wording set and layer; layouts and rules after them."""
    account = account_of(request)
    files = {path: data for path, data in publishing.files_in_force().items() if may_edit(account, path)}
    drafts = {one.path: b"" for one in editions_for(account).filter(published_at=None).only("path")}
    paths = {**drafts, **files}
    titles = _titles()
    editions = publishing.states(paths)
    groups: dict[str, dict[str, list[TemplateRow]]] = {}
    for path in sorted(paths, key=lambda path: _order(path, titles)):
        layer, _, name = path.rpartition("/")
        title = _group(path, titles)
        row = TemplateRow(path, name, _origin(path), editions.get(path))
        groups.setdefault(title, {}).setdefault(_layer_title(layer), []).append(row)
    context = {
        "groups": {title: layers.items() for title, layers in groups.items()}.items(),
        "is_editor": account.role == Role.EDITOR,
        "sets": titles.items(),
        "kinds": LAYER_KINDS,
        "places": _places(),
    }
    return render(request, "web/templates.html", context)


def _titles() -> Mapping[str, str]:
    """Return the title of each wording set by its folder."""
    sets = WordingSets(publishing.resources())
    return {folder: one.title if (one := sets.read(folder).value) else folder for folder in sets.folders}


def _order(path: str, titles: Mapping[str, str]) -> tuple[int, int, bool, str]:
    area, _, name = path.partition("/")
    if area != REPORT:
        return 1 if area == "word" else 2, 0, "/" in name, path
    folder = set_of(name)
    return 0, [*titles, folder].index(folder), name.startswith(LAYER_KINDS), path


def _group(path: str, titles: Mapping[str, str]) -> str:
    area, _, name = path.partition("/")
    if area == REPORT:
        return f"文体：{titles.get(set_of(name), set_of(name))}"
    return "版式" if area == "word" else "评分标准"


def _layer_title(folder: str) -> str:
    _, kind, name, *_ = (*folder.split("/"), "", "")
    return f"{kind}：{name}" if kind in LAYER_KINDS else "各单位共用"


def _origin(path: str) -> str:
    if not publishing.is_own(path):
        return "自带" if publishing.in_force(path) is not None else "还没有发布"
    return "新加" if publishing.shipped(path) is None else "改过"


def _places() -> Iterator[str]:
    """Yield the names that a layer may have, to choose from."""
    yield from (
        SiteOffice.objects.exclude(district="").values_list("district", flat=True).order_by("district").distinct()
    )
    yield from SiteOffice.objects.values_list("name", flat=True)


@require_GET
def new_template(request: HttpRequest) -> HttpResponse:
    """Open the page of a file that is not there yet; nothing is stored before somebody saves a draft."""
    value = {name: request.GET.get(name, "").strip() for name in ("area", "set", "kind", "place", "name", "like")}
    own = f"{value['kind']}/{value['place']}" if value["kind"] in LAYER_KINDS else ""
    if value["area"] == "rules":
        path = f"rules/{value['name'].removesuffix('.toml')}.toml"
    elif value["area"] == "word":
        path = f"word/{own}/公文.toml"
    else:
        folder = value["set"] if not own else own if value["set"] == "默认" else f"{own}/{value['set']}"
        path = f"{REPORT}/{folder}/{value['name'].removesuffix('.txt')}.txt"
    if not publishing.is_template(path) or not may_edit(account_of(request), path):
        messages.error(
            request,
            "这个名称不能用：要写区或单位的简称，不能有 / \\ : * ? 等字符；评分标准写“年度”或“年度-方案”。",
        )
        return redirect("templates")
    address = reverse("template", args=[path])
    return redirect(f"{address}?like={value['like']}" if publishing.is_template(value["like"]) else address)


@require_GET
def template(request: HttpRequest, path: str) -> HttpResponse:
    """Show the newest edition of a file, or what is in force."""
    _check(request, path)
    newest = publishing.newest(path)
    if newest is not None:
        return _page(request, path, newest)
    like = request.GET.get("like", "")
    content = publishing.in_force(path)
    if content is None and publishing.is_template(like) and may_edit(account_of(request), like):
        content = publishing.in_force(like)
    return _page(request, path, None, text=publishing.text_of(content))


def _check(request: HttpRequest, path: str) -> None:
    if not may_edit(account_of(request), path) or not publishing.is_template(path):
        raise Http404


@require_GET
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an edition, from which somebody may go on, and which may be published, again too."""
    one = _edition(request, pk)
    return _page(request, one.path, one)


def _edition(request: HttpRequest, pk: int) -> FileEdition:
    return get_object_or_404(editions_for(account_of(request)), pk=pk)


def _page(
    request: HttpRequest,
    path: str,
    one: FileEdition | None,
    *,
    text: str | None = None,
    overtaken: FileEdition | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the text of a file beside the check and the preview of an edition."""
    history = list(editions_for(account_of(request)).filter(path=path).defer("problems", "changes", "previews"))
    published = [edition for edition in history if edition.published_at]
    current = max(published, key=lambda edition: (edition.published_at, edition.number), default=None)
    number = _number(request.GET.get("specimen"))
    specimens = [name for name, _ in one.previews] if one else []
    kind = path.split("/")[1]
    context = {
        "path": path,
        "text": publishing.text_of(publishing.content_of(one)) if text is None and one else text or "",
        "one": one,
        "base": history[0].number if history else 0,
        "overtaken": overtaken,
        "theirs": publishing.text_of(publishing.content_of(overtaken)) if overtaken else "",
        "history": history[:_MOST_EDITIONS],
        "current": current,
        "is_waiting": one is not None and one.progress == Examination.Progress.WAITING,
        "has_failed": one is not None and one.progress == Examination.Progress.FAILED,
        "is_own": publishing.is_own(path),
        "has_shipped": publishing.shipped(path) is not None,
        "is_new": publishing.in_force(path) is None,
        "is_rules": path.startswith("rules/"),
        "specimens": list(enumerate(specimens)),
        "specimen": number,
        "page": _page_of(one, number) if one and number < len(specimens) else None,
        "layer_form": _layer_form(path) if kind not in LAYER_KINDS else None,
        "kinds": (DISTRICTS, OFFICES),
        "places": _places(),
    }
    return render(request, "web/template.html", context, status=status)


def _layer_form(path: str) -> dict[str, str] | None:
    """Return the hidden fields with which a district or an office gets a file of its own beside this one."""
    area, folder, *name = path.split("/")
    if area == REPORT and name and name[0].endswith(".txt"):
        return {"area": area, "set": folder, "name": name[0], "like": path}
    return {"area": area, "like": path} if area == "word" else None


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 4 else 0


@require_POST
def save(request: HttpRequest, path: str) -> HttpResponse:
    """Save a draft; if somebody else has saved the file meanwhile, show that and ask."""
    _check(request, path)
    account, text = account_of(request), request.POST.get("text", "")
    is_removal = "remove" in request.POST and publishing.is_own(path)
    base = int(digits) if (digits := request.POST.get("base", "")).isdecimal() and len(digits) < 9 else 0
    try:
        saved = publishing.save(path, account, None if is_removal else text, base)
    except publishing.OvertakenError as error:
        return _page(request, path, error.edition, text=text, overtaken=error.edition, status=409)
    except RefusedError as error:
        messages.error(request, str(error))
        return _page(request, path, publishing.newest(path), text=text, status=400)
    return redirect("edition", saved.pk)


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an edition go into force as soon as a whole check has found no error."""
    published = publishing.publish(_edition(request, pk), account_of(request))
    return redirect("edition", published.pk)


@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how far the check of an edition is."""
    one = _edition(request, pk)
    return JsonResponse({"progress": one.progress, "errors": one.errors, "published": one.published_at is not None})


# --- previews ---------------------------------------------------------------------------------------------


def _page_of(one: FileEdition, number: int) -> Mapping[str, object]:
    if number >= len(one.previews):
        raise Http404
    page: Mapping[str, object] = json.loads(settings.SITE.load(one.previews[number][1]))
    return page


@require_GET
def preview(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show the pages of a specimen as they would be printed."""
    one = _edition(request, pk)
    page = _page_of(one, number)
    context = {
        "page": page,
        "look": reverse("edition-look", args=[pk, number]),
        "back": reverse("edition", args=[pk]),
        "caption": f"样例“{one.previews[number][0]}”，{one}",
    }
    return render(request, "web/preview.html", context)


@require_GET
def preview_look(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Send the style sheet of a preview."""
    look = _page_of(_edition(request, pk), number)["look"]
    return HttpResponse(str(look), content_type="text/css; charset=utf-8")
