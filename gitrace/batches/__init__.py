"""Lots, 包装批次 and 加工批次: opened, filled, held, closed. What bears a label is a `Batch`, its number the `lot`."""
