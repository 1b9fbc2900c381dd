"""How long a post takes from its rename into the inbox to its appearance in an outcome folder."""
import ctypes
import os
import select
import statistics
import struct
import time

from processes import Daemon, memory_of


class Late(Exception):
    """Posts that did not come out in time."""


class Arrivals:
    """inotify on folders, by ctypes: the names that appear in them, with the time they were read at."""

    APPEARED = 0x80 | 0x100  # IN_MOVED_TO | IN_CREATE

    def __init__(self, folders):
        libc = ctypes.CDLL(None, use_errno=True)
        self.descriptor = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        for folder in folders:
            if libc.inotify_add_watch(self.descriptor, os.fsencode(folder), self.APPEARED) < 0:
                raise OSError(ctypes.get_errno(), "inotify", folder)

    def until(self, deadline):
        """Waits for events until then at most; yields (name, time)."""
        if not select.select([self.descriptor], [], [], max(0, deadline - time.monotonic()))[0]:
            return
        data, now, at = os.read(self.descriptor, 1 << 20), time.monotonic(), 0
        while at < len(data):
            length = struct.unpack_from("iIII", data, at)[3]
            yield os.fsdecode(data[at + 16:at + 16 + length].rstrip(b"\0")), now
            at += 16 + length


def trickle(posts, into, outcomes, rate):
    """Renames posts at a rate into a folder; seconds until each appeared in one of the others."""
    arrivals, sent, took = Arrivals(outcomes), {}, []
    names, start = sorted(os.listdir(posts)), time.monotonic()
    for number, name in enumerate(names):
        due = start + number / rate
        while time.monotonic() < due:
            took += [at - sent.pop(found) for found, at in arrivals.until(due) if found in sent]
        sent[name] = time.monotonic()
        os.rename(os.path.join(posts, name), os.path.join(into, name))
    end = time.monotonic() + 60
    while sent and time.monotonic() < end:
        took += [at - sent.pop(found) for found, at in arrivals.until(end) if found in sent]
    if sent:
        raise Late(f"{len(sent)} of {len(names)} posts did not come out within a minute")
    return took


def latency(bench, names):
    options = bench.options
    spool, floor = bench.prepare(options.latency_posts), bench.prepare(min(options.latency_posts, 500))
    outcomes = [os.path.join(spool, name) for name in names]
    for folder in (os.path.join(spool, "inbox"), *outcomes):
        os.mkdir(folder)
    os.mkdir(os.path.join(floor, "approved"))
    os.sync()
    # What the measuring itself takes: a rename straight into the watched folder.
    approved = os.path.join(floor, "approved")
    floor_took = trickle(os.path.join(floor, "posts"), approved, [approved], options.rate)
    daemon = Daemon(bench.moongate(spool), bench.scratch)
    try:
        took = trickle(os.path.join(spool, "posts"), os.path.join(spool, "inbox"), outcomes, options.rate)
        peaks = memory_of(daemon.process.pid)
    except Late as late:
        raise SystemExit(f"{late}\n{daemon.last_words()}") from None
    finally:
        daemon.end()
    cuts = statistics.quantiles(took, n=100, method="inclusive")
    return {"posts": len(took), "rate": options.rate, "p50_ms": cuts[49] * 1e3, "p99_ms": cuts[98] * 1e3,
            "max_ms": max(took) * 1e3, "floor_p50_ms": statistics.median(floor_took) * 1e3, "peak_rss": peaks}
