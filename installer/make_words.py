"""Makes resources/words/zh.txt from jieba's dict.txt: python installer/make_words.py DICT.TXT

Run by hand when the dictionary changes; what is taken is said in resources/words/README.md.
"""

from __future__ import annotations

import math
import re
import sys
from collections import defaultdict
from pathlib import Path

LEAST = 10  # of a word of several characters, in jieba's counts
LEAST_SINGLE = 50


def main(source: Path, target: Path) -> None:
    """Write the words by cost, one line a cost."""
    rows = [line.split() for line in source.read_text(encoding="utf-8").splitlines()]
    total = sum(int(count) for _, count, _ in rows)
    found: defaultdict[int, list[str]] = defaultdict(list)
    for word, count, kind in rows:
        least = LEAST if len(word) > 1 else LEAST_SINGLE
        if re.fullmatch("[\u3007\u4e00-\u9fff]{1,8}", word) and int(count) >= least and not kind.startswith("nr"):
            found[round(2 * math.log(total / int(count)))].append(word)
    lines = [f"{cost}\t{' '.join(sorted(words))}" for cost, words in sorted(found.items())]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).parents[1] / "resources" / "words" / "zh.txt")
