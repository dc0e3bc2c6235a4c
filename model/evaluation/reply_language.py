"""What replies sound like, as a language model for a recogniser: which word follows which, and how often.

Owns: counting the corpus's replies and writing them as a bigram model in the ARPA format. Must not know: the
recogniser, sound. Pure functions, any thread.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from random import Random

from model.corpus.build import MAKERS
from model.speech import to_words

KINDS = ("one", "two", "story1", "story2")
REPLIES = 3_000
DISCOUNT = 0.75
"""Share of each count that is kept for word pairs never seen (absolute discounting, Ney et al. 1994)."""
START, END = "<s>", "</s>"


def spoken_words(text: str) -> list[str]:
    """The words of a text as they are said, in lower case: "It's 42." -> it's, forty, two."""
    return re.findall(r"[a-z']+", to_words(text).lower())


@cache
def reply_sentences(count: int = REPLIES) -> tuple[tuple[str, ...], ...]:
    """The words of what is said in `count` generated problems, always the same ones, a sentence each."""
    rng = Random(0)
    problems = (MAKERS[rng.choice(KINDS)](rng) for _ in range(count))
    return tuple(tuple(spoken_words(said.text)) for problem in problems for said in problem.reply)


def bigram_model(sentences: Iterable[Sequence[str]], words: Iterable[str]) -> str:
    """An ARPA file over `words` and `</s>`, counted in `sentences`; every sequence of the words is possible.

    A sentence counts as far as its words are among `words`: a pair with another word is left out.
    """
    known = {*words, END}
    pairs: Counter[tuple[str, str]] = Counter()
    for sentence in sentences:
        marked = [START, *sentence, END]
        pairs.update(p for p in pairwise(marked) if p[0] in {START, *known} and p[1] in known)
    single: Counter[str] = Counter()
    before: Counter[str] = Counter()
    followers: Counter[str] = Counter()
    for (first, second), count in pairs.items():
        single[second] += count
        before[first] += count
        followers[first] += 1
    total = sum(single.values()) + len(known)
    share = {word: (single[word] + 1) / total for word in known}
    left = {word: DISCOUNT * followers[word] / before[word] for word in before}
    lines = ["\\data\\", f"ngram 1={len(known) + 1}", f"ngram 2={len(pairs)}", "", "\\1-grams:"]
    lines.append(f"-99 {START} {_log(left.get(START, 1.0))}")
    lines += [f"{_log(share[word])} {word} {_log(left.get(word, 1.0))}" for word in sorted(known)]
    lines += ["", "\\2-grams:"]
    for (first, second), count in sorted(pairs.items()):
        chance = (count - DISCOUNT) / before[first] + left[first] * share[second]
        lines.append(f"{_log(chance)} {first} {second}")
    return "\n".join([*lines, "", "\\end\\", ""])


def _log(share: float) -> str:
    return f"{math.log10(share):.4f}"
