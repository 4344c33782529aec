"""How large the modules of a symbol are: what scans, and what a printer's dots allow. Micrometres."""

from gitrace.errors import Refusal
from gitrace.symbols.symbol import QUIET_MODULES

# QR Code powered by GS1 on consumer goods, GS1 General Specifications: size of one module (target 495).
SMALLEST_MODULE = 396
LARGEST_MODULE = 743
INCH = 25_400


def in_dots(length: int, dpi: int) -> int:
    """Whole dots of a printer's head in a length."""
    return length * dpi // INCH


def nearest_dot(length: int, dpi: int) -> int:
    """The dot at which a length ends."""
    return (2 * length * dpi + INCH) // (2 * INCH)


def module_that_fits(modules: int, room: int, dpi: int | None = None) -> int:
    """The module size in micrometres of a symbol of `modules` a side, quiet zone included, in a square of `room`.

    Never above the largest size allowed; whole dots of a printer of `dpi`, to the micrometre below: 500 for 4 dots at
    203 to the inch. Raises Refusal("symbol-too-small") below the smallest that scans.
    """
    module = min(LARGEST_MODULE, room // (modules + 2 * QUIET_MODULES))
    if dpi is not None:
        module = in_dots(module + 1, dpi) * INCH // dpi
    require_scannable(module, QUIET_MODULES * module)
    return module


def require_scannable(module: int, quiet: int) -> None:
    """`module`: size of one module, `quiet`: white on every side of the symbol, both in micrometres.

    Raises Refusal("symbol-too-small") or Refusal("quiet-zone-too-small").
    """
    if module < SMALLEST_MODULE:
        raise Refusal(
            "symbol-too-small",
            "这种标签上的二维码每格只有 {module} 毫米，小于 {smallest} 毫米，扫不出来。请换大一号的标签纸。",
            "stock",
            module=f"{module / 1000:.3f}",
            smallest=f"{SMALLEST_MODULE / 1000:.3f}",
        )
    if quiet < QUIET_MODULES * module:
        raise Refusal("quiet-zone-too-small", "二维码四周的空白不足 {modules} 格。", "stock", modules=QUIET_MODULES)
