#!/usr/bin/env python3
"""Writes a rule folder with N rules from files of patterns and words, one per line.

    make-rules.py CORPORA/throughput FOLDER RULES        RULES: 20, 200, 2000 (600 patterns + 1,400 words), 20000 (3,000 + 17,000)

Each rule has one check on the body and is worth 1; a post is flagged from 4 on. Only the text plugin is asked: languages are
left to rules that ask for them. Patterns that Moongate refuses (it names them) are left out by `--without PLACE ...`, from 0.
"""
import argparse
import os

FILES = {20: ("patterns-20", None), 200: ("patterns-200", None), 2000: ("patterns-600", "words-1400"),
         20000: ("patterns-3000", "words-17000")}
RULES_IN_A_FILE = 500


def lines(folder, name):
    if name is None:
        return []
    with open(os.path.join(folder, name + ".txt"), encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file if line.strip()]


def write(corpora, folder, rules, without=()):
    quoted = lambda text: "'" + text.replace("'", "''") + "'"
    patterns, words = FILES[rules]
    checks = [f"body (regex): {quoted(text)}" for text in lines(corpora, patterns)]
    checks += [f"body: {quoted(text)}" for text in lines(corpora, words)]
    os.makedirs(folder)
    with open(os.path.join(folder, "moongate.yaml"), "w", encoding="utf-8") as file:
        file.write("plugins: {language: {reads: asked}}\n")
    for start in range(0, len(checks), RULES_IN_A_FILE):
        with open(os.path.join(folder, f"rules-{start // RULES_IN_A_FILE:02}.yaml"), "w", encoding="utf-8") as file:
            for place, check in enumerate(checks[start:start + RULES_IN_A_FILE], start):
                if place not in without:
                    file.write(f"- id: r{place}\n  score: 1\n  {check}\n\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora")
    parser.add_argument("folder")
    parser.add_argument("rules", type=int, choices=FILES)
    parser.add_argument("--without", type=int, nargs="*", default=[])
    options = parser.parse_args()
    write(options.corpora, options.folder, options.rules, options.without)
