#!/usr/bin/env python3
"""Splits a file of posts, one JSON object a line, into a folder of single files, each named by its post's id.

    split-posts.py posts.jsonl FOLDER [--count N]

A line's bytes are kept as they are. Ids that are missing, repeated or no good as a file name get the line's number. With
--count beyond the file's end it starts over, under new names.
"""
import argparse
import itertools
import json
import os
import re

FIT_FOR_A_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")


def split(source, folder, count=None):
    """Writes `count` posts (all, where None) below `folder`, which it makes; returns how many."""
    with open(source, "rb") as file:
        lines = [line for line in file if line.strip()]
    if not lines:
        raise SystemExit(f"{source}: no posts")
    os.makedirs(folder, exist_ok=True)
    wanted = len(lines) if count is None else count
    taken = set()
    for number, line in enumerate(itertools.islice(itertools.cycle(lines), wanted), 1):
        name = str(json.loads(line).get("id", ""))
        if not FIT_FOR_A_NAME.fullmatch(name) or name in taken:
            name = f"line-{number:07}"
        taken.add(name)
        with open(os.path.join(folder, name + ".json"), "xb") as file:
            file.write(line)
    return wanted


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source")
    parser.add_argument("folder")
    parser.add_argument("--count", type=int)
    options = parser.parse_args()
    print(split(options.source, options.folder, options.count), "posts in", options.folder)
