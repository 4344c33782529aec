"""A start loads nothing that only a drawn or written file needs: each costs up to a third of a second."""

import subprocess
import sys

DRAWN_WITH = {
    "PIL",
    "alembic",
    "fontTools",
    "fpdf",
    "icalendar",
    "numpy",
    "openpyxl",
    "pypinyin",
    "qrcode",
    "xlsxwriter",
    "zxingcpp",
}


def test_the_application_is_loaded_without_what_draws_and_writes_files() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import gitrace.app, sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert not DRAWN_WITH & set(told.stdout.split())
