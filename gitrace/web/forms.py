"""One form, one command: what was typed, the command it makes, and what is wrong with it, in the reader's language.

A view reads like a sentence:

    form = Form(OpenBatch)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: open_batch(work, command).id)
            return saved("producer.show_batch", done, batch_id=done.content)
    return form.page("producer/batches/open.html")

A refusal or a field that does not fit leaves the block; the page comes back with 422, the sentences at their fields
and everything as it was typed, passwords excepted. The form's nonce (`once`) makes a second posting harmless.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from secrets import token_urlsafe
from typing import Any, Generic, TypeVar, get_origin

from flask import Response, make_response, redirect, render_template, request, url_for
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from werkzeug.datastructures import MultiDict

from gitrace.errors import Refusal
from gitrace.ledger.canonical import Json
from gitrace.web.entrance import actor
from gitrace.web.installation import store
from gitrace.web.language import said
from gitrace.web.problems import status_of
from gitrace.web.sentences import first_sentences
from gitrace.web.typed_text import clean
from gitrace.work import Answer, Request, Work, once

Command = TypeVar("Command", bound=BaseModel)


class Form(Generic[Command]):
    """A command's fields as a page shows them.

    `start` fills them the first time. A form that only asks (search, filter) takes `source=request.args`.
    """

    def __init__(
        self,
        command: type[Command],
        start: Mapping[str, object] | None = None,
        *,
        source: MultiDict[str, str] | None = None,
    ) -> None:
        self.fields = command.model_fields
        self.sent = request.method == "POST" if source is None else any(name in source for name in self.fields)
        self.errors: dict[str, str] = {}
        self.status = 200
        self.headers: dict[str, str] = {}
        self.once = request.form.get("once") or token_urlsafe(16)
        self._command = command
        self._source = request.form if source is None else source
        self._start = start or {}

    def begin(self, start: Mapping[str, object]) -> None:
        """Fill the fields, unless the form was sent: for a page that need not look for it before."""
        self._start = start

    def command(self, **known: object) -> Command:
        """The command as typed, with what the address already says; raises ValidationError or Refusal."""
        typed = {name: self._typed(name, field) for name, field in self.fields.items() if name not in known}
        return self._command.model_validate({name: v for name, v in typed.items() if v not in (None, [])} | known)

    def do_once(self, act: Callable[[Work, Command], Json], **known: object) -> Answer:
        """Do the command in a recorded write, unless this very form did it before; then its first answer again.

        Raises as `command`, as `act`, and as `gitrace.work.once`.
        """
        command = self.command(**known)
        same = Request(request.path, self.once, command.model_dump(mode="json"))
        return once(store(), actor(), same, lambda work: act(work, command))

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Around the command and its work: turns what refuses it into sentences at the fields."""
        try:
            yield
        except ValidationError as error:
            self.status = 422
            self.errors = first_sentences(error)
        except Refusal as refusal:
            self.status, self.headers = status_of(refusal)
            self.errors = {one.field or "": said(one.sentence, **one.values) for one in refusal.each}

    def page(self, template: str, **context: object) -> Response:
        """The page around the form, with the status it has come to."""
        response = make_response(render_template(template, form=self, **context), self.status)
        response.headers.update(self.headers)
        return response

    def value(self, name: str) -> str:
        """What stands in the field: as typed, else as the page starts it."""
        values = self.values(name)
        return values[0] if values else ""

    def values(self, name: str) -> list[str]:
        """All values of a field that takes several."""
        if self.sent:
            return self._source.getlist(name)
        start = self._start.get(name, self.fields[name].get_default() if not self.is_required(name) else None)
        many = start if isinstance(start, list | tuple | frozenset) else [start]
        return [str(one) for one in many if one is not None]

    def label(self, name: str) -> str:
        """The field's name for people: the `title` its command declares."""
        return said(self.fields[name].title or name)

    def hint(self, name: str) -> str:
        """The line under the label: the `description` its command declares, or nothing."""
        description = self.fields[name].description
        return said(description) if description else ""

    def is_required(self, name: str) -> bool:
        """Whether the command has no default for the field."""
        return self.fields[name].is_required()

    def _typed(self, name: str, field: FieldInfo) -> str | list[str] | None:
        texts = [clean(name, text) for text in self._source.getlist(name)]
        if get_origin(field.annotation) in (list, tuple, frozenset, set):
            return [text for text in texts if text.strip()]
        last = texts[-1] if texts else ""
        return last if last.strip() else None


def saved(endpoint: str, done: Answer | None = None, **values: Any) -> Response:
    """On to the page that shows what the form did, which says 已保存; for a repeated form, that nothing was added."""
    word = "again" if done is not None and done.repeated else "1"
    return make_response(redirect(url_for(endpoint, **{"saved": word, **values}), 303))
