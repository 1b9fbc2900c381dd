"""Finds, on texts that were held out (held.py), what the program cannot know from words alone: the head starts of three
languages, and how much of what the words of a text say can be believed. Nothing else has a say in these, no development set in
particular."""

import os
import pickle
import random
import re
import sys
import unicodedata

import numpy as np

from collect import TOKENS, lower
from han import RUN
from scores import LOUDEST, SCALE, Scorer
from train import MAIN

# Texts of so many words are scaled alike: Course.kind(_:).
KINDS = {1: (1, 1), 2: (2, 2), 3: (3, 5), 4: (6, 14)}
EACH = 300
SCALES = [x / 100 for x in range(20, 161, 5)]
# Looked for on these grids, in sixteenths of a nat; 0 where no other is better by MARGIN.
ENGLISH = range(-32, 33, 4)
CANTONESE = range(-96, 17, 8)
JAPANESE = range(-96, 17, 8)
# Nats a text: what is so near counts as good.
MARGIN = 0.002
# Of so many posts in Chinese characters one is Cantonese; the texts held out are as many of each.
RARE = 10


def texts_of(held, language, script, chance):
    """By kind: lists of words, as the program cuts them. Distinct ones: messages of programs repeat few words."""
    whole = [TOKENS[script].findall(lower(unicodedata.normalize("NFC", text))) for text in held[language]]
    some = {}
    for kind, (least, most) in KINDS.items():
        if kind <= 2:
            found = {tuple(words[i:i + kind]) for words in whole for i in range(len(words) - kind + 1) if len(words[i]) > 1}
        else:
            found = {tuple(words) for words in whole if least <= len(words) <= most}
        found = sorted(found)
        some[kind] = chance.sample(found, min(EACH, len(found)))
    return some


def chinese(held, chance):
    """Whole messages without kana, each one run after the other. Japanese ones count as often as they have none."""
    texts, weights = {}, {}
    for language in ("zh-Hans", "zh-Hant", "yue", "ja"):
        runs = [tuple(run[:32] for run in RUN.findall(text)) for text in held[language] if not re.search("[ぁ-ヿ]", text)]
        found = sorted({some for some in runs if some})
        weights[language] = len([some for some in runs if some]) / len(held[language]) / (RARE if language == "yue" else 1)
        texts[language] = chance.sample(found, min(10 * EACH, len(found)))
    return texts, weights


def said_of(model, words):
    sums = Scorer(model).sums(words)
    if model["script"] == "Hani":
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../Plugins/Language/Sources/WordScores.swift"),
                  encoding="utf8") as file:
            own = set(re.search('cantonese = Set\\("(.*?)"', file.read()).group(1))
        plain = np.array([not own & set(word) for word in words])
        sums[:, 2] = np.where(plain, np.minimum(sums[:, 2], sums[:, :2].max(1) - SCALE), sums[:, 2])
    return np.maximum(sums - sums.max(1, keepdims=True), -LOUDEST)


def summed(model, texts):
    """What the words of each text say together."""
    words = sorted({word for text in texts for word in text})
    row = {word: index for index, word in enumerate(words)}
    said = said_of(model, words)
    return np.array([said[[row[word] for word in text]].sum(0) for text in texts], float)


def likelihood(sums, right, heads, scale):
    """Mean over texts; `right` are not told apart."""
    odds = (sums + heads) * scale / SCALE
    odds = np.exp(odds - odds.max(1, keepdims=True))
    return np.mean(np.log(odds[:, right].sum(1) / odds.sum(1) + 1e-6))


def best(grid, told):
    """0 where the grid is flat."""
    found = max(grid, key=told)
    return found if told(found) > told(0) + MARGIN else 0


def main(folder):
    with open(os.path.join(folder, "model.pickle"), "rb") as file:
        models = pickle.load(file)
    with open(os.path.join(folder, "held.pickle"), "rb") as file:
        held = pickle.load(file)
    chance = random.Random(11)
    # (script, language, kind) -> sums
    found = {}
    for script, model in models.items():
        if script != "Hani":
            for language in model["languages"]:
                if len(held.get(language, [])) >= EACH:
                    for kind, texts in texts_of(held, language, script, chance).items():
                        if texts:
                            found[script, language, kind] = summed(model, texts)
    heads = {script: np.zeros(len(model["languages"]), int) for script, model in models.items()}

    def told(kind, scale):
        return np.mean([likelihood(sums, [models[script]["languages"].index(language)], heads[script], scale)
                        for (script, language, k), sums in found.items() if k == kind])

    def scales():
        # Of those that are as good, the most cautious: what cannot be told apart shares the confidence.
        by_kind = [{scale: told(kind, scale) for scale in SCALES} for kind in KINDS]
        return [min(scale for scale in SCALES if some[scale] > max(some.values()) - MARGIN) for some in by_kind]

    english = models["Latn"]["languages"].index("en")

    def with_english(head):
        heads["Latn"][english] = head
        return np.mean([told(kind, scale) for kind, scale in zip(KINDS, before)])
    before = scales()
    heads["Latn"][english] = best(ENGLISH, with_english)
    after = scales()

    texts, weights = chinese(held, chance)
    languages = models["Hani"]["languages"]
    sums = {language: summed(models["Hani"], some) for language, some in texts.items()}

    def with_chinese(cantonese, japanese):
        head = np.array([0, 0, cantonese, japanese])
        parts = {language: likelihood(some, [0, 1] if language.startswith("zh") else [languages.index(language)], head, after[0])
                 for language, some in sums.items()}
        return sum(weights[l] * part for l, part in parts.items()) / sum(weights.values())
    pairs = [(c, j) for c in CANTONESE for j in JAPANESE]
    cantonese, japanese = max(pairs, key=lambda pair: with_chinese(*pair))
    cantonese = best(CANTONESE, lambda head: with_chinese(head, japanese))
    japanese = best(JAPANESE, lambda head: with_chinese(cantonese, head))
    heads["Hani"][2:] = cantonese, japanese

    print("held-out texts, percent right, main languages / all:")
    for kind in KINDS:
        rates = {language: 100 * np.mean((s + heads[script]).argmax(1) == models[script]["languages"].index(language))
                 for (script, language, k), s in found.items() if k == kind}
        print(f"  {kind}: {np.mean([r for l, r in rates.items() if l in MAIN]):.2f} / {np.mean(list(rates.values())):.2f}")
    print("  Chinese characters:", {l: round(100 * np.mean((s + heads["Hani"]).argmax(1) == languages.index(l)), 1) for l, s in sums.items()},
          "weights", {l: round(w, 3) for l, w in weights.items()})
    print("head starts: en", heads["Latn"][english], "yue", cantonese, "ja", japanese, "scales", after)
    with open(os.path.join(folder, "calibration.pickle"), "wb") as file:
        pickle.dump(dict(heads={script: [int(h) for h in some] for script, some in heads.items()}, scales=[1.0] + after), file)


if __name__ == "__main__":
    main(sys.argv[1])
