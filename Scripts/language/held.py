"""Texts that the model never learns from: translations of the messages of four programs (Home Assistant, Kolibri, Django,
Wagtail), and a tenth of the Cantonese sentences. By them training is judged and confidence is scaled, so that no development set has a say in either."""

import ast
import collections
import glob
import json
import os
import pickle
import re
import sys

from han import cantonese

# How the programs call a language, where it is not as we do.
NAMES = {"nb-NO": "nb", "no": "", "sr-Latn": "", "zh-Hans": "zh-Hans", "zh-Hant": "zh-Hant", "zh": "", "es-419": "", "pt-BR": "pt",
         "pt-PT": "pt", "pt-MZ": "", "en-GB": "", "en-AU": "", "en-IN": "", "es-AR": "", "es-CO": "", "es-MX": "", "es-VE": "", "ar-DZ": "",
         "tr-TR": "", "fr-CA": ""}
VALUES = re.compile(r"%\([^)]*\)[a-z]|%[a-z0-9]|\{[^{}]*\}|<[^>]*>|&[#a-z0-9]+;|`[^`]*`|https?://\S+|\S*[/_=@\\]\S*|\S+\.\S+|\$\S+")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def language_of(name):
    name = name.replace("_", "-")
    return NAMES.get(name, name if name.startswith("zh-") else name.split("-")[0])


def messages(folder):
    """(program, language, key) -> text."""
    found = {}
    for path in sorted(glob.glob(f"{folder}/hass_frontend/static/translations/**/*.json", recursive=True)):
        name = os.path.basename(path).rsplit("-", 1)[0]
        for key, text in json.load(open(path, encoding="utf8")).items():
            found["hass", language_of(name), key] = text
    for path in sorted(glob.glob(f"{folder}/kolibri/locale/*/LC_MESSAGES/*.json")):
        for key, text in json.load(open(path, encoding="utf8")).items():
            if isinstance(text, str):
                found["kolibri", language_of(path.split("/")[-3]), key] = text
    for program in ("django", "wagtail"):
        for path in sorted(glob.glob(f"{folder}/{program}/**/locale/*/LC_MESSAGES/*.po", recursive=True)):
            entry = []
            for line in open(path, encoding="utf8").read().split("\n") + [""]:
                if line.startswith(("msgid ", "msgstr ")):
                    entry.append(ast.literal_eval(line.split(" ", 1)[1]))
                elif line.startswith('"') and entry:
                    entry[-1] += ast.literal_eval(line)
                elif line.startswith("#~"):
                    entry = []
                elif not line and entry:
                    if len(entry) == 2 and all(entry):
                        found[program, language_of(path.split("/")[-3]), entry[0]] = entry[1]
                        found[program, "en", entry[0]] = entry[0]
                    entry = []
                elif line.startswith("msgid_plural"):
                    entry = []
    return found


def texts(folder):
    """language -> what was written in it, without what is the same in English."""
    found = messages(folder)
    by_language = collections.defaultdict(dict)
    for (program, language, key), text in found.items():
        if not language or "plural," in text or "select," in text:
            continue
        words = WORD.findall(VALUES.sub(" ", text))
        english = set(w.lower() for w in WORD.findall(found.get((program, "en", key), "")))
        foreign = [w for w in words if w.lower() not in english]
        if not words or language != "en" and 2 * len(foreign) <= len(words):
            continue
        by_language[language][" ".join(words)] = None
    return {language: list(some) for language, some in by_language.items()}


if __name__ == "__main__":
    folder = sys.argv[1]
    held = texts(folder) | {"yue": cantonese(folder, held=True)}
    with open(os.path.join(folder, "held.pickle"), "wb") as file:
        pickle.dump(held, file)
    print("held out:", ", ".join(f"{l} {len(t)}" for l, t in sorted(held.items())))
