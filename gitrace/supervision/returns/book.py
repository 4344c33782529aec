"""迎检台账: what an inspection from above asks to see of a stretch of days, register by register."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.balance.tables import Account, AccountKind, Posting
from gitrace.batches.tables import Batch
from gitrace.clock import shanghai_day
from gitrace.deliveries.tables import DeliveryCorrection
from gitrace.inspections.tables import EnteredBy, Laboratory, Report, Verdict
from gitrace.jobs import Job, JobState
from gitrace.ledger import tables as ledger
from gitrace.producers.tables import Producer, Scale
from gitrace.profile import Profile
from gitrace.supervision.amendments import amendments_of
from gitrace.supervision.cells import cell_text
from gitrace.supervision.columns import column_words
from gitrace.supervision.days import days_within, instants_within
from gitrace.supervision.deliveries import owner_of
from gitrace.supervision.entries import ENTRIES, AskEntries
from gitrace.supervision.listing import Rows, kilograms
from gitrace.supervision.lots import LOTS, AskLots
from gitrace.supervision.phrases import Phrase
from gitrace.supervision.registers import ENTERERS
from gitrace.supervision.returns.period import Days
from gitrace.supervision.returns.sheet import Figure, Return, Table, code, moment, number, table, words
from gitrace.supervision.returns.yearly import ENTITY, authorised
from gitrace.supervision.verification import VERIFY, Outcome
from gitrace.supervision.words import VERDICTS, Names, reason_words

DECISIONS = (
    "batch.held",
    "batch.released",
    "batch.recalled",
    "batch.recall-lifted",
    "producer.label-use-stopped",
    "producer.label-use-restored",
    "producer.authorisation-withdrawn",
)
"""What the county decided against goods or producers, and took back."""

_ENDED_AT: Any = Job.ended_at


def inspection_book(session: Session, days: Days, profile: Profile, most: int | None = None) -> Return:
    """The book; `most`: of each register only so many lines, for a page."""
    names = Names(profile)
    tables = [
        table("有效核准的生产者", "期内至少有一天核准有效。", ENTITY, authorised(session, days, names).values()),
        _scales(session, days),
        _lots(session, days, most),
        _reports(session, days, names, most),
        _decisions(session, days, most),
        _deficits(session, days, most),
        _verifications(session, days),
        _corrections(session, days, names, most),
    ]
    figures = [Figure(one.title, one.lines_in_all, one.note) for one in tables]
    return Return("迎检台账", *days, figures=figures, tables=tables)


def _scales(session: Session, days: Days) -> Table:
    query = (
        sa.select(Scale, col(Producer.name))
        .join(Producer, col(Producer.id) == col(Scale.producer_id))
        .order_by(col(Producer.name), col(Scale.number))
    )
    rows = [
        {
            "number": scale.number,
            "producer": producer,
            "certificate": scale.certificate,
            "verified": scale.verified_on,
            "until": scale.valid_until,
            "state": Phrase("期末有效" if scale.valid_until >= days[1] else "期末已过期"),
        }
        for scale, producer in session.execute(query)
    ]
    columns = (
        code("number", "衡器"),
        words("producer", "生产者", 30),
        words("certificate", "检定证书", 24),
        moment("verified", "检定日期"),
        moment("until", "有效期至"),
        words("state", "状态"),
    )
    return table("衡器", "登记在册的衡器和最近一次强制检定。", columns, rows)


def _lots(session: Session, days: Days, most: int | None) -> Table:
    asked = AskLots(from_day=days[0], until_day=days[1])
    lines = list(LOTS.every(session, asked)) if most is None else LOTS.page(session, asked, size=most)
    total = len(lines) if most is None else LOTS.count(session, asked)
    return Table("批次", "包装日期在期内。", LOTS.columns, lines, None, total)


def _reports(session: Session, days: Days, names: Names, most: int | None) -> Table:
    query: Rows = (
        sa.select(Report, col(Laboratory.name).label("laboratory"), col(Producer.name).label("producer"))
        .join(Laboratory, col(Laboratory.id) == col(Report.laboratory_id))
        .join(Producer, col(Producer.id) == col(Report.producer_id))
        .where(*days_within(col(Report.issued_on), *days))
        .order_by(col(Report.issued_on).desc(), col(Report.id).desc())
    )
    rows = [
        {
            "number": report.number,
            "laboratory": laboratory,
            "producer": producer,
            "form": names.form(report.form),
            "issued": report.issued_on,
            "conclusion": Phrase(VERDICTS[Verdict(report.conclusion)]),
            "recomputed": Phrase(VERDICTS[Verdict(report.recomputed)]),
            "review": Phrase("是" if report.under_review else "否"),
            "entered": Phrase(ENTERERS[EnteredBy(report.entered_by)]),
        }
        for report, laboratory, producer in session.execute(query.limit(most))
    ]
    total = len(rows)
    if total == most:
        total = session.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one()
    columns = (
        code("number", "报告号"),
        words("laboratory", "检验机构", 28),
        words("producer", "生产者", 28),
        words("form", "品类", 10),
        moment("issued", "签发日期"),
        words("conclusion", "机构结论", 10),
        words("recomputed", "系统复算", 10),
        words("review", "待复核", 10),
        words("entered", "录入方", 14),
    )
    return Table("检验报告", "签发日期在期内，速测在内。", columns, rows, None, total)


def _decisions(session: Session, days: Days, most: int | None) -> Table:
    entry = ledger.entry.c
    # Tags carry a version, `batch.held/1`: a range of the tag's index for each. Asked for all with OR, or for the days
    # too, SQLite reads the season's every entry and not the few decisions.
    ranges = (
        sa.select(entry.entry_index, entry.time).where(entry.tag >= f"{tag}/", entry.tag < f"{tag}0")
        for tag in DECISIONS
    )
    decided = session.connection().execute(sa.union_all(*ranges))
    keys = sorted((index for index, time in decided if days[0] <= shanghai_day(time) <= days[1]), reverse=True)
    lines = ENTRIES.lines(session, AskEntries(), keys[:most])
    note = "暂停与恢复标签使用、召回与解除、撤销核准，以账本条目为准。"
    return Table("暂停、召回与撤销", note, ENTRIES.columns, lines, None, len(keys))


def _deficits(session: Session, days: Days, most: int | None) -> Table:
    query = (
        sa.select(Posting, col(Batch.lot), col(Account.balance_g))
        .join(Account, col(Account.id) == col(Posting.to_account_id))
        .join(Batch, owner_of(col(Batch.id), "lot") == col(Account.owner))
        .where(col(Account.kind) == AccountKind.DEFICIT, *instants_within(col(Posting.posted_at), *days))
        .order_by(col(Posting.id).desc())
    )
    rows = [
        {
            "lot": lot,
            "at": posting.posted_at,
            "kg": kilograms(posting.grams),
            "reason": reason_words(posting.reason),
            "left": kilograms(balance_g),
        }
        for posting, lot, balance_g in session.execute(query)
    ]
    columns = (
        code("lot", "批次号"),
        moment("at", "时间"),
        number("kg", "差额（公斤）"),
        words("reason", "事由"),
        number("left", "目前差额（公斤）"),
    )
    return _cut("差额", "期内更正造成的差额；差额未核销前，该批次标签停用。", columns, rows, most)


def _verifications(session: Session, days: Days) -> Table:
    query = (
        sa.select(Job)
        .where(col(Job.kind) == VERIFY, col(Job.state) == JobState.DONE, *instants_within(_ENDED_AT, *days))
        .order_by(col(Job.id).desc())
    )
    outcomes = [Outcome(job, job.answer) for job in session.execute(query).scalars()]
    rows = [
        {
            "at": one.job.ended_at,
            "size": one.answer["size"],
            "rows": one.answer["rows"],
            "outcome": Phrase("没有发现问题" if one.sound else "发现问题"),
        }
        for one in outcomes
    ]
    columns = (
        moment("at", "核验时间"),
        number("size", "条目"),
        number("rows", "数据行"),
        words("outcome", "结果"),
    )
    return table("账本核验", "期内完成的账本核验；较早的核验任务按期清理。", columns, rows)


def _corrections(session: Session, days: Days, names: Names, most: int | None) -> Table:
    corrected = instants_within(col(DeliveryCorrection.corrected_at), *days)
    touched = session.execute(sa.select(col(DeliveryCorrection.delivery_id)).distinct().where(*corrected)).scalars()
    first, last = days
    rows = [
        {
            "at": amendment.corrected_at,
            "number": amendment.number,
            "field": column_words(change.column),
            "before": cell_text(change.before),
            "after": cell_text(change.after),
            "reason": amendment.reason,
        }
        for amendment in amendments_of(session, list(touched), names)
        if first <= shanghai_day(amendment.corrected_at) <= last
        for change in amendment.changes
    ]
    columns = (
        moment("at", "时间"),
        code("number", "交售单"),
        words("field", "字段"),
        words("before", "更正前"),
        words("after", "更正后"),
        words("reason", "原因", 30),
    )
    return _cut("更正", "期内对交售单的更正，一个字段一行。", columns, rows[::-1], most)


def _cut(title: str, note: str, columns: Any, rows: list[Any], most: int | None) -> Table:
    return Table(title, note, columns, rows[:most], None, len(rows))
