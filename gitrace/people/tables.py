"""Users and what lets them in.

Everything that names a person is in `UserPerson` alone; password hashes and tokens leave nothing but a digest in the
evidence. Sign-ins and counters of guesses are operational.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from gitrace.storage import Content, Instant, Key, audited, operational


class User(SQLModel, table=True):
    """Somebody who works with gitrace, from her invitation on.

    The producer or laboratory that she acts for is named by key only: their rooms come after this one.
    """

    __tablename__ = "user_account"
    __table_args__ = audited()

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    role: str
    producer_id: int | None = Field(default=None, index=True, sa_type=Key)
    laboratory_id: int | None = Field(default=None, sa_type=Key)
    bureau: str | None = None
    level: str | None = None
    area: str | None = None
    """A regulator's township (9 digits) or village (12 digits)."""
    invited_at: datetime = Field(sa_type=Instant)
    joined_at: datetime | None = Field(default=None, sa_type=Instant)
    disabled_at: datetime | None = Field(default=None, sa_type=Instant)


class UserPerson(SQLModel, table=True):
    """The person behind a user; blanked when the law asks for it."""

    __tablename__ = "user_person"
    __table_args__ = audited(content=Content.PERSONAL, person="user:user_id", blanked=("login", "display_name"))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    user_id: int = Field(unique=True, foreign_key="user_account.id", sa_type=Key)
    salt: str
    login: str | None = Field(default=None, unique=True)
    """As `rules.fold_login` writes it; None until the invitation is accepted."""
    display_name: str | None = None


class UserCredential(SQLModel, table=True):
    """How a user proves who she is."""

    __tablename__ = "user_credential"
    __table_args__ = audited(content=Content.SECRET)

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    user_id: int = Field(unique=True, foreign_key="user_account.id", sa_type=Key)
    password_hash: str
    changed_at: datetime = Field(sa_type=Instant)


class SecondFactor(SQLModel, table=True):
    """How a regulator or administrator proves that she has her phone as well."""

    __tablename__ = "second_factor"
    __table_args__ = audited(content=Content.SECRET)

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    user_id: int = Field(unique=True, foreign_key="user_account.id", sa_type=Key)
    secret: str
    """Sealed, as `codes.seal` does it."""
    recovery: str
    """JSON list of the digests of recovery codes that are left."""
    enrolled_at: datetime = Field(sa_type=Instant)


class Invitation(SQLModel, table=True):
    """A one-time link with which a user chooses her login and password, or a new password. The newest one counts."""

    __tablename__ = "invitation"
    __table_args__ = audited(content=Content.SECRET)

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    user_id: int = Field(unique=True, foreign_key="user_account.id", sa_type=Key)
    token_hash: str = Field(unique=True)
    expires_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class UserSession(SQLModel, table=True):
    """One sign-in on one device. Ends unused after `session_hours`, or when revoked."""

    __tablename__ = "user_session"
    __table_args__ = operational()

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    token_hash: str = Field(unique=True)
    user_id: int = Field(foreign_key="user_account.id", index=True, sa_type=Key)
    device: str
    signed_in_at: datetime = Field(sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant, index=True)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)
    proved_at: datetime | None = Field(default=None, sa_type=Instant)
    """When the second factor was proved last."""


class UsedStep(SQLModel, table=True):
    """The newest half minute whose code a user has spent."""

    __tablename__ = "used_step"
    __table_args__ = operational()

    user_id: int = Field(primary_key=True, foreign_key="user_account.id", sa_type=sa.BigInteger)
    step: int = Field(sa_type=sa.BigInteger)


class GuessCounter(SQLModel, table=True):
    """Guesses at one account or label, or from one network, in the window that `ends_at`. `subject` is a keyed digest,
    never an address.
    """

    __tablename__ = "guess_counter"
    __table_args__ = operational()

    subject: str = Field(primary_key=True)
    tries: int = Field(sa_type=sa.Integer)
    ends_at: datetime = Field(sa_type=Instant, index=True)
