"""Chinese characters: zh-Hans, zh-Hant, yue and ja from wordfreq and Cantonese sentences."""

import collections
import glob
import json
import os
import re

from opencc import OpenCC

RUN = re.compile("[々〆㐀-䶿一-鿿豈-﫿]+")


def pieces(text, counts):
    for run in RUN.findall(text):
        for size in (2, 5):
            for i in range(0, len(run), size):
                counts[run[i:i + size]] += 1


def share(counts):
    total = sum(counts.values())
    return {w: c / total for w, c in counts.items()}


def cantonese(folder, held):
    """Sentences; of ten, one is held out."""
    data = os.path.join(folder, "pycantonese/data")
    sentences = json.load(open(f"{data}/ctcpc/sents.json", encoding="utf8"))
    for path in sorted(glob.glob(f"{data}/hkcancor/*.cha")):
        sentences += [line.split(":", 1)[1].replace(" ", "") for line in open(path, encoding="utf8") if line.startswith("*")]
    return [sentence for index, sentence in enumerate(sentences) if (index % 10 == 0) == held]


def han_words(folder, words):
    simplified = {w: p for w, p in words["zh"].items() if len(w) <= 12}
    convert = OpenCC("s2t")
    # A list in simplified characters holds words that are written alike in both.
    hant = collections.Counter()
    for word, p in sorted(simplified.items(), key=lambda x: -x[1])[:200_000]:
        hant[convert.convert(word)] += p
    yue = collections.Counter()
    for sentence in cantonese(folder, held=False):
        pieces(sentence, yue)
    ja = {w: p for w, p in words["ja"].items() if len(w) <= 12}
    return {"zh-Hans": simplified, "zh-Hant": dict(hant), "yue": share(yue), "ja": ja}
