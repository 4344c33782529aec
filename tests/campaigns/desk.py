"""A person at the service's pages over real HTTP, for campaigns: forms with their tokens, cookies, honest failures."""

import http.client
import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request

from gitrace import clock
from gitrace.people.codes import code_at

PASSWORD = "a sentence for a campaign"
_HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
_SECRET = re.compile(r'<span class="code">([A-Z2-7 ]+)</span>')
_ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')

UNANSWERED = (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError)
"""What a caller sees of a service that dies: the request may have been done, and may not."""


class Desk:
    """A browser without a screen. `address` may change when the service comes back elsewhere."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))

    def get(self, path: str) -> str:
        """A page's HTML. Raises one of UNANSWERED; HTTPError, for an answer of 400 and up, is among them."""
        with self._opener.open(self.address + path, timeout=15) as answer:
            return str(answer.read().decode())

    def post(self, path: str, **fields: str) -> str:
        """Fill in the form that stands at `path` and send it there; returns the page that answers. Raises as `get`."""
        return self._send(path, _hidden_fields(self.get(path)) | fields)

    def _send(self, path: str, form: dict[str, str]) -> str:
        body = urllib.parse.urlencode(form).encode()
        request = urllib.request.Request(self.address + path, body, {"Origin": self.address})
        with self._opener.open(request, timeout=15) as answer:
            return str(answer.read().decode())

    def come_in(self, link: str, login: str) -> None:
        """Join by a one-time link and sign in."""
        self.post(link.removeprefix(self.address), login=login, password=PASSWORD, again=PASSWORD)
        page = self.post("/account/sign-in", login=login, password=PASSWORD)
        if shown := _SECRET.search(page):  # a role with a second factor; the page shows its key for typing
            code = code_at(shown[1].replace(" ", ""), clock.now())
            form = _hidden_fields(page) | {"factor_code": code}
            self._send("/account/second-factor/enrol", form)

    def colleague(self) -> "Desk":
        """The same sign-in from another browser, for another thread."""
        other = Desk(self.address)
        for cookie in self._jar:
            other._jar.set_cookie(cookie)
        return other

    def invite(self, name: str) -> bool:
        """Invite an administrator called `name`; whether the page acknowledged it. Raises as `get`."""
        page = self.post("/administrator/people/invite?kind=administrator", display_name=name, role="administrator")
        return "/account/join/" in page


def _hidden_fields(page: str) -> dict[str, str]:
    found = (dict(_ATTRIBUTE.findall(tag)) for tag in _HIDDEN.findall(page))
    return {field["name"]: field.get("value", "") for field in found if "name" in field}
