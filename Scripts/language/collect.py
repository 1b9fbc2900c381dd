"""Gathers words and their counts in each language from packages that Debian and PyPI serve.

Gives a dictionary language -> {word: probability}. Every source is named in SOURCES below and in NOTICE."""

import collections
import glob
import gettext
import gzip
import html
import json
import multiprocessing
import os
import pickle
import re
import subprocess
import sys
import tempfile
import time
import unicodedata
import zipfile

# Language -> the names that the sources have for it.
# wordfreq (large beats small), simplemma, LibreOffice, Firefox, Tesseract, hunspell and other word list packages.
LANGUAGES = {
    "af": dict(lo="af", ff="af", tess="afr", lists="hunspell-af"),
    "ar": dict(wf="ar", sm="ar", lo="ar", ff="ar", tess="ara"),
    "az": dict(ff="az", tess="aze"),
    "be": dict(lo="be", ff="be", tess="bel", lists="hunspell-be"),
    "bg": dict(wf="bg", sm="bg", lo="bg", ff="bg", tess="bul"),
    "bs": dict(wf="sh", lo="bs", ff="bs", tess="bos"),
    "ca": dict(wf="ca", sm="ca", lo="ca", tess="cat"),
    "cs": dict(wf="cs", sm="cs", lo="cs", ff="cs", tess="ces"),
    "cy": dict(sm="cy", lo="cy", ff="cy", tess="cym"),
    "da": dict(wf="da", sm="da", lo="da", ff="da", tess="dan", lists="wdanish"),
    "de": dict(wf="de", sm="de", lo="de", tess="deu"),
    "en": dict(wf="en", sm="en", lo="en-gb", tess="eng"),
    "eo": dict(sm="eo", lo="eo", ff="eo", tess="epo", lists="aspell-eo"),
    "es": dict(wf="es", sm="es", lo="es", ff="es-es", tess="spa"),
    "et": dict(sm="et", lo="et", ff="et", tess="est"),
    "eu": dict(lo="eu", ff="eu", tess="eus", lists="hunspell-eu"),
    "fa": dict(wf="fa", sm="fa", lo="fa", ff="fa", tess="fas"),
    "fi": dict(wf="fi", sm="fi", lo="fi", ff="fi", tess="fin"),
    "fr": dict(wf="fr", sm="fr", lo="fr", tess="fra"),
    "ga": dict(sm="ga", lo="ga", ff="ga-ie", tess="gle"),
    "hi": dict(wf="hi", sm="hi", lo="hi", ff="hi-in", tess="hin"),
    "hr": dict(wf="sh", sm="hbs", lo="hr", ff="hr", tess="hrv"),
    "hu": dict(wf="hu", sm="hu", lo="hu", ff="hu", tess="hun"),
    "id": dict(wf="id", sm="id", lo="id", ff="id", tess="ind", lists="hunspell-id"),
    "is": dict(wf="is", sm="is", lo="is", ff="is", tess="isl"),
    "it": dict(wf="it", sm="it", lo="it", tess="ita"),
    "ja": dict(wf="ja", lo="ja", ff="ja"),
    "kk": dict(lo="kk", ff="kk", tess="kaz", lists="hunspell-kk"),
    "la": dict(sm="la", tess="lat"),
    "lg": dict(),
    "lt": dict(wf="lt", sm="lt", lo="lt", ff="lt", tess="lit"),
    "lv": dict(wf="lv", sm="lv", lo="lv", ff="lv", tess="lav"),
    "mi": dict(tess="mri"),
    "mk": dict(wf="mk", sm="mk", lo="mk", ff="mk", tess="mkd"),
    "mn": dict(lo="mn", tess="mon", lists="hunspell-mn"),
    "mr": dict(lo="mr", ff="mr", tess="mar", lists="aspell-mr"),
    "ms": dict(wf="ms", sm="ms", ff="ms", tess="msa"),
    "nb": dict(wf="nb", sm="nb", lo="nb", tess="nor"),
    "nl": dict(wf="nl", sm="nl", lo="nl", tess="nld"),
    "nn": dict(sm="nn", lo="nn", ff="nn-no", lists="myspell-nn"),
    "pl": dict(wf="pl", sm="pl", lo="pl", tess="pol"),
    "pt": dict(wf="pt", sm="pt", lo="pt pt-br", tess="por"),
    "ro": dict(wf="ro", sm="ro", lo="ro", ff="ro", tess="ron"),
    "ru": dict(wf="ru", sm="ru", lo="ru", tess="rus"),
    "sk": dict(wf="sk", sm="sk", lo="sk", ff="sk", tess="slk"),
    "sl": dict(wf="sl", sm="sl", lo="sl", ff="sl", tess="slv"),
    "sn": dict(),
    "so": dict(),
    "sq": dict(sm="sq", ff="sq", tess="sqi", lists="myspell-sq"),
    "sr": dict(lo="sr", ff="sr", tess="srp", wf="sh", cyrl=True),
    "st": dict(lo="st"),
    "sv": dict(wf="sv", sm="sv", lo="sv", ff="sv-se", tess="swe"),
    "sw": dict(sm="sw", tess="swa", lists="hunspell-sw"),
    "tl": dict(wf="fil", sm="tl", ff="tl", tess="tgl fil", lists="aspell-tl"),
    "tn": dict(lo="tn"),
    "tr": dict(wf="tr", sm="tr", lo="tr", ff="tr", tess="tur"),
    "ts": dict(lo="ts"),
    "uk": dict(wf="uk", sm="uk", lo="uk", ff="uk", tess="ukr"),
    "ur": dict(wf="ur", ff="ur", tess="urd"),
    "vi": dict(wf="vi", lo="vi", ff="vi", tess="vie"),
    "xh": dict(lo="xh", ff="xh"),
    "yo": dict(tess="yor"),
    "zh": dict(wf="zh", lo="zh-cn", ff="zh-cn"),
    "zu": dict(lo="zu"),
}
SCRIPT_OF = {  # Latin where not named
    "Cyrl": "be bg kk mk mn ru sr uk".split(), "Arab": "ar fa ur".split(), "Deva": "hi mr".split(),
    "Han": "zh ja".split(),
}
RANGES = {
    "Latn": "a-zªºß-öø-ÿā-ɏɐ-ʯᴀ-ᶿḀ-ỿ", "Cyrl": "Ѐ-ԯᲀ-ᲈ", "Arab": "ؠ-ؿف-يٮ-ۓەۥۦۮۯۺ-ۼۿݐ-ݿ",
    "Deva": "ऀ-ॣॱ-ॿ", "Han": "々〆㐀-䶿一-鿿豈-﫿",
}
SCRIPTS = {language: script for script, some in SCRIPT_OF.items() for language in some}
MARKS = {"Latn": "\u0300-\u036f", "Cyrl": "\u0300-\u036f", "Arab": "\u0640\u064b-\u065f\u0670\u06d6-\u06dc", "Deva": "", "Han": ""}


def token_pattern(script):
    letters, marks = RANGES[script], MARKS[script]
    inner = "'’" if script in ("Latn", "Cyrl") else ""
    if script == "Arab":
        inner = "\u200c"
    return re.compile(f"[{letters}{marks}]+" + (f"(?:[{inner}][{letters}{marks}]+)*" if inner else ""))


TOKENS = {script: token_pattern(script) for script in RANGES}


def lower(text):
    return "".join(c.lower() if len(c.lower()) == 1 else {"İ": "i"}.get(c, c) for c in text).replace("’", "'")


class Words:
    """Counts of one language, one weight a source."""

    def __init__(self, language):
        self.language = language
        self.script = SCRIPTS.get(language, "Latn")
        self.sources = []

    def text(self, counts, weight, name):
        """counts: of words as they come; weight: this source's share against others."""
        kept = collections.Counter()
        pattern = TOKENS[self.script]
        for word, count in counts.items():
            for token in pattern.findall(lower(unicodedata.normalize("NFC", word))):
                if len(token) <= 40:
                    kept[token] += count
        total = sum(kept.values())
        if total:
            self.sources.append((name, len(kept), weight, {w: c / total for w, c in kept.items()}))

    def merged(self):
        out = collections.Counter()
        whole = sum(s[2] for s in self.sources)
        for _, _, weight, words in self.sources:
            for word, share in words.items():
                out[word] += weight / whole * share
        return dict(out)


def deb(folder, name):
    found = glob.glob(f"{folder}/{name}_*.deb")
    if not found:
        return None
    target = os.path.join(folder, "..", "unpacked", name)
    if not os.path.isdir(target):
        os.makedirs(target)
        subprocess.run(["dpkg-deb", "-x", found[0], target], check=True)
    return target


def clean(text):
    text = re.sub(r"<[^>]*>|%\(?\w*\)?[a-z]?|\$\[?\w+\]?|\{[^}]*\}|&\w+;|https?:\S+|\S+@\S+|[~_]", " ", text)
    return html.unescape(text)


def count_text(text, counts):
    counts.update(text.split())


def mo_counts(paths, english=False):
    counts = collections.Counter()
    for path in paths:
        try:
            with open(path, "rb") as file:
                catalog = gettext.GNUTranslations(file)._catalog
        except Exception:
            continue
        for key, value in catalog.items():
            key = key[0] if isinstance(key, tuple) else key
            source = key.split("\x04")[-1]
            if not key or not isinstance(value, str) or (value == source and not english):
                continue
            count_text(clean(value), counts)
    return counts


def gather(folder):
    for name in ("unicode-cldr-core", "iso-codes", "vlc-l10n", "tuxpaint-data", "tuxpaint", "tesseract-ocr"):
        deb(os.path.join(folder, "debs"), name)
    with multiprocessing.Pool(2) as pool:
        jobs = [(language, folder) for language in LANGUAGES]
        return dict(pool.imap_unordered(gather_one, jobs, chunksize=1))


def gather_one(job):
    language, folder = job
    debs = os.path.join(folder, "debs")
    wf = os.path.join(folder, "wf/wordfreq/data")
    sm = glob.glob(os.path.join(folder, "venv/lib/python3*/site-packages/simplemma/strategies/dictionaries/data"))[0]
    cldr, iso, vlc = (deb(debs, name) for name in ("unicode-cldr-core", "iso-codes", "vlc-l10n"))
    tux = deb(debs, "tuxpaint-data"), deb(debs, "tuxpaint")
    import msgpack
    started = time.time()
    names = LANGUAGES[language]
    words = Words(language)
    if True:
        if "wf" in names:
            for size in ("large", "small"):
                path = f"{wf}/{size}_{names['wf']}.msgpack.gz"
                if os.path.exists(path):
                    bins = msgpack.load(gzip.open(path), raw=False)[1:]
                    counts = {w: 10 ** (-index / 100) * 1e9 for index, some in enumerate(bins) for w in some}
                    if names.get("cyrl"):
                        counts = {w: c for w, c in counts.items()}
                        counts = {to_cyrillic(w): c for w, c in counts.items()}
                    words.text(counts, 8 if names["wf"] != "sh" else 3, f"wordfreq {size}_{names['wf']}")
                    break
        if "sm" in names:
            words.text(collections.Counter({w: 1 for w in simplemma_words(f"{sm}/{names['sm']}.plzma")}),
                       1.0 if names["sm"] != "hbs" else 0.5, f"simplemma {names['sm']}")
        for code in names.get("lo", "").split():
            root = deb(debs, "libreoffice-l10n-" + code)
            if root:
                words.text(mo_counts(glob.glob(f"{root}/usr/lib/libreoffice/program/resource/*/LC_MESSAGES/*.mo"),
                                     language == "en"), 1.5, f"libreoffice-l10n-{code}")
            root = deb(debs, "libreoffice-help-" + code)
            if root:
                counts = collections.Counter()
                for path in glob.glob(f"{root}/usr/share/libreoffice/help/*/text/**/*.html", recursive=True):
                    text = open(path, encoding="utf8", errors="replace").read()
                    count_text(clean(re.sub(r"(?s)<(script|head|pre|code).*?</\1>", " ", text)), counts)
                words.text(counts, 0.5, f"libreoffice-help-{code}")
        if "ff" in names:
            root = deb(debs, "firefox-esr-l10n-" + names["ff"])
            if root:
                words.text(firefox(root), 1.0, f"firefox-esr-l10n-{names['ff']}")
        for code in names.get("tess", "").split():
            root = deb(debs, "tesseract-ocr-" + code)
            if root:
                listed = tesseract(debs, root, code)
                # The list is sorted by no frequency: each word once.
                words.text(collections.Counter(listed), 1.5, f"tesseract-ocr-{code}")
        for name in names.get("lists", "").split():
            root = deb(debs, name)
            if root:
                words.text(collections.Counter(word_list(root)), 1.0, name)
        code = {"tl": "fil"}.get(language, language)
        counts = collections.Counter()
        for path in glob.glob(f"{cldr}/usr/share/unicode/cldr/common/main/{code}.xml") + glob.glob(
                f"{cldr}/usr/share/unicode/cldr/common/annotations/{code}.xml"):
            count_text(clean(open(path, encoding="utf8").read()), counts)
        words.text(counts, 0.7, "CLDR")
        for root, what in ((iso, "iso-codes"), (vlc, "vlc-l10n"), (tux[0], "tuxpaint"), (tux[1], "tuxpaint")):
            if root:
                words.text(mo_counts(glob.glob(f"{root}/usr/share/locale/{code}/LC_MESSAGES/*.mo")), 0.5, what)
    print(language, round(time.time() - started), ", ".join(f"{n} {c}" for n, c, _, _ in words.sources), flush=True)
    return language, words.merged()


CYRILLIC = {"lj": "љ", "nj": "њ", "dž": "џ"}
CYRILLIC1 = dict(zip("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш"))


def to_cyrillic(word):
    word = word.lower()
    for latin, cyrillic in CYRILLIC.items():
        word = word.replace(latin, cyrillic)
    return "".join(CYRILLIC1.get(c, c) for c in word)


def simplemma_words(path):
    """The word forms of a simplemma dictionary."""
    sys.path.insert(0, path.split("/simplemma/")[0])
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory
    code = os.path.basename(path).split(".")[0]
    found = DefaultDictionaryFactory().get_dictionary(code)
    # Some are generated: Swahili has five million forms.
    step = max(1, len(found) // 400_000)
    for index, form in enumerate(found):
        if index % step:
            continue
        yield form.decode() if isinstance(form, bytes) else form


def firefox(root):
    counts = collections.Counter()
    for path in glob.glob(f"{root}/**/*.xpi", recursive=True):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith((".ftl", ".properties", ".dtd")):
                    text = archive.read(name).decode("utf8", "replace")
                    text = re.sub(r"(?m)^\s*#.*$", " ", text)
                    text = re.sub(r"(?m)^\s*[-.\w\[\]*]+\s*[=\]]", " ", text)
                    count_text(clean(re.sub(r"<!ENTITY\s+\S+", " ", text)), counts)
    return counts


def tesseract(debs, root, code):
    tools = deb(debs, "tesseract-ocr")
    found = glob.glob(f"{root}/usr/share/tesseract-ocr/*/tessdata/{code}.traineddata")
    if not found:
        return []
    words = []
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["combine_tessdata", "-u", found[0], folder + "/x."], capture_output=True)
        for dawg in ("lstm-word-dawg", "word-dawg", "freq-dawg"):
            base = "lstm-unicharset" if dawg.startswith("lstm") else "unicharset"
            if os.path.exists(f"{folder}/x.{dawg}") and os.path.exists(f"{folder}/x.{base}"):
                subprocess.run(["dawg2wordlist", f"{folder}/x.{base}", f"{folder}/x.{dawg}", folder + "/words"],
                               capture_output=True)
                if os.path.exists(folder + "/words"):
                    words += open(folder + "/words", encoding="utf8", errors="replace").read().split()
    return words


def word_list(root):
    for path in glob.glob(f"{root}/usr/share/**/*", recursive=True):
        if path.endswith(".dic") and "hyph" not in path:
            encoding = "utf8"
            aff = path[:-4] + ".aff"
            if os.path.exists(aff):
                match = re.search(rb"(?m)^SET\s+(\S+)", open(aff, "rb").read())
                encoding = match.group(1).decode().lower().replace("microsoft-", "") if match else "latin1"
                try:
                    expanded = subprocess.run(["unmunch", path, aff], capture_output=True, timeout=60).stdout
                    if len(expanded) < 200_000_000:
                        text = expanded.decode(encoding, "replace")
                        yield from list(dict.fromkeys(text.split()))[:400_000]
                        continue
                except (subprocess.SubprocessError, LookupError):
                    pass
            for line in open(path, encoding=encoding, errors="replace"):
                yield line.split("/")[0].strip()
        elif "/dict/" in path and os.path.isfile(path):
            data = open(path, "rb").read()
            try:
                yield from data.decode("utf8").split()
            except UnicodeDecodeError:
                yield from data.decode("latin1").split()
        elif path.endswith((".cwl.gz", ".mwl.gz", ".wl.gz")):
            data = gzip.open(path).read()
            if "cwl" in path:
                data = subprocess.run(["precat", path], capture_output=True).stdout
            try:
                yield from (w.split("/")[0] for w in data.decode("utf8").split())
            except UnicodeDecodeError:
                yield from (w.split("/")[0] for w in data.decode("latin1").split())


if __name__ == "__main__":
    folder = sys.argv[1]
    pickle.dump(gather(folder), open(os.path.join(folder, "words.pickle"), "wb"))
