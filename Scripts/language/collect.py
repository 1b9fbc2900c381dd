"""Gathers words and how often each is written in each language, from packages that PyPI and Debian serve: language ->
{word: share}. Sources and licences are named in NOTICE."""

import collections
import glob
import gzip
import multiprocessing
import os
import pickle
import re
import subprocess
import sys
import tempfile
import time
import unicodedata

import msgpack

import ngrams

# Language -> its name in wordfreq and in Tesseract; lingua knows all of them.
LANGUAGES = {
    "af": dict(tess="afr"), "ar": dict(wf="ar", tess="ara"), "az": dict(tess="aze"), "be": dict(tess="bel"),
    "bg": dict(wf="bg", tess="bul"), "bs": dict(wf="sh", tess="bos"), "ca": dict(wf="ca", tess="cat"),
    "cs": dict(wf="cs", tess="ces"), "cy": dict(tess="cym"), "da": dict(wf="da", tess="dan"), "de": dict(wf="de", tess="deu"),
    "en": dict(wf="en", tess="eng"), "eo": dict(tess="epo"), "es": dict(wf="es", tess="spa"), "et": dict(tess="est"),
    "eu": dict(tess="eus"), "fa": dict(wf="fa", tess="fas"), "fi": dict(wf="fi", tess="fin"), "fr": dict(wf="fr", tess="fra"),
    "ga": dict(tess="gle"), "hi": dict(wf="hi", tess="hin"), "hr": dict(wf="sh", tess="hrv"), "hu": dict(wf="hu", tess="hun"),
    "id": dict(wf="id", tess="ind"), "is": dict(wf="is", tess="isl"), "it": dict(wf="it", tess="ita"), "kk": dict(tess="kaz"),
    "la": dict(tess="lat"), "lg": dict(), "lt": dict(wf="lt", tess="lit"), "lv": dict(wf="lv", tess="lav"),
    "mi": dict(tess="mri"), "mk": dict(wf="mk", tess="mkd"), "mn": dict(tess="mon"), "mr": dict(tess="mar"),
    "ms": dict(wf="ms", tess="msa"), "nb": dict(wf="nb", tess="nor"), "nl": dict(wf="nl", tess="nld"), "nn": dict(),
    "pl": dict(wf="pl", tess="pol"), "pt": dict(wf="pt", tess="por"), "ro": dict(wf="ro", tess="ron"),
    "ru": dict(wf="ru", tess="rus"), "sk": dict(wf="sk", tess="slk"), "sl": dict(wf="sl", tess="slv"), "sn": dict(), "so": dict(),
    "sq": dict(tess="sqi"), "sr": dict(wf="sh", tess="srp"), "st": dict(), "sv": dict(wf="sv", tess="swe"),
    "sw": dict(tess="swa"), "tl": dict(wf="fil", tess="fil"), "tn": dict(), "tr": dict(wf="tr", tess="tur"), "ts": dict(),
    "uk": dict(wf="uk", tess="ukr"), "ur": dict(wf="ur", tess="urd"), "vi": dict(wf="vi", tess="vie"), "xh": dict(),
    "yo": dict(tess="yor"), "zu": dict(), "zh": dict(wf="zh"), "ja": dict(wf="ja"),
}
# How much each source counts, where a language has it. wordfreq's Serbo-Croatian is of three languages at once.
WEIGHTS = {"lingua": 5, "wordfreq": 4, "wordfreq sh": 0.7, "tesseract": 0.7}
SCRIPT_OF = {  # Latin where not named
    "Cyrl": "be bg kk mk mn ru sr uk".split(), "Arab": "ar fa ur".split(), "Deva": "hi mr".split(),
    "Hani": "zh ja".split(),
}
RANGES = {
    "Latn": "a-zªºß-öø-ÿā-ɏɐ-ʯᴀ-ᶿḀ-ỿ", "Cyrl": "Ѐ-ԯᲀ-ᲈ", "Arab": "ؠ-ؿف-يٮ-ۓەۥۦۮۯۺ-ۼۿݐ-ݿ",
    "Deva": "ऀ-ॣॱ-ॿ", "Hani": "々〆㐀-䶿一-鿿豈-﫿",
}
MARKS = {"Latn": "\u0300-\u036f", "Cyrl": "\u0300-\u036f", "Arab": "\u0640\u064b-\u065f\u0670\u06d6-\u06dc"}
INSIDE = {"Latn": "'", "Cyrl": "'", "Arab": "\u200c"}
SCRIPTS = {language: script for script, some in SCRIPT_OF.items() for language in some}


def token_pattern(script):
    letters = RANGES[script] + MARKS.get(script, "")
    inside = INSIDE.get(script)
    return re.compile(f"[{letters}]+" + (f"(?:[{inside}][{letters}]+)*" if inside else ""))


TOKENS = {script: token_pattern(script) for script in RANGES}


def lower(text):
    return "".join(c.lower() if len(c.lower()) == 1 else {"İ": "i"}.get(c, c) for c in text).replace("’", "'")


def tokens(counts, script):
    """Words of the script, from words as they come."""
    found = collections.Counter()
    for word, count in counts.items():
        for token in TOKENS[script].findall(lower(unicodedata.normalize("NFC", word))):
            # What the program reads: without the joiner that Persian words are written with.
            found[token.replace("\u200c", "")] += count
    return found


def wordfreq(folder, name):
    for size in ("large", "small"):
        path = f"{folder}/wordfreq/data/{size}_{name}.msgpack.gz"
        if os.path.exists(path):
            # One list for each hundredth of a decade, the most frequent first.
            bins = msgpack.load(gzip.open(path), raw=False)[1:]
            return {word: 10 ** (-index / 100) for index, some in enumerate(bins) for word in some}
    raise FileNotFoundError(name)


CYRILLIC = dict(zip("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш"))


def to_cyrillic(word):
    for latin, cyrillic in (("lj", "љ"), ("nj", "њ"), ("dž", "џ")):
        word = word.replace(latin, cyrillic)
    return "".join(CYRILLIC.get(c, c) for c in word)


def tesseract(folder, code):
    """The words of a language's recogniser; they have no frequencies."""
    package = glob.glob(f"{folder}/tesseract-ocr-{code}_*.deb")
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run(["dpkg-deb", "-x", package[0], scratch], check=True)
        data = glob.glob(f"{scratch}/usr/share/tesseract-ocr/*/tessdata/{code}.traineddata")
        subprocess.run(["combine_tessdata", "-u", data[0], scratch + "/x."], capture_output=True, check=True)
        subprocess.run(["dawg2wordlist", scratch + "/x.lstm-unicharset", scratch + "/x.lstm-word-dawg", scratch + "/words"],
                       capture_output=True, check=True)
        with open(scratch + "/words", encoding="utf8", errors="replace") as file:
            return dict.fromkeys(file.read().split(), 1)


def gather(job):
    language, folder = job
    started = time.time()
    names, script = LANGUAGES[language], SCRIPTS.get(language, "Latn")
    sources = []
    if script != "Hani":
        sources.append((WEIGHTS["lingua"], ngrams.words(folder, language)))
    if "wf" in names:
        counts = wordfreq(folder, names["wf"])
        if language == "sr":
            counts = {to_cyrillic(word): count for word, count in counts.items()}
        sources.append((WEIGHTS["wordfreq sh" if names["wf"] == "sh" else "wordfreq"], counts))
    if "tess" in names:
        sources.append((WEIGHTS["tesseract"], tesseract(folder + "/debs", names["tess"])))
    merged = collections.Counter()
    whole = sum(weight for weight, _ in sources)
    told = []
    for weight, counts in sources:
        found = tokens(counts, script)
        total = sum(found.values())
        told.append(len(found))
        for word, count in found.items():
            merged[word] += weight / whole * count / total
    print(f"{language}: {told} words, {time.time() - started:.0f} s", flush=True)
    return language, dict(merged)


if __name__ == "__main__":
    folder = sys.argv[1]
    with multiprocessing.Pool(2) as pool:
        words = dict(pool.imap_unordered(gather, [(language, folder) for language in LANGUAGES], chunksize=1))
    with open(os.path.join(folder, "words.pickle"), "wb") as file:
        pickle.dump(words, file)
