"""Chinese characters: zh-Hans, zh-Hant, yue and ja from word lists and Cantonese sentences."""

import collections
import glob
import json
import os
import re

from opencc import OpenCC

from collect import clean, deb, mo_counts

RUN = re.compile("[々〆㐀-䶿一-鿿豈-﫿]+")


def pieces(text, counts):
    for run in RUN.findall(text):
        for size in (2, 5):
            for i in range(0, len(run), size):
                counts[run[i:i + size]] += 1


def share(counts):
    total = sum(counts.values())
    return {w: c / total for w, c in counts.items()}


def han_words(folder, words):
    debs = os.path.join(folder, "debs")
    simplified = {w: p for w, p in words["zh"].items() if len(w) <= 12}
    texts = {}
    for code in ("zh-cn", "zh-tw"):
        counts = collections.Counter()
        root = deb(debs, "libreoffice-help-" + code)
        for path in glob.glob(f"{root}/usr/share/libreoffice/help/*/text/**/*.html", recursive=True):
            text = open(path, encoding="utf8", errors="replace").read()
            pieces(clean(re.sub(r"(?s)<(script|head|pre|code).*?</\1>", " ", text)), counts)
        for line, count in mo_counts(glob.glob(f"{deb(debs, 'libreoffice-l10n-' + code)}/usr/lib/libreoffice/program/resource/*/LC_MESSAGES/*.mo")).items():
            pieces(line, counts)
        texts[code] = share(counts)
    convert = OpenCC("s2t")
    # A list in simplified characters holds words that are written alike in both.
    hant = collections.Counter()
    for word, p in sorted(simplified.items(), key=lambda x: -x[1])[:200_000]:
        hant[convert.convert(word)] += p
    hans = collections.Counter(simplified)
    for counts, code in ((hans, "zh-cn"), (hant, "zh-tw")):
        total = sum(counts.values())
        for word in counts:
            counts[word] *= 0.8 / total
        for word, p in texts[code].items():
            counts[word] += 0.2 * p
    yue = collections.Counter()
    data = os.path.join(folder, "pyc/pycantonese/data")
    for path in (f"{data}/ctcpc/sents.json",):
        for sentence in json.load(open(path, encoding="utf8")):
            pieces(sentence, yue)
    for path in glob.glob(f"{data}/hkcancor/*.cha"):
        for line in open(path, encoding="utf8"):
            if line.startswith("*"):
                pieces(line.split(":", 1)[1].replace(" ", ""), yue)
    ja = {w: p for w, p in words["ja"].items() if len(w) <= 12}
    return {"zh-Hans": dict(hans), "zh-Hant": dict(hant), "yue": share(yue), "ja": ja}
