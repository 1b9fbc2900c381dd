"""Writes the model file that Plugins/Language/Model embeds. Little-endian, in this order:

magic "MGLANG02"; u32: bucket bits, offset and length in bytes of each section below; then
names     `tag script` a line: the languages, by number
scripts   `Code` a line: the scripts, by number from 8
classes   page of each 256 code points (4352 u8), then the pages (256 u8): 0 nothing, 1 mark, 2 digit, from 8 scripts
lower     page of each 256 code points (4352 u8), then the pages (256 u16): lower case, 0 where it is the same
bases     u32, one for each 64 buckets: where their records start (u16 units)
buckets   u16, one for each bucket and one behind the last: where its records start behind that
records   u16 each: fingerprint << 4 | count, then count of: language << 8 | weight + 128 (weight in 1/16); a count of 15
          says that one number of a row follows; three 0 behind the last
rows      64 i8 each: a weight for each language of the script, of features that most languages have"""

import os
import pickle
import re
import struct
import sys
import unicodedata

import numpy as np

BITS = 19
ROW = 64
# From so many languages on a row is read faster than single weights, and is hardly longer.
DENSE = 16
SCALE = 16


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


def main(folder, target):
    with open(os.path.join(folder, "model.pickle"), "rb") as file:
        model = pickle.load(file)
    scripts, classes, lower = tables(folder)
    languages = [(l, m["script"]) for m in model.values() for l in m["languages"]]
    number = {pair: i for i, pair in enumerate(languages)}
    buckets = [[] for _ in range(1 << BITS)]
    rows = []
    for m in model.values():
        first = number[m["languages"][0], m["script"]]
        quantised = np.clip(np.round(m["W"] * SCALE), -128, 127).astype(int)
        places = (m["features"] >> np.uint64(64 - BITS)).astype(int).tolist()
        prints = ((m["features"] >> np.uint64(20)) & np.uint64(0xFFF)).astype(int).tolist()
        bounds, languages_of = m["foff"].tolist(), m["flang"].tolist()
        weights = quantised.tolist()
        for f, (place, fingerprint) in enumerate(zip(places, prints)):
            pairs = [(languages_of[p], weights[p]) for p in range(bounds[f], bounds[f + 1]) if weights[p]]
            if len(pairs) >= DENSE:
                row = [0] * ROW
                for language, weight in pairs:
                    row[language] = weight
                buckets[place] += [fingerprint << 4 | 15, len(rows)]
                rows.append(row)
            else:
                for i in range(0, len(pairs), 14):
                    some = pairs[i:i + 14]
                    buckets[place].append(fingerprint << 4 | len(some))
                    buckets[place] += [(first + language) << 8 | (weight + 128) for language, weight in some]
    assert len(rows) < 1 << 16
    starts = np.zeros((1 << BITS) + 1, np.int64)
    np.cumsum([len(b) for b in buckets], out=starts[1:])
    bases = starts[::64]
    records = np.array([x for b in buckets for x in b] + [0, 0, 0], "<u2")
    sections = ["\n".join(f"{l} {s}" for l, s in languages).encode(), "\n".join(scripts).encode(), paged(classes),
                paged(lower), bases.astype("<u4").tobytes(), (starts - np.repeat(bases, 64)[:len(starts)]).astype("<u2").tobytes(),
                records.tobytes(), np.array(rows, "i1").tobytes()]
    head = 8 + 4 + 8 * len(sections)
    out, table, at = b"", b"", head
    for section in sections:
        pad = -at % 64
        out += b"\0" * pad
        at += pad
        table += struct.pack("<II", at, len(section))
        out += section
        at += len(section)
    with open(target, "wb") as file:
        file.write(b"MGLANG02" + struct.pack("<I", BITS) + table + out)
    print(f"{target}: {at / 1e6:.2f} MB, {len(languages)} languages, {len(records)} records, {len(rows)} rows")


if __name__ == "__main__":
    main(*sys.argv[1:3])
