"""Reading what people wrote: its words, language, tone and subject.

Pure functions of the text. A text is only ever looked up word by word; nothing in it becomes a pattern or a format.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from roomlab.simulation.conversation._words.lexicon import IDLE, NEGATIONS, SUBJECTS, TONE, UNLIKELY

Language = Literal["ru", "en"]
Meaning = TypeVar("Meaning")

READ_LIMIT = 4_000
"""Characters of a text that are read; the rest changes nothing."""
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|[\u2190-\u2bff\U0001f300-\U0001faff]")
_LONGEST_SUBJECT = 30  # a longer word is noise, or somebody testing us


class StemTable(Generic[Meaning]):
    """Words and beginnings of words, each with a meaning; looked up longest beginning first.

    Parameters
    ----------
    entries : iterable of (str, Meaning)
        Stems separated by white space, and what they mean. A stem ending in ``*`` matches every word that begins
        with it.
    """

    def __init__(self, entries: Iterable[tuple[str, Meaning]]) -> None:
        self._words: dict[str, Meaning] = {}
        self._beginnings: dict[str, Meaning] = {}
        for stems, meaning in entries:
            for stem in stems.split():
                if stem.endswith("*"):
                    self._beginnings.setdefault(_plain(stem[:-1]), meaning)
                else:
                    self._words.setdefault(_plain(stem), meaning)
        self._longest = max(map(len, self._beginnings), default=0)

    def get(self, word: str) -> Meaning | None:
        """Return the meaning of a word as `words` yields it, or None."""
        if word in self._words:
            return self._words[word]
        for length in range(min(len(word), self._longest), 1, -1):
            if (found := self._beginnings.get(word[:length])) is not None:
                return found
        return None


def _plain(text: str) -> str:
    return text.casefold().replace("ё", "е").replace("\ufe0f", "")


def _spelled(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text[:READ_LIMIT]))


def words(text: str) -> list[str]:
    """Return the words and emoji of a text, folded to one case, in order."""
    return [_plain(word) for word in _spelled(text)]


def with_negation(found: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield each word with +1, or with −1 when one of the two words before it negates it."""
    reach = 0
    for word in found:
        if word in _NEGATIONS or word.endswith(("n't", "n’t")):
            reach = 2
            continue
        yield word, -1 if reach else 1
        reach = max(0, reach - 1)


def language_of(text: str) -> Language | None:
    """Return the language of the letters of a text: ``ru`` for Cyrillic, ``en`` for Latin, None without either.

    The script with more letters wins; Cyrillic wins a draw.
    """
    cyrillic = latin = 0
    for char in text[:READ_LIMIT]:
        if "\u0400" <= char <= "\u04ff":
            cyrillic += 1
        elif char.isalpha() and unicodedata.name(char, "").startswith("LATIN"):
            latin += 1
    if not cyrillic and not latin:
        return None
    return "ru" if cyrillic >= latin else "en"


_TONES = StemTable[int]((stems, sign) for sign, stems in TONE.items())
_SUBJECTS = StemTable[str]((stems, subject) for subject, stems in SUBJECTS.items())
_IDLE = StemTable[bool]([(IDLE, True)])
_NEGATIONS = frozenset(NEGATIONS.split())
_UNLIKELY = tuple(UNLIKELY.split())


def tone_of(text: str) -> float:
    r"""Read the tone of a text from the lexicon.

    With :math:`s` the number of friendly words minus that of unfriendly ones (a negated word counts for the other
    side), the tone is :math:`s / (1 + |s|)`. The list of words and the formula are ours.

    Parameters
    ----------
    text : str
        Anything.

    Returns
    -------
    float
        In (-1, 1); 0 when nothing in the text is known or both sides are even.

    Examples
    --------
    >>> tone_of("Спасибо, это прекрасно!") > 0 > tone_of("Not good. Boring nonsense!")
    True
    """
    score = sum(sign * (_TONES.get(word) or 0) for word, sign in with_negation(words(text)))
    return score / (1 + abs(score))


@dataclass(frozen=True, slots=True)
class Subject:
    """What a conversation is about.

    Attributes
    ----------
    key : str or None
        The known subject, or None when it is only a word to us.
    word : str
        The word as it is cited; empty for a known subject, whose name depends on the language.
    """

    key: str | None
    word: str = ""


def subject_of(text: str) -> Subject | None:
    """Return the known subject with most words in a text, else its longest word that could be one, else None."""
    found = Counter(key for word in words(text) if (key := _SUBJECTS.get(word)) is not None)
    if found:
        return Subject(max(found, key=found.__getitem__))  # the first of those with most
    candidates = [word for word in _spelled(text) if 4 <= len(word) <= _LONGEST_SUBJECT and not _is_idle(_plain(word))]
    likely = [word for word in candidates if not _plain(word).endswith(_UNLIKELY)]
    return Subject(None, max(likely or candidates, key=len)) if candidates else None


def _is_idle(word: str) -> bool:
    return _IDLE.get(word) is not None or _TONES.get(word) is not None


def subjects_in(text: str) -> tuple[str, ...]:
    """Return the known subjects of a text, each once, in order."""
    found = (_SUBJECTS.get(word) for word in words(text))
    return tuple(dict.fromkeys(key for key in found if key is not None))


def mentioned(text: str, names: Sequence[str]) -> list[int]:
    """Return the positions of those `names` that occur in the text, in the order of the names."""
    folded = f" {' '.join(words(text))} "
    return [index for index, name in enumerate(names) if (plain := " ".join(words(name))) and f" {plain} " in folded]


def shown(text: str, limit: int) -> str:
    """Return a name or word as it may stand in a sentence: one line, at most `limit` characters, direction isolated."""
    clean = " ".join("".join(char if _is_visible(char) else " " for char in text).split()) or "…"
    if len(clean) > limit:
        clean = clean[: limit - 1].rstrip() + "…"
    if any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in clean):
        return f"\u2068{clean}\u2069"  # so that it does not turn round the sentence that it stands in
    return clean


def _is_visible(char: str) -> bool:
    """Whether a character may stay: no control, format or surrogate, but the joiners that scripts and emoji need."""
    return char in "\u200c\u200d" or unicodedata.category(char) not in ("Cc", "Cf", "Cs")
