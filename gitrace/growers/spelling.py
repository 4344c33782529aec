"""A name by its sound: 王小明 is found by wxm, wangxm or wangxiaoming.

The spelling is reckoned from the name whenever somebody searches and is kept nowhere, so that it changes and is erased
with the name. A character with several readings answers to each: 单 is Shan as a surname and Dan elsewhere.
"""

import os
from functools import lru_cache

Readings = tuple[frozenset[str], ...]
"""Of each character of a name, every syllable that it may be read as."""


def spells(name: str, typed: str) -> bool:
    """Whether `typed`, lower case Latin letters without space, begins the name's spelling, each character by its first
    letter, its syllable or, last, by the beginning of it.
    """
    return _spells(readings(name), typed)


@lru_cache(maxsize=32_768)
def readings(name: str) -> Readings:
    """The readings of a name's characters; a letter reads as itself."""
    # Loaded when somebody first searches, not at every start, and without the dictionary of phrases, which would take
    # forty megabytes of each worker: names are no phrases.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import Style, pinyin  # noqa: PLC0415

    return tuple(frozenset(one.lower() for one in many) for many in pinyin(name, style=Style.NORMAL, heteronym=True))


def _spells(characters: Readings, typed: str) -> bool:
    if not typed:
        return True
    if not characters:
        return False
    return any(_begins(syllable, characters[1:], typed) for syllable in characters[0] if syllable)


def _begins(syllable: str, others: Readings, typed: str) -> bool:
    if syllable.startswith(typed):
        return True
    return any(typed.startswith(part) and _spells(others, typed[len(part) :]) for part in {syllable, syllable[0]})
