"""A user's personal data erased by law."""

from flask import Response

from gitrace.erasure.persons import Person
from gitrace.people.erasable import PersonKind
from gitrace.people.roles import Role
from gitrace.web.administrator import administrator
from gitrace.web.doors import asks_again, may_enter
from gitrace.web.parts.erasing import erase_page


@administrator.route("/people/<int:user_id>/erase", methods=["GET", "POST"])
@may_enter(Role.ADMINISTRATOR)
@asks_again
def erase_user(user_id: int) -> Response:
    """Her name, login and way in; what she did stays under her number."""
    return erase_page(Person(PersonKind.USER, user_id), ".show_person", user_id=user_id)
