"""Writes the model file that Plugins/Language/Model embeds. Little-endian, in this order:

magic "MGLANG03"; u32: offset and length in bytes of each section below; then
names     `tag script` a line: the languages, by number
scripts   `Code` a line: the scripts, by number from 8
classes   page of each 256 code points (4352 u8), then the pages (256 u8): 0 nothing, 1 mark, 2 digit, from 8 scripts
lower     page of each 256 code points (4352 u8), then the pages (256 u16): lower case, 0 if it is the same
grams     64 bytes each: 16 fingerprints (u16), then what each says (u16): language << 8 | weight + 128 (weight in 1/16), one
          for each language that an n-gram speaks for; or 1 << 15 | number of a row; NOTHING if there is none. The hash of an
          n-gram says in which line it stands; what has no room there stands in the next, and the last that is said is MORE, in
          the place of whose fingerprint a bit is set for the last four bits of each fingerprint that was moved on
rows      64 i8 each: a weight for each language of the script, of n-grams that most languages have
words     64 bytes each: hash of a common word, or 0 (u64); for each language of its script how far it is behind the likeliest
          by the word's n-grams (u8, in 1/16, 255 and more as 255). In the line that the hash says, or one of three behind it
heads     i16 for each language: its head start (in 1/16)
scales    f32: how much can be believed of texts of 0, 1, 2, 3 to 5, more words"""

import collections
import os
import pickle
import re
import struct
import sys
import unicodedata

import numpy as np

from collect import SCRIPTS
from features import word_hashes
from scores import Scorer, quantised
from train import MAIN

# How full the lines of n-grams are: fuller ones take less memory, and more of them overflow.
FILL = 0.8
SLOTS = 16
NOTHING = 127 << 8 | 128
MORE = 126 << 8 | 128
ROW = 64
# From so many languages on a row is read faster than single weights, and is hardly longer.
DENSE = 16
# Common words: lines for them, and how far from its own a word may stand.
LINES = 30_000
FARTHEST = 4
LINE = 64


def tables(folder):
    base = os.path.join(folder, "unicode/usr/share/unicode")
    codes = {}
    for line in open(f"{base}/PropertyValueAliases.txt"):
        part = [p.strip() for p in line.split("#")[0].split(";")]
        if part[0] == "sc":
            codes[part[2]] = part[1]

    def ranges(name):
        for line in open(f"{base}/{name}"):
            part = [p.strip() for p in line.split("#")[0].split(";")]
            if len(part) > 1:
                ends = part[0].split("..")
                yield int(ends[0], 16), int(ends[-1], 16), part[1]
    script = {}
    for first, last, name in ranges("Scripts.txt"):
        for c in range(first, last + 1):
            script[c] = codes[name]
    preferred = ["Arab", "Deva", "Hira", "Kana", "Hani"]
    for first, last, some in ranges("ScriptExtensions.txt"):
        for c in range(first, last + 1):
            if script.get(c) in ("Zyyy", "Zinh", None):
                some_list = some.split()
                script[c] = next((p for p in preferred if p in some_list), some_list[0])
    names = sorted({s for s in script.values()} - {"Zyyy", "Zinh", "Zzzz"})
    classes = np.zeros(0x110000, np.uint8)
    lower = np.zeros(0x110000, np.uint16)
    for c, s in script.items():
        category = unicodedata.category(chr(c))
        if category == "Nd":
            classes[c] = 2
        elif s in ("Zinh", "Zyyy"):
            classes[c] = 1 if category[0] == "M" else 0
        elif category[0] in "LM" or (category == "Nl" and s == "Hani"):
            classes[c] = 8 + names.index(s)
        if category[0] == "L" and c < 0x10000:
            small = chr(c).lower()
            if c == 0x130:
                small = "i"
            if len(small) == 1 and ord(small) != c and ord(small) < 0x10000:
                lower[c] = ord(small)
    classes[0x200C] = 1
    return names, classes, lower


def paged(values):
    pages = values.reshape(-1, 256)
    unique, index = np.unique(pages, axis=0, return_inverse=True)
    return index.reshape(-1).astype(np.uint8).tobytes() + unique.astype(values.dtype.newbyteorder("<")).tobytes()


def grams(model, first, entries, rows):
    """Adds (hash, what it says) to the entries."""
    weights = quantised(model).tolist()
    bounds, languages = model["foff"].tolist(), model["flang"].tolist()
    for f, feature in enumerate(model["features"].tolist()):
        pairs = [(languages[p], weights[p]) for p in range(bounds[f], bounds[f + 1]) if weights[p]]
        if len(pairs) >= DENSE:
            row = [0] * ROW
            for language, weight in pairs:
                row[language] = weight
            entries.append((feature, 1 << 15 | len(rows)))
            rows.append(row)
        else:
            entries += [(feature, (first + language) << 8 | weight + 128) for language, weight in pairs]


def lines_of(entries):
    count = int(len(entries) / (SLOTS * FILL))
    own = [[] for _ in range(count + 64)]
    for feature, said in entries:
        own[(feature >> 32) * count >> 32].append((feature & 0xFFFF, said))
    out = np.empty((len(own), 2, SLOTS), "<u2")
    out[:, 0], out[:, 1] = 0, NOTHING
    moved = []
    for line, some in zip(out, own):
        some, moved = moved + some, []
        if len(some) > SLOTS:
            some, moved = some[:SLOTS - 1], some[SLOTS - 1:]
            some.append((np.bitwise_or.reduce([1 << (fingerprint & 15) for fingerprint, _ in moved]), MORE))
        if some:
            line[:, :len(some)] = np.array(some).T
    assert not moved
    return out


def common_words(models, words):
    """The words that are met most often where each language is as frequent as another, and the main ones twice so: one line each."""
    expected = collections.Counter()
    for language, shares in words.items():
        script = SCRIPTS.get(language, "Latn")
        # Chinese characters come in runs of any length.
        if script != "Hani":
            for word, share in shares.items():
                expected[word, script] += share * (2 if language in MAIN else 1)
    chosen = collections.defaultdict(list)
    for (word, script), _ in expected.most_common(LINES):
        chosen[script].append(word)
    lines = np.zeros((LINES + FARTHEST, LINE), np.uint8)
    found = []
    for script, some in chosen.items():
        found += zip([-expected[word, script] for word in some], some, word_hashes(some).tolist(), Scorer(models[script]).behind(some))
    # The commonest find room first.
    found.sort(key=lambda x: x[:2])
    for _, _, hashed, behind in found:
        home = hashed * LINES >> 64
        free = [at for at in range(home, home + FARTHEST) if not lines[at].any()]
        if free:
            lines[free[0], :8] = np.frombuffer(struct.pack("<Q", hashed), np.uint8)
            lines[free[0], 8:8 + len(behind)] = np.minimum(behind, 255)
    return lines


def main(folder, target):
    with open(os.path.join(folder, "model.pickle"), "rb") as file:
        models = pickle.load(file)
    with open(os.path.join(folder, "words.pickle"), "rb") as file:
        words = pickle.load(file)
    with open(os.path.join(folder, "calibration.pickle"), "rb") as file:
        calibration = pickle.load(file)
    scripts, classes, lower = tables(folder)
    languages = [(l, m["script"]) for m in models.values() for l in m["languages"]]
    entries, rows = [], []
    for script, m in models.items():
        grams(m, languages.index((m["languages"][0], script)), entries, rows)
    assert len(rows) < 1 << 15 and len(languages) < MORE >> 8
    lines = common_words(models, words)
    sections = ["\n".join(f"{l} {s}" for l, s in languages).encode(), "\n".join(scripts).encode(), paged(classes),
                paged(lower), lines_of(entries).tobytes(), np.array(rows, "i1").tobytes(), lines.tobytes(),
                np.array([h for script in models for h in calibration["heads"][script]], "<i2").tobytes(),
                np.array(calibration["scales"], "<f4").tobytes()]
    out, table, at = b"", b"", 8 + 8 * len(sections)
    for section in sections:
        pad = -at % 64
        out += b"\0" * pad
        at += pad
        table += struct.pack("<II", at, len(section))
        out += section
        at += len(section)
    with open(target, "wb") as file:
        file.write(b"MGLANG03" + table + out)
    print(f"{target}: {at / 1e6:.2f} MB, {len(languages)} languages, {len(entries)} entries, {len(rows)} rows, "
          f"{np.count_nonzero(lines.any(1))} words; bytes a section:", [len(s) for s in sections])


if __name__ == "__main__":
    main(*sys.argv[1:3])
