// Drops posts at a steady rate and tells how long each took to come out; or does what is least: a write and an fdatasync.
//
//   cc -O2 -o drop drop.c
//   drop posts FROM INBOX RATE OUTCOME...     renames every file of FROM into INBOX, waits for it in the OUTCOME folders
//   drop sync FILE COUNT RATE                 appends 300 bytes and syncs them, COUNT times
//
// Prints one JSON object: milliseconds, from a post's rename (or its due time, for sync) to its appearance. One thread
// renames and listens, so a post is seen when the next event is read: some microseconds late.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <search.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <time.h>
#include <unistd.h>

enum { post_limit = 200000, patience = 60 };

static double *sent, *took;
static char **names;
static size_t name_count, took_count;

static void fail(const char *what) {
    fprintf(stderr, "drop: %s: %s\n", what, strerror(errno));
    exit(1);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void report(void) {
    qsort(took, took_count, sizeof *took, by_size);
    if (took_count == 0) fail("nothing came out");
    double sum = 0;
    for (size_t i = 0; i < took_count; i++) sum += took[i];
    printf("{\"count\": %zu, \"mean_ms\": %.3f, \"p50_ms\": %.3f, \"p99_ms\": %.3f, \"max_ms\": %.3f}\n", took_count,
           1e3 * sum / (double)took_count, 1e3 * took[took_count / 2], 1e3 * took[took_count * 99 / 100],
           1e3 * took[took_count - 1]);
}

static void listen_until(int events, double deadline) {
    static char buffer[1 << 18] __attribute__((aligned(8)));
    double left = deadline - now();
    struct pollfd wait = {events, POLLIN, 0};
    struct timespec time = {0, left > 0 ? (long)((left > 0.5 ? 0.5 : left) * 1e9) : 0};
    if (ppoll(&wait, 1, &time, NULL) <= 0) return;
    ssize_t length = read(events, buffer, sizeof buffer);
    double at = now();
    for (ssize_t place = 0; place < length;) {
        struct inotify_event *event = (struct inotify_event *)(buffer + place);
        if (event->mask & IN_Q_OVERFLOW) fail("too many events");
        ENTRY *found = event->len ? hsearch((ENTRY){event->name, NULL}, FIND) : NULL;
        if (found != NULL) {
            size_t post = (size_t)(uintptr_t)found->data;
            if (sent[post] > 0 && took_count < name_count) took[took_count++] = at - sent[post];
            sent[post] = -1;
        }
        place += (ssize_t)sizeof *event + event->len;
    }
}

static void drop(const char *from, const char *inbox, double rate, char **outcomes) {
    int events = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    for (; *outcomes; outcomes++)
        if (inotify_add_watch(events, *outcomes, IN_MOVED_TO) < 0) fail(*outcomes);
    int source = open(from, O_RDONLY | O_DIRECTORY), target = open(inbox, O_RDONLY | O_DIRECTORY);
    if (source < 0 || target < 0) fail(from);
    DIR *folder = fdopendir(dup(source));
    struct dirent *entry;
    hcreate(2 * post_limit);
    while ((entry = readdir(folder)) != NULL && name_count < post_limit) {
        if (entry->d_name[0] == '.') continue;
        names[name_count] = strdup(entry->d_name);
        hsearch((ENTRY){names[name_count], (void *)(uintptr_t)name_count}, ENTER);
        name_count++;
    }
    double start = now();
    for (size_t i = 0; i < name_count; i++) {
        double due = start + (double)i / rate;
        do listen_until(events, due);
        while (now() < due);
        sent[i] = now();
        if (renameat(source, names[i], target, names[i]) != 0) fail(names[i]);
    }
    double end = now() + patience;
    while (took_count < name_count && now() < end) listen_until(events, end);
    if (took_count < name_count) {
        fprintf(stderr, "drop: %zu of %zu posts did not come out\n", name_count - took_count, name_count);
        exit(1);
    }
}

static void sync_alone(const char *path, size_t count, double rate) {
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (file < 0) fail(path);
    char line[300];
    memset(line, '.', sizeof line);
    line[sizeof line - 1] = '\n';
    double start = now();
    for (size_t i = 0; i < count; i++) {
        double due = start + (double)i / rate, left = due - now();
        if (left > 0) {
            struct timespec time = {(time_t)left, (long)((left - (double)(time_t)left) * 1e9)};
            nanosleep(&time, NULL);
        }
        double began = now();
        if (write(file, line, sizeof line) != (ssize_t)sizeof line || fdatasync(file) != 0) fail(path);
        took[took_count++] = now() - began;
    }
}

int main(int count, char **arguments) {
    sent = calloc(post_limit, sizeof *sent);
    took = calloc(post_limit, sizeof *took);
    names = calloc(post_limit, sizeof *names);
    if (sent == NULL || took == NULL || names == NULL) fail("memory");
    if (count > 5 && strcmp(arguments[1], "posts") == 0)
        drop(arguments[2], arguments[3], atof(arguments[4]), arguments + 5);
    else if (count == 5 && strcmp(arguments[1], "sync") == 0)
        sync_alone(arguments[2], (size_t)atol(arguments[3]), atof(arguments[4]));
    else {
        fprintf(stderr, "usage: drop posts FROM INBOX RATE OUTCOME... | drop sync FILE COUNT RATE\n");
        return 64;
    }
    report();
}
