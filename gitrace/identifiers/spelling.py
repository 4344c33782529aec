"""A name by its sound: 王小明 is found by wxm, wangxm or wangxiaoming.

The spelling is reckoned from the name whenever somebody searches and is kept nowhere, so that it changes and is erased
with the name. A character with several readings answers to each: 单 is Shan as a surname and Dan elsewhere.
"""

import os
import re
from functools import lru_cache

Readings = tuple[frozenset[str], ...]
"""Of each character of a name, every syllable that it may be read as."""

_LETTERS = re.compile(r"[a-z]+")


def typed_letters(text: str) -> str:
    """What was typed, as `spells` takes it; empty where it is not Latin letters alone."""
    letters = "".join(text.lower().split())
    return letters if _LETTERS.fullmatch(letters) else ""


def spells(name: str, typed: str) -> bool:
    """Whether `typed`, lower case Latin letters without space, begins the name's spelling, each character by its first
    letter, its syllable or, last, by the beginning of it.
    """
    # Of a county's names nearly all are out at the first character.
    begins = any(one[:1] == typed[:1] for one in _readings(name[0])) if name and typed else True
    return begins and _spells(readings(name), typed)


def spells_within(name: str, typed: str) -> bool:
    """The same from any character on: most producers' names begin with the county's."""
    characters = readings(name)
    return any(_spells(characters[start:], typed) for start in range(len(characters)))


def initials(name: str) -> str:
    """The first letter of each character as it is mostly read: 桂泉合作社 is gqhzs. Other characters stay out."""
    return "".join(_initial(character) for character in name)


def readings(name: str) -> Readings:
    """The readings of a name's characters; a letter reads as itself."""
    return tuple(map(_readings, name))


@lru_cache(maxsize=32_768)
def _initial(character: str) -> str:
    first = _syllables(character, heteronym=False)[0][:1].lower()
    return first if _LETTERS.fullmatch(first) else ""


@lru_cache(maxsize=32_768)
def _readings(character: str) -> frozenset[str]:
    return frozenset(one.lower() for one in _syllables(character, heteronym=True))


def _syllables(character: str, *, heteronym: bool) -> list[str]:
    # Loaded when somebody first searches, not at every start, and without the dictionary of phrases, which would take
    # forty megabytes of each worker: names are no phrases. Kept by character: a county's names have two thousand.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import Style, pinyin

    (many,) = pinyin(character, style=Style.NORMAL, heteronym=heteronym)
    return many


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
