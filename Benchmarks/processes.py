"""Running programs and watching what they use."""
import os
import resource
import socket
import subprocess
import threading
import time

# Longer than any sensible run: a hang should not hold a machine for a night.
PATIENCE = 900


def memory_of(process):
    """Peak resident bytes of a process and of all below it: a list, the process first."""
    try:
        with open(f"/proc/{process}/status") as file:
            peaks = [int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM")]
        for task in os.listdir(f"/proc/{process}/task"):
            with open(f"/proc/{process}/task/{task}/children") as file:
                for child in file.read().split():
                    peaks += memory_of(int(child))
        return peaks
    except OSError:  # it ended meanwhile
        return []


class MemoryWatch(threading.Thread):
    """Samples until stopped. The kernel keeps the peak itself, so a rare look is enough, and cheap."""

    def __init__(self, process):
        super().__init__(daemon=True)
        self.process, self.peaks, self.ended = process, [], threading.Event()

    def run(self):
        while not self.ended.wait(0.05):
            self.peaks = max(self.peaks, memory_of(self.process), key=sum)


def cpu_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(command):
    """Runs a command to its end: wall and CPU seconds of it and all its children, and their peak memory."""
    cpu, start = cpu_of_children(), time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    watch = MemoryWatch(process.pid)
    watch.start()
    limit = threading.Timer(PATIENCE, process.kill)
    limit.start()
    errors = process.communicate()[1]
    wall = time.monotonic() - start
    limit.cancel()
    watch.ended.set()
    watch.join()
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)}\nended with {process.returncode}:\n{errors[-2000:]}")
    return {"wall_seconds": wall, "cpu_seconds": cpu_of_children() - cpu, "peak_rss": watch.peaks}


class Daemon:
    """A daemon kept running; made once it said READY=1, as it would to systemd. Ends with SIGTERM."""

    def __init__(self, command, scratch):
        address = os.path.join(scratch, "notify")
        if os.path.exists(address):  # another daemon's, before this one
            os.remove(address)
        self.notified = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notified.bind(address)
        self.notified.settimeout(300)
        self.log = open(os.path.join(scratch, "log"), "w+", errors="replace")
        self.process = subprocess.Popen(
            command, env=os.environ | {"NOTIFY_SOCKET": address}, stdout=self.log, stderr=self.log)
        try:
            while b"READY=1" not in self.notified.recv(4096):
                pass
        except TimeoutError:
            self.end()
            raise SystemExit(f"the daemon did not say READY=1\n{self.last_words()}") from None
        # What else it says is read too, or it would wait once the socket is full.
        self.notified.settimeout(None)
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while self.notified.recv(4096):
            pass

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def last_words(self):
        self.log.seek(0)
        return self.log.read()[-2000:]
