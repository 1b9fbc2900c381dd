import os, sys, pickle, collections
import numpy as np
from collect import LANGUAGES, SCRIPTS, TOKENS, lower
from features import all_features, encode
folder, dev = sys.argv[1:3]
model = {}
for one in os.environ.get("MODELS", "model.pickle").split():
    model.update(pickle.load(open(os.path.join(folder, one), "rb")))
T20 = "en zh ja ko es fr de pt it ru uk ar fa hi vi th id tr pl nl".split()
CLIP = float(os.environ.get("CLIP", 8))
def scores(m, text):
    ws = TOKENS[m["script"]].findall(lower(text))
    ws = [w for w in ws]
    out = np.zeros(len(m["languages"]))
    for w in ws:
        s, st = encode([w[:32]])
        off = np.zeros(2, np.int64)
        f = all_features(s, st, False, off)
        place = np.minimum(np.searchsorted(m["features"], f), len(m["features"]) - 1)
        one = np.zeros(len(out))
        for p in place[m["features"][place] == f]:
            a, b = m["foff"][p:p + 2]
            one[m["flang"][a:b]] += m["W"][a:b]
        out += np.maximum(one - one.max(), -CLIP)
    return out
for name in ("single-words", "word-pairs", "sentences"):
    right, right20, n = collections.Counter(), collections.Counter(), collections.Counter()
    wrong = collections.Counter()
    for line in open(f"{dev}/{name}.dev.tsv", encoding="utf8"):
        l, text = line.rstrip("\n").split("\t", 1)
        m = model.get(SCRIPTS.get(l, "Latn"))
        if l not in LANGUAGES or m is None or l not in m["languages"]: continue
        if name == "sentences" and n[l] >= 60: continue
        s = scores(m, text)
        n[l] += 1
        best = m["languages"][int(s.argmax())]
        right[l] += best == l
        if best != l: wrong[l, best] += 1
        s20 = [x if k in T20 else -1e9 for x, k in zip(s, m["languages"])]
        right20[l] += m["languages"][int(np.argmax(s20))] == l
    rate = {l: right[l] / n[l] * 100 for l in n}
    rest = [100.0] * (75 - len(n))
    in20 = [right20[l] / n[l] * 100 for l in n if l in T20]
    print(f"{name}: all {np.mean(list(rate.values()) + rest):.1f}  T20 in all {np.mean([rate[l] for l in n if l in T20] + [100] * (20 - len(in20))):.1f}  T20 {np.mean(in20 + [100] * (20 - len(in20))):.1f}")
    if os.environ.get("SHOW"):
        print("  ", " ".join(f"{l}:{r:.0f}" for l, r in sorted(rate.items(), key=lambda x: x[1])[:28]))
        print("  ", " ".join(f"{a}>{b}:{c}" for (a, b), c in wrong.most_common(25)))
