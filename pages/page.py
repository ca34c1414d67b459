"""The one base view. A request is one transaction, one actor and one audit entry."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View

from records.actions import write_audit
from records.actor import set_actor
from records.errors import ActionRefused, NotVisible, PermissionRefused
from records.permissions import Allowed, Answer, require


class Page(View):
    """A screen.

    The order is always the same: the transaction opens and the database learns who acts; `load`
    finds what the address names, among what this person may see; `permission` answers; `get` or
    `post` does one thing; the answer is rendered; the audit entry is written; the transaction
    commits. When anything refuses, all of it is undone, the reader is told why in a sentence, and
    the refusal is on the record.

    Attributes:
        template_name: the page's template.
        about: what the audit entry is about, an inspection's reference for example.
    """

    template_name = ""
    http_method_names = ["get", "post", "head"]
    about = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        # Everybody is signed in who comes this far: the middleware lets nobody else through.
        self.actor: Any = request.user
        self._disclosed: list[str] = []
        self._changed: list[str] = []

    # --- what a screen says --------------------------------------------------------------------

    def load(self, *args: Any, **kwargs: Any) -> None:
        """Find what the address names. Absent and hidden are the same: Http404."""

    def permission(self) -> Answer:
        """Whether this person may open the screen at all. A signed-in person may, unless said."""
        return Allowed()

    def disclosed(self, *things: Any) -> None:
        """Note what this answer shows: anything with a `record_name`, or words."""
        self._disclosed.extend(_record_name(thing) for thing in things)

    def changed(self, *things: Any) -> None:
        """Note what this request changed."""
        self._changed.extend(_record_name(thing) for thing in things)

    def render(self, context: Mapping[str, Any], *, status: int = 200) -> TemplateResponse:
        """The page's template with this context."""
        return TemplateResponse(self.request, self.template_name, dict(context), status=status)

    # --- what happens around it ----------------------------------------------------------------

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            with transaction.atomic():
                set_actor(request.user if request.user.is_authenticated else None)
                return self._answer(request, *args, **kwargs)
        except ActionRefused as refusal:
            return self._refuse(refusal)
        except Http404 as absent:
            self._audit(status=404, refused=str(absent) or "not found")
            raise

    def _answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.load(**kwargs)
        require(self.permission())
        response = super().dispatch(request, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            # Inside the transaction: a page that fails to render has disclosed and changed nothing.
            response.render()
        self._audit(status=response.status_code)
        return response

    def _audit(self, *, status: int, refused: str = "") -> None:
        match = self.request.resolver_match
        write_audit(
            person=self.request.user if self.request.user.is_authenticated else None,
            at=self.now,
            route=match.view_name if match else "",
            method=(self.request.method or "")[:10],
            about=self.about[:60],
            status=status,
            disclosed=[] if refused else self._disclosed,
            changed=[] if refused else self._changed,
            refused=refused,
        )

    def _refuse(self, refusal: ActionRefused) -> HttpResponse:
        if isinstance(refusal, NotVisible):
            self._audit(status=404, refused=refusal.message)
            raise Http404
        status = 403 if isinstance(refusal, PermissionRefused) else 409
        self._audit(status=status, refused=refusal.message)
        return self.refusal_response(refusal, status=status)

    def refusal_response(self, refusal: ActionRefused, *, status: int) -> HttpResponse:
        """The sentence, on a page with a way back."""
        return TemplateResponse(
            self.request,
            "pages/refused.html",
            {"message": refusal.message, "status": status, "back": self.back_address()},
            status=status,
        ).render()

    def back_address(self) -> str:
        """Where the reader goes on after a refusal."""
        return self.request.path if self.request.method == "POST" else "/"


class JsonPage(Page):
    """A screen's small helper for scripts: the same guards, answers as JSON."""

    def refusal_response(self, refusal: ActionRefused, *, status: int) -> HttpResponse:
        return JsonResponse({"message": refusal.message}, status=status)


@method_decorator(login_not_required, name="dispatch")
class OpenPage(View):
    """A page for anyone, account or not. It shows only what is published, and keeps no log.

    List it in the authorisation matrix: a test holds the list of anonymous routes.
    """

    http_method_names = ["get", "head"]


def _record_name(thing: Any) -> str:
    return thing if isinstance(thing, str) else thing.record_name
