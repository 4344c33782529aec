"""What is recorded of an erasure. Restricted, and without a word of what was erased."""

from gitrace.ledger.events import Event, event


@event(
    "person.erased",
    1,
    zh="依法删除个人信息：{data_subject} {number}；依据{ground}；数据 {rows} 行、历史记录 {parts} 份、文件 {files} 个",
    en="Personal data erased by law: {data_subject} {number}; ground: {ground}; {rows} rows, {parts} parts of earlier "
    "entries, {files} files",
)
class PersonErased(Event):
    """A person's rows were blanked and what earlier entries kept about her was erased, all in this one entry.

    `data_subject`: her kind; `number`: the household's, the message's, else the key.
    """

    data_subject: str
    number: str
    ground: str
    rows: int
    parts: int
    files: int
