"""Verifying the ledger from a page: what is asked of the verifier, and its report in the reader's language."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import chain
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from gitrace.jobs import Job, JobState, Progress, order
from gitrace.jobs.queries import recent_jobs
from gitrace.ledger import tables
from gitrace.ledger.checkpoints import Signer
from gitrace.ledger.exported import NEWEST
from gitrace.ledger.readers import evidence, evidence_engine
from gitrace.ledger.verify import Claim, Report, Verification
from gitrace.replay.run import Replay
from gitrace.settings import Settings
from gitrace.storage import Store
from gitrace.storage.keys import newest_in_force
from gitrace.supervision.phrases import Phrase
from gitrace.supervision.replaying import ReplayTold, told_replay

VERIFY = "ledger.verify"
_MOST_TOLD = 50
"""Findings kept in words; the rest are counted."""

CLAIMS = {
    Claim.ENTRIES: "条目连续，时间不倒退",
    Claim.TREE: "存储的树节点与条目相符",
    Claim.SIGNATURE: "最新检查点与条目相符，签名有效",
    Claim.ANNEXES: "条目的附件与其摘要相符",
    Claim.COLUMNS: "检索用的字段与条目相符",
    Claim.ROWS: "业务数据与最后一次登记相符，不缺不多",
    Claim.FILES: "存储的文件与登记的摘要相符",
    Claim.KEPT: "延续了另行保存的检查点",
}


@dataclass(frozen=True)
class LedgerState:
    """Where the log stands."""

    origin: str
    size: int
    time: datetime
    root: str
    checkpoint: str


def ledger_state(session: Session) -> LedgerState:
    """The head and its root (base64, as the checkpoint has it)."""
    head = session.connection().execute(sa.select(tables.head)).one()
    root = head.checkpoint.split("\n")[2]
    return LedgerState(head.origin, head.size, head.time, root, head.checkpoint)


def order_verification(session: Session, *, made_by: str, now: datetime) -> Job:
    """Ask the keeper to verify; one that waits or runs already is given instead."""
    open_one = next((one for one in recent_jobs(session, kind=VERIFY, limit=5) if _is_open(one)), None)
    return open_one or order(session, VERIFY, None, made_by=made_by, now=now)


def _is_open(job: Job) -> bool:
    return job.state in (JobState.WAITING, JobState.RUNNING)


def do_verify(store: Store, _payload: Any, progress: Progress) -> dict[str, Any]:
    """Verify everything that is held, with our own log key and the exported checkpoint if there is one; then replay."""
    engine = evidence_engine(store.settings)
    try:
        kept = kept_checkpoint(store.settings)
        with evidence(engine, home=store.settings.home) as reader:
            origin = reader.heads()[0].origin or ""
            verification = Verification(reader, kept=kept, trusted_key=own_key(store, origin))
            replay = Replay(reader)
            for step, _ in enumerate(chain(verification.run(), replay.run()), start=1):
                progress.reach(step)
    finally:
        engine.dispose()
    return told(verification.report, has_kept=kept is not None) | {"replay": told_replay(replay.outcome)}


def own_key(store: Store, origin: str) -> str:
    """The verifier key of this home's own newest log key, under the log's name."""
    seed = store.keys.logs[newest_in_force(store.settings.home / "keys", "log")]
    return str(Signer.from_seed(origin, seed).verifier_key)


def kept_checkpoint(settings: Settings) -> str | None:
    """The checkpoint that was exported to another disk; None without such a folder or file."""
    path = settings.checkpoint_dir / NEWEST if settings.checkpoint_dir else None
    return path.read_text(encoding="utf-8") if path and path.exists() else None


def told(report: Report, *, has_kept: bool) -> dict[str, Any]:
    """A report as JSON, for the job's answer."""
    claims = [claim for claim in CLAIMS if claim is not Claim.KEPT or has_kept]
    return {
        "size": report.size,
        "rows": report.rows,
        "files": report.files,
        "has_kept": has_kept,
        "claims": {claim.value: not report.breaks(claim) for claim in claims},
        "findings": [asdict(finding) for finding in report.findings[:_MOST_TOLD]],
        "more": len(report.findings[_MOST_TOLD:]) + report.unlisted,
        "erased": len(report.erased),
    }


@dataclass(frozen=True)
class Outcome:
    """A finished verification as a page shows it."""

    job: Job
    answer: dict[str, Any]

    @property
    def sound(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.answer["findings"]

    @property
    def replay(self) -> ReplayTold | None:
        """What the replay beside it came to; None of a verification by an earlier release."""
        return ReplayTold(self.answer["replay"]) if "replay" in self.answer else None

    @property
    def claims(self) -> Iterator[tuple[Phrase, bool]]:
        """What was checked, and whether it held."""
        return ((Phrase(CLAIMS[Claim(name)]), held) for name, held in self.answer["claims"].items())

    @property
    def not_proved(self) -> list[Phrase]:
        """What no verification of this kind can say."""
        found = [
            Phrase("登记的内容在登记时是否属实。"),
            Phrase("不入账本的运行数据（登录、计数、任务、扫码）。"),
            Phrase("系统自身的日志密钥是否被换过：请与另行保存的公钥比对。"),
        ]
        if self.answer["has_kept"]:
            return [*found, Phrase("持有日志密钥的人是否改写了另行保存的检查点之后的条目。")]
        return [*found, Phrase("账本末尾是否被截去，或被持有日志密钥的人整体改写：须有另行保存的检查点。")]


def last_outcome(session: Session) -> Outcome | None:
    """The newest verification that came to its end."""
    done = (one for one in recent_jobs(session, kind=VERIFY, limit=20) if one.state == JobState.DONE)
    job = next(done, None)
    return None if job is None or job.result is None else Outcome(job, json.loads(job.result))
