"""What of the producer's own was found bad after it was poured."""

from flask import Response

from gitrace.people.roles import Role
from gitrace.web.doors import may_enter
from gitrace.web.parts.marked import marked_page
from gitrace.web.producer import producer
from gitrace.web.producer.profile import own_id


@producer.get("/marked-lots")
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def list_marked_lots() -> Response:
    """Its deliveries that fail now, with the lots that they flowed into."""
    return marked_page("producer", own_id())
