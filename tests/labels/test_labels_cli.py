"""`gitrace labels`, from issue to verdict."""

from contextlib import suppress
from pathlib import Path

import pytest
import pyzipper
from cast import make_report
from click.testing import CliRunner, Result
from label_lots import Bench, make_bench

from gitrace.cli import main
from gitrace.cli.labels import command
from gitrace.errors import Refusal
from gitrace.identifiers.serial import label_serial
from gitrace.labels.tables import Run
from gitrace.printing import prints
from gitrace.storage import Store, reading


@pytest.fixture
def bench(store: Store, monkeypatch: pytest.MonkeyPatch) -> Bench:
    for name in ("home", "database_url"):
        monkeypatch.setenv(f"GITRACE_{name.upper()}", str(getattr(store.settings, name)))
    monkeypatch.setenv("GITRACE_LABEL_HOST", "label.example.gov.cn")
    made = make_bench(store)
    make_report(store, made.producer)
    return made


def said(*arguments: object) -> str:
    return run(*arguments).output.strip()


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(command, [str(one) for one in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_from_issue_to_return(store: Store, bench: Bench, tmp_path: Path) -> None:
    what = bench.lot, bench.gtin
    serial = label_serial(store.keys.labels[1], bench.gtin, bench.lot, 5)
    assert said("issue", *what, 20) == f"run 1: labels 1 to 20 of {bench.lot}"
    assert said("verify", bench.lot, serial) == f"not-in-use {bench.gtin} number 5, HTTP 200"
    assert said("use", *what, 1, 10) == "10 labels put in use"
    assert said("verify", f"/01/{bench.gtin}/10/{bench.lot}/21/{serial}") == f"genuine {bench.gtin} number 5, HTTP 200"
    assert said("void", *what, 5, 5, "--kind", "gone") == "1 labels voided"
    assert (
        said("verify", f"HTTPS://ANY/01/{bench.gtin}/10/{bench.lot}/21/{serial}")
        == f"void {bench.gtin} number 5, HTTP 200"
    )
    assert said("return", *what, 20, 20, "--note", "多印") == "1 labels returned"
    assert said("verify", bench.lot, "nonsense") == "malformed, HTTP 400"
    for name in ("labels.pdf", "label.png", "label.svg"):
        said("print", 1, tmp_path / name, "--last", 2)
    assert (tmp_path / "labels.pdf").read_bytes().startswith(b"%PDF-")
    assert "0000" in said("print", 1, tmp_path / "labels.pdf", "--reprint", "卡纸")


@pytest.mark.parametrize(
    ("name", "wishes"), [("a.doc", ()), ("a.pdf", ("--start", 99)), ("a.csv", ()), ("a.png", ("--last", 99))]
)
def test_what_cannot_be_printed_is_no_reprint(
    store: Store, bench: Bench, tmp_path: Path, name: str, wishes: tuple[object, ...]
) -> None:
    said("issue", bench.lot, bench.gtin, 20)
    with suppress(Refusal):
        assert run("print", 1, tmp_path / name, "--reprint", "卡纸", *wishes).exit_code == 2
    with reading(store) as session:
        assert session.get_one(Run, 1).prints == 1
    assert not (tmp_path / name).exists()


def test_of_a_picture_only_the_label_in_it_is_named(bench: Bench, tmp_path: Path) -> None:
    said("issue", bench.lot, bench.gtin, 20)
    assert said("print", 1, tmp_path / "a.png", "--first", 3).endswith("00003-00003")


@pytest.mark.parametrize(
    ("name", "magic"), [("a.zpl", b"~DG"), ("a.pdf", b"%PDF-"), ("a.csv", b"\xef\xbb\xbf"), ("a.zip", b"PK")]
)
def test_a_file_is_what_its_name_says(bench: Bench, tmp_path: Path, name: str, magic: bytes) -> None:
    said("issue", bench.lot, bench.gtin, 20, "--stock", "60x40")
    said("print", 1, tmp_path / name, "--for", "演示印刷厂")
    assert (tmp_path / name).read_bytes().startswith(magic)


def test_codes_leave_under_a_passphrase_and_with_a_recipient_alone(store: Store, bench: Bench, tmp_path: Path) -> None:
    said("issue", bench.lot, bench.gtin, 20)
    assert "recipient" in run("print", 1, tmp_path / "a.xlsx").output
    told = said("print", 1, tmp_path / "a.xlsx", "--for", "演示印刷厂", "--encrypt")
    with pyzipper.AESZipFile(tmp_path / "a.xlsx.zip") as archive:
        archive.setpassword(told.split()[-1].encode())
        assert archive.read(archive.namelist()[0]).startswith(b"PK")
    assert not list((store.settings.home / "prints").glob("*"))


def test_a_print_that_was_broken_off_goes_on(
    store: Store, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said("issue", bench.lot, bench.gtin, 20, "--stock", "60x40")
    monkeypatch.setattr(prints, "_A_PART", 8)
    with monkeypatch.context() as broken:
        broken.setattr("gitrace.typesetting.pages.Pages.join", None)
        with pytest.raises(TypeError):
            run("print", 1, tmp_path / "a.pdf")
    monkeypatch.setattr("gitrace.printing.prints.PdfPrint.part", None)  # nothing is drawn a second time
    assert "00001-00020" in said("print", 1, tmp_path / "a.pdf")


def test_a_photograph_is_answered_label_by_label(bench: Bench, tmp_path: Path) -> None:
    said("issue", bench.lot, bench.gtin, 20)
    said("print", 1, tmp_path / "label.png", "--first", 7)
    assert said("verify", tmp_path / "label.png") == f"not-in-use {bench.gtin} number 7, HTTP 200"


def test_a_refusal_comes_through(store: Store, bench: Bench) -> None:
    with pytest.raises(Refusal, match="没有批次"):
        run("issue", "CY260312A999", bench.gtin, 1)


def test_what_does_not_fit_is_a_usage_error(store: Store, bench: Bench) -> None:
    assert run("issue", bench.lot, bench.gtin, 0).exit_code == 2


def test_a_refusal_ends_with_two_and_names_its_field(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said("issue", bench.lot, bench.gtin, 20)
    monkeypatch.setattr("sys.argv", ["gitrace", "labels", "use", bench.lot, bench.gtin, "1", "30"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert capsys.readouterr().err == "gitrace: last: 这些序号还没有全部签发，最大序号为 20。\n"
