"""What happens to users. All restricted: outsiders read that something was recorded, and nothing of it."""

from gitrace.ledger.events import Event, event


@event("user.invited", 1, zh="邀请 {user_id} 号用户，角色 {role}", en="User {user_id} invited as {role}")
class UserInvited(Event):
    """A user was made, with a one-time link to choose login and password."""

    user_id: int
    role: str
    producer_id: int | None
    laboratory_id: int | None
    bureau: str | None
    level: str | None
    area: str | None


@event("user.link-renewed", 1, zh="为 {user_id} 号用户重发一次性链接", en="New one-time link for user {user_id}")
class LinkRenewed(Event):
    """The former link stopped working: for one who has a password already, this is its reset."""

    user_id: int


@event("user.joined", 1, zh="{user_id} 号用户启用账号", en="User {user_id} joined")
class UserJoined(Event):
    """The link was used for the first time."""

    user_id: int


@event("user.password-changed", 1, zh="{user_id} 号用户更改密码", en="User {user_id} changed the password")
class PasswordChanged(Event):
    """By knowing the former one, or by a link (`by_link`)."""

    user_id: int
    by_link: bool


@event("user.disabled", 1, zh="停用 {user_id} 号用户", en="User {user_id} disabled")
class UserDisabled(Event):
    """From now on she does not come in; her sign-ins ended with it."""

    user_id: int


@event("user.enabled", 1, zh="恢复 {user_id} 号用户", en="User {user_id} enabled again")
class UserEnabled(Event):
    """The account is usable again."""

    user_id: int


@event(
    "user.sessions-revoked",
    1,
    zh="结束 {user_id} 号用户的 {count} 处登录",
    en="{count} sign-ins of user {user_id} ended",
)
class SessionsRevoked(Event):
    """An administrator signed somebody out everywhere."""

    user_id: int
    count: int


@event("user.factor-enrolled", 1, zh="{user_id} 号用户绑定动态验证码", en="User {user_id} enrolled a second factor")
class FactorEnrolled(Event):
    """The first code was right; a former factor and its recovery codes ended with it."""

    user_id: int


@event(
    "user.recovery-code-spent",
    1,
    zh="{user_id} 号用户用去一个恢复码，还剩 {left} 个",
    en="User {user_id} spent a recovery code; {left} left",
)
class RecoveryCodeSpent(Event):
    """In place of a code from the phone."""

    user_id: int
    left: int


@event("user.factor-reset", 1, zh="重置 {user_id} 号用户的动态验证码", en="Second factor of user {user_id} reset")
class FactorReset(Event):
    """Taken away by an administrator or from the service's own machine; she enrols anew at her next sign-in."""

    user_id: int
