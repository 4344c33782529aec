"""`gitrace audit monitor`: follow another gitrace's log."""

import sys
import time
from dataclasses import dataclass
from pathlib import Path

import click

from gitrace.errors import Refusal, Unavailable
from gitrace.ledger.checkpoints import BadCheckpoint, Checkpoint, VerifierKey
from gitrace.ledger.exported import PUBLISHED
from gitrace.ledger.log_keys import LogKeys
from gitrace.ledger.monitor import Alarm, Unanswered, asking, first_key, look
from gitrace.ledger.monitor.reading import Ask
from gitrace.storage.files import write_whole


@click.command(
    epilog="Example: gitrace audit monitor https://label.example.gov.cn --keep /mnt/other-disk/log --every 60"
)
@click.argument("url")
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("log-kept"),
    show_default=True,
    help="Folder for the log's keys and the last checkpoint; made at the first look.",
)
@click.option("--key", "key_text", help="The log's key, name+hash+key; without it the first look's is taken.")
@click.option("--every", type=click.IntRange(1), help="Look again every so many seconds, until an alarm.")
def monitor(url: str, keep: Path, key_text: str | None, every: int | None) -> None:
    """Follow the log of the gitrace at URL from the last checkpoint that was kept, and read every entry since.

    Exit code 0 when the log is the one it was, grown; 1 with an alarm when it went back, forked, changed its key or
    does not show what it signed; 3 when it does not answer. An alarm leaves the kept checkpoint as it is, and the one
    that was shown beside it, in the file alarm.
    """
    folder, ask = _Folder(keep), _asking(url)
    while True:
        try:
            _look(ask, folder, key_text)
        except Alarm as alarm:
            folder.write("alarm", alarm.evidence)
            click.echo(f"警报：{alarm.zh}\nALARM: {alarm.en} [{alarm.code}]")
            sys.exit(1)
        except Unanswered as silent:
            if every is None:
                raise Unavailable(str(silent)) from None
            click.echo(f"gitrace: {silent}", err=True)
        if every is None:
            return
        time.sleep(every)


def _asking(url: str) -> Ask:
    try:
        return asking(url)
    except ValueError:
        raise Refusal("url-scheme", "网址应以 http:// 或 https:// 开头。", "url") from None


def _look(ask: Ask, folder: "_Folder", key_text: str | None) -> None:
    keys = folder.keys(key_text)
    if keys is None:
        keys = LogKeys.trusting(first_key(ask))
        click.echo(f"PINNED, and from now on trusted, because the log gave it itself: {keys.newest}")
        click.echo("Compare it with a key that was given elsewhere, or begin again with --key.")
    seen = look(ask, keys, folder.checkpoint(keys))
    for span in seen.keys.spans:
        if not keys.knows(span.key):
            click.echo(f"The log's key changed, as the key before it signed: from {span.first} entries on {span.key}.")
    folder.write("log-key", str(seen.keys))
    folder.write("checkpoint", seen.note)
    size, new = seen.checkpoint.size, seen.checkpoint.size - seen.known
    click.echo(f"{seen.checkpoint.origin}: {size} entries, {new} of them new; nothing wrong was found.")


@dataclass(frozen=True)
class _Folder:
    """What is kept between two looks."""

    path: Path

    def keys(self, given: str | None) -> LogKeys | None:
        """The keys that were learnt, or the one that is given. Raises Refusal("key-malformed" | "key-other")."""
        pinned = self._read("log-key")
        try:
            trusted = VerifierKey.parse(given) if given else None
            keys = LogKeys.parse(pinned) if pinned else LogKeys.trusting(trusted) if trusted else None
        except BadCheckpoint:
            raise Refusal("key-malformed", "这不是日志的验证密钥（名称+散列+密钥）。", "key") from None
        if keys and trusted and not keys.knows(trusted):
            raise Refusal("key-other", "{folder} 中记的是另一个密钥：请换一个文件夹。", "key", folder=self.path)
        return keys

    def checkpoint(self, keys: LogKeys) -> Checkpoint | None:
        """The last one that was in order. Raises Refusal("kept-malformed")."""
        note = self._read("checkpoint")
        try:
            return keys.open(note) if note else None
        except BadCheckpoint:
            sentence = "{folder} 中的检查点不是这个密钥签的：文件已损坏，或属于另一份日志。"
            raise Refusal("kept-malformed", sentence, "keep", folder=self.path) from None

    def write(self, name: str, text: str) -> None:
        """Replace a file, whole."""
        self.path.mkdir(parents=True, exist_ok=True)
        write_whole(self.path / name, text.encode(), PUBLISHED)

    def _read(self, name: str) -> str:
        path = self.path / name
        return path.read_text(encoding="utf-8") if path.exists() else ""
