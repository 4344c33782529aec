"""承诺达标合格证: by which a seller answers for fresh produce (MARA order 2025 no. 4)."""
