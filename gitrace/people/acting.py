"""Who may act for whom. Commands ask here, whatever door they were called through."""

from gitrace.errors import Refusal
from gitrace.people.roles import PRODUCER, Role
from gitrace.work import Actor

_OVERSEERS = frozenset({None, Role.REGULATOR, Role.ADMINISTRATOR})

LED_BY_MANAGER = frozenset({Role.CLERK, Role.PACKER})
"""Whose accounts a manager keeps, of her own producer; her fellow managers' are the administrator's."""


def is_overseer(actor: Actor) -> bool:
    """A regulator of the county, an administrator or the service itself; not a township's or a village's regulator."""
    return actor.role in _OVERSEERS and actor.area is None


def require_overseer(actor: Actor) -> None:
    """Raises Refusal("regulator-only")."""
    if not is_overseer(actor):
        raise Refusal("regulator-only", "这项操作只能由县级监管人员办理。")


def require_own(actor: Actor, producer_id: int | None) -> None:
    """Clerks, packers and managers act for their own producer alone; overseers pass.

    Raises Refusal("not-yours"). A command that no regulator may do says so itself.
    """
    if not is_overseer(actor) and not _is_own(actor, producer_id):
        raise Refusal("not-yours", "这不是本单位的记录，不能办理。")


def require_manager(actor: Actor, producer_id: int) -> None:
    """What a producer answers for as a whole is done by its manager, or by an overseer.

    Raises Refusal("not-yours" | "manager-only").
    """
    require_own(actor, producer_id)
    if not is_overseer(actor) and actor.role != Role.MANAGER:
        raise Refusal("manager-only", "这项操作须由生产者负责人办理。")


def may_keep_account(actor: Actor, role: str, producer_id: int | None) -> bool:
    """Whether the actor may invite, disable or sign out somebody of this role who acts for this producer.

    An administrator and the service itself may for everybody, a manager for her own clerks and packers.
    """
    if actor.role in (None, Role.ADMINISTRATOR):
        return True
    return actor.role == Role.MANAGER and role in LED_BY_MANAGER and _is_own(actor, producer_id)


def require_may_keep_account(actor: Actor, role: str, producer_id: int | None) -> None:
    """Raises Refusal("not-your-people")."""
    if not may_keep_account(actor, role, producer_id):
        raise Refusal("not-your-people", "只能管理本单位的过磅员和包装员；其他账号请系统管理员办理。")


def _is_own(actor: Actor, producer_id: int | None) -> bool:
    return actor.role in PRODUCER and actor.producer_id is not None and actor.producer_id == producer_id
