"""Writes the model file that Plugins/Language/Model embeds. Little-endian, in this order:

magic "MGLANG01"; u32: bucket bits, offset and length in bytes of each section below; then
names     `tag script` a line: the languages, by number
scripts   `Code` a line: the scripts, by number from 8
classes   page of each 256 code points (4352 u8), then the pages (256 u8): 0 nothing, 1 mark, 2 digit, from 8 scripts
lower     page of each 256 code points (4352 u8), then the pages (256 u16): lower case, 0 where it is the same
buckets   u32: where each bucket's records start (u16 units)
records   u16 each: fingerprint << 4 | count, then count of: language << 8 | weight + 128 (weight in 1/16);
          one 0 behind the last"""

import os
import pickle
import re
import struct
import sys
import unicodedata

import numpy as np

BITS = 18
SCALE = 16


def tables(folder):
    base = os.path.join(folder, "unpacked/unicode-data/usr/share/unicode")
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
    model = {}
    for name in os.environ.get("MODELS", "model.pickle").split():
        model.update(pickle.load(open(os.path.join(folder, name), "rb")))
    scripts, classes, lower = tables(folder)
    languages = [(l, m["script"]) for m in model.values() for l in m["languages"]]
    number = {pair: i for i, pair in enumerate(languages)}
    buckets = [[] for _ in range(1 << BITS)]
    pairs = 0
    for m in model.values():
        ids = np.array([number[l, m["script"]] for l in m["languages"]])
        quantised = np.clip(np.round(m["W"] * SCALE), -128, 127).astype(int)
        places = (m["features"] >> np.uint64(64 - BITS)).astype(int)
        prints = ((m["features"] >> np.uint64(20)) & np.uint64(0xFFF)).astype(int)
        for f in range(len(places)):
            a, b = m["foff"][f], m["foff"][f + 1]
            entries = [(int(ids[m["flang"][p]]) << 8) | (int(quantised[p]) + 128) for p in range(a, b) if quantised[p]]
            for i in range(0, len(entries), 15):
                some = entries[i:i + 15]
                buckets[places[f]] += [(int(prints[f]) << 4) | len(some)] + some
                pairs += len(some)
    starts = np.zeros((1 << BITS) + 1, np.uint32)
    np.cumsum([len(b) for b in buckets], out=starts[1:])
    records = np.array([x for b in buckets for x in b] + [0], "<u2")
    sections = ["\n".join(f"{l} {s}" for l, s in languages).encode(), "\n".join(scripts).encode(), paged(classes),
                paged(lower), starts.astype("<u4").tobytes(), records.tobytes()]
    head = 8 + 4 + 8 * len(sections)
    out, table, at = b"", b"", head
    for section in sections:
        pad = -at % 16
        out += b"\0" * pad
        at += pad
        table += struct.pack("<II", at, len(section))
        out += section
        at += len(section)
    with open(target, "wb") as file:
        file.write(b"MGLANG01" + struct.pack("<I", BITS) + table + out)
    print(f"{target}: {at / 1e6:.2f} MB, {len(languages)} languages, {pairs} pairs")


if __name__ == "__main__":
    main(*sys.argv[1:3])
