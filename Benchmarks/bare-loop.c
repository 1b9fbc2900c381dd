// The reference: only the file operations of a post's complete path. No reading of rules, no JSON, no matching;
// what moongate needs beyond this is the price of judging. The order is moongate's own: list, claim, open, read, look
// again, journal, one fdatasync a batch, file.
//
//   cc -O2 -pthread -o bare-loop bare-loop.c
//   bare-loop --spool DIR [--threads N] [--batch N] [--flagged PERCENT]
//
// Empties DIR/inbox once and prints one JSON object.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { post_limit = 1 << 20, journal_line = 300, name_limit = 300 };

static struct {
    const char *spool;
    int threads, batch;
    double flagged;
} options = {NULL, 1, 256, 4};

static int inbox, work, approved, flagged, journal;
static char **names;
static size_t name_count;
static atomic_size_t next_name, flagged_count, bytes_read;

static void fail(const char *what) {
    fprintf(stderr, "bare-loop: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int open_folder(int spool, const char *name) {
    if (mkdirat(spool, name, 0770) != 0 && errno != EEXIST) fail(name);
    int folder = openat(spool, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) fail(name);
    return folder;
}

static void list_inbox(void) {
    DIR *folder = fdopendir(dup(inbox));
    if (folder == NULL) fail("inbox");
    size_t capacity = 0;
    struct dirent *entry;
    while ((errno = 0, entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] == '.' || entry->d_type == DT_DIR) continue;
        if (name_count == capacity) {
            capacity = capacity ? capacity * 2 : 1024;
            names = realloc(names, capacity * sizeof *names);
            if (names == NULL) fail("memory");
        }
        names[name_count++] = strdup(entry->d_name);
    }
    if (errno != 0) fail("inbox");
    closedir(folder);
}

// Every so-many-th, spread evenly.
static int is_flagged(size_t index) {
    return (size_t)((double)(index + 1) * options.flagged / 100) > (size_t)((double)index * options.flagged / 100);
}

static void claim_and_read(size_t index, char *claimed, char *buffer) {
    snprintf(claimed, name_limit, "%012zu-%s", index, names[index]);
    if (renameat(inbox, names[index], work, claimed) != 0) fail(names[index]);
    int file = openat(work, claimed, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat before, after;
    if (file < 0 || fstat(file, &before) != 0) fail(claimed);
    ssize_t length = read(file, buffer, post_limit);
    if (length < 0 || fstat(file, &after) != 0) fail(claimed);
    if (before.st_size != after.st_size || before.st_mtim.tv_nsec != after.st_mtim.tv_nsec) fail("changed");
    close(file);
    bytes_read += (size_t)length;
}

static void write_sidecar(const char *name) {
    char temporary[name_limit], final[name_limit], text[2 * journal_line];
    snprintf(temporary, sizeof temporary, ".%s.verdict.json.tmp", name);
    snprintf(final, sizeof final, "%s.verdict.json", name);
    memset(text, 'v', sizeof text);
    int file = openat(flagged, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0660);
    if (file < 0 || write(file, text, sizeof text) != (ssize_t)sizeof text || close(file) != 0) fail(temporary);
    if (renameat(flagged, temporary, flagged, final) != 0) fail(final);
}

static void file_post(size_t index, const char *claimed) {
    int to = approved;
    if (is_flagged(index)) {
        write_sidecar(names[index]);
        to = flagged;
        flagged_count++;
    }
    if (renameat2(work, claimed, to, names[index], RENAME_NOREPLACE) != 0) fail(names[index]);
}

static void *run_worker(void *unused) {
    (void)unused;
    size_t batch = (size_t)options.batch;
    char *buffer = malloc(post_limit), *lines = malloc(batch * journal_line);
    char(*claimed)[name_limit] = malloc(batch * sizeof *claimed);
    if (buffer == NULL || lines == NULL || claimed == NULL) fail("memory");
    for (;;) {
        size_t first = atomic_fetch_add(&next_name, batch);
        if (first >= name_count) break;
        size_t count = name_count - first < batch ? name_count - first : batch;
        for (size_t i = 0; i < count; i++) {
            claim_and_read(first + i, claimed[i], buffer);
            char *line = lines + i * journal_line;
            memset(line, '.', journal_line);
            int used = snprintf(line, journal_line, "{\"seq\":%zu,\"post\":\"%.200s\"}", first + i, names[first + i]);
            line[used] = ' ';
            line[journal_line - 1] = '\n';
        }
        // One write each: O_APPEND keeps the workers' lines apart.
        if (write(journal, lines, count * journal_line) != (ssize_t)(count * journal_line)) fail("journal");
        if (fdatasync(journal) != 0) fail("journal");
        for (size_t i = 0; i < count; i++) file_post(first + i, claimed[i]);
    }
    return NULL;
}

static double seconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void read_options(int count, char **arguments) {
    static const struct option known[] = {
        {"spool", required_argument, NULL, 's'},   {"threads", required_argument, NULL, 't'},
        {"batch", required_argument, NULL, 'b'},   {"flagged", required_argument, NULL, 'f'},
        {NULL, 0, NULL, 0},
    };
    int option;
    while ((option = getopt_long(count, arguments, "", known, NULL)) != -1) {
        if (option == 's') options.spool = optarg;
        if (option == 't') options.threads = atoi(optarg);
        if (option == 'b') options.batch = atoi(optarg);
        if (option == 'f') options.flagged = atof(optarg);
        if (option == '?') exit(64);
    }
    if (options.spool == NULL || options.threads < 1 || options.threads > 64 || options.batch < 1) {
        fprintf(stderr, "usage: bare-loop --spool DIR [--threads 1...64] [--batch N] [--flagged PERCENT]\n");
        exit(64);
    }
}

int main(int count, char **arguments) {
    read_options(count, arguments);
    int spool = open(options.spool, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (spool < 0) fail(options.spool);
    inbox = open_folder(spool, "inbox");
    work = open_folder(spool, "work");
    approved = open_folder(spool, "approved");
    flagged = open_folder(spool, "flagged");
    journal = openat(open_folder(spool, "journal"), "bare-loop", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0660);
    if (journal < 0) fail("journal");

    double start = seconds(CLOCK_MONOTONIC);
    list_inbox();
    pthread_t workers[64];
    for (int i = 0; i < options.threads; i++)
        if ((errno = pthread_create(&workers[i], NULL, run_worker, NULL)) != 0) fail("thread");
    for (int i = 0; i < options.threads; i++) pthread_join(workers[i], NULL);
    double wall = seconds(CLOCK_MONOTONIC) - start;

    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    double user = (double)used.ru_utime.tv_sec + (double)used.ru_utime.tv_usec / 1e6;
    double system = (double)used.ru_stime.tv_sec + (double)used.ru_stime.tv_usec / 1e6;
    printf("{\"posts\": %zu, \"flagged\": %zu, \"bytes\": %zu, \"threads\": %d, \"batch\": %d, \"wall_seconds\": %.4f, "
           "\"user_seconds\": %.4f, \"system_seconds\": %.4f, \"cpu_seconds\": %.4f, \"posts_per_cpu_second\": %.0f, "
           "\"posts_per_second\": %.0f}\n",
           name_count, flagged_count, bytes_read, options.threads, options.batch, wall, user, system, user + system,
           (double)name_count / (user + system), (double)name_count / wall);
}
