#define _GNU_SOURCE
#include "CLinux.h"
#include <pwd.h>
#include <grp.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/fsuid.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int moongate_inotify_init(void) { return inotify_init1(IN_CLOEXEC | IN_NONBLOCK); }

int moongate_inotify_add_watch(int fd, const char *path, uint32_t mask) {
    return inotify_add_watch(fd, path, mask);
}

int moongate_inotify_rm_watch(int fd, int watch) { return inotify_rm_watch(fd, watch); }

int moongate_try_inotify_as(uid_t user, gid_t group) {
    pid_t child = fork();
    if (child < 0) return -1;
    if (child == 0) {
        if ((getuid() != user || geteuid() != user) &&
            (setresgid(group, group, group) != 0 || setresuid(user, user, user) != 0))
            _exit(255);
        _exit(inotify_init1(IN_CLOEXEC) >= 0 ? 0 : errno < 255 ? errno : 255);
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return -1;
    return WIFEXITED(status) && WEXITSTATUS(status) != 255 ? WEXITSTATUS(status) : -1;
}

int moongate_signalfd(const int *signals, size_t count) {
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < count; i++) sigaddset(&set, signals[i]);
    int failure = pthread_sigmask(SIG_BLOCK, &set, NULL);
    if (failure != 0) {
        errno = failure;
        return -1;
    }
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int moongate_signalfd_read(int fd) {
    struct signalfd_siginfo info;
    ssize_t count = read(fd, &info, sizeof info);
    if (count == (ssize_t)sizeof info) return (int)info.ssi_signo;
    if (count >= 0) errno = EAGAIN;
    return -1;
}

int moongate_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC | O_NONBLOCK); }

int moongate_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

void moongate_eventfd_raise(int fd) { eventfd_write(fd, 1); }

void moongate_eventfd_clear(int fd) {
    eventfd_t value;
    eventfd_read(fd, &value);
}

int moongate_rename_noreplace(int from_folder, const char *from, int to_folder, const char *to) {
    return renameat2(from_folder, from, to_folder, to, RENAME_NOREPLACE);
}

int moongate_rename_exchange(int from_folder, const char *from, int to_folder, const char *to) {
    return renameat2(from_folder, from, to_folder, to, RENAME_EXCHANGE);
}

int moongate_syncfs(int fd) { return syncfs(fd); }

bool moongate_lies_in_memory(const char *path) {
    struct statfs found;
    return statfs(path, &found) == 0 && (found.f_type == TMPFS_MAGIC || found.f_type == RAMFS_MAGIC);
}

static int64_t time_of(struct statx_timestamp time) { return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec; }

int moongate_status(int folder, const char *name, struct moongate_file_status *status) {
    struct statx found;
    unsigned wanted = STATX_BASIC_STATS | STATX_BTIME;
#ifdef STATX_MNT_ID
    wanted |= STATX_MNT_ID;
#endif
    if (statx(folder, name, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW, wanted, &found) != 0) return -1;
    status->device = (uint64_t)found.stx_dev_major << 32 | found.stx_dev_minor;
    status->mount = 0;
#ifdef STATX_MNT_ID
    if (found.stx_mask & STATX_MNT_ID) status->mount = found.stx_mnt_id;
#endif
    status->inode = found.stx_ino;
    status->size = (int64_t)found.stx_size;
    status->modified = time_of(found.stx_mtime);
    status->changed = time_of(found.stx_ctime);
    status->born = found.stx_mask & STATX_BTIME ? time_of(found.stx_btime) : 0;
    status->mode = found.stx_mode;
    status->links = found.stx_nlink;
    status->owner = found.stx_uid;
    status->group = found.stx_gid;
    return 0;
}

int64_t moongate_birth_time(int fd) {
    struct statx found;
    if (statx(fd, "", AT_EMPTY_PATH, STATX_BTIME, &found) != 0) return 0;
    if (!(found.stx_mask & STATX_BTIME)) return 0;
    return (int64_t)found.stx_btime.tv_sec * 1000000000 + found.stx_btime.tv_nsec;
}

int moongate_flock_exclusive_nonblocking(int fd) { return flock(fd, LOCK_EX | LOCK_NB); }

int moongate_flock_shared_nonblocking(int fd) { return flock(fd, LOCK_SH | LOCK_NB); }

int moongate_socket_pair(int ends[2]) { return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends); }

int moongate_send_descriptor(int socket, int fd) {
    char byte = 0;
    struct iovec data = {&byte, 1};
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct msghdr message = {0};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = control.space;
    message.msg_controllen = sizeof control.space;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
    return sendmsg(socket, &message, MSG_NOSIGNAL) == 1 ? 0 : -1;
}

int moongate_receive_descriptor(int socket) {
    char byte;
    struct iovec data = {&byte, 1};
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct msghdr message = {0};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = control.space;
    message.msg_controllen = sizeof control.space;
    ssize_t count = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    if (count < 0) return -1;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (count == 0 || header == NULL || header->cmsg_type != SCM_RIGHTS) {
        errno = EPROTO;
        return -1;
    }
    int fd;
    memcpy(&fd, CMSG_DATA(header), sizeof fd);
    return fd;
}

int moongate_peer_user(int socket, uid_t *user, pid_t *process) {
    struct ucred credentials;
    socklen_t length = sizeof credentials;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0) return -1;
    *user = credentials.uid;
    *process = credentials.pid;
    return 0;
}

uid_t moongate_file_user(void) { return (uid_t)setfsuid((uid_t)-1); }

int moongate_accept(int socket) { return accept4(socket, NULL, NULL, SOCK_CLOEXEC); }

int moongate_has_writer(int fd) {
    // A writer that comes while the lease is held is announced by this signal, which would end the process.
    signal(SIGIO, SIG_IGN);
    if (fcntl(fd, F_SETLEASE, F_RDLCK) != 0) return errno == EAGAIN ? 1 : -1;
    fcntl(fd, F_SETLEASE, F_UNLCK);
    return 0;
}

int moongate_process_name(const char *name) { return prctl(PR_SET_NAME, name); }

pid_t moongate_spawn(const char *path, char *const arguments[], const int *fds, size_t fd_count) {
    // Everything that may allocate happens before the fork.
    int copies[16];
    if (fd_count > sizeof copies / sizeof copies[0]) {
        errno = EINVAL;
        return -1;
    }
    pid_t parent = getpid();
    pid_t child = fork();
    if (child != 0) return child;
    // Both orders: the parent may be gone before the first call. It may have any number, 1 in a container.
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent) _exit(71);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    // First above the target range, so that no dup2 overwrites one still to be moved.
    for (size_t i = 0; i < fd_count; i++) {
        copies[i] = fcntl(fds[i], F_DUPFD, 3 + (int)fd_count);
        if (copies[i] < 0) _exit(71);
    }
    for (size_t i = 0; i < fd_count; i++)
        if (dup2(copies[i], 3 + (int)i) < 0) _exit(71);
    if (close_range(3 + (unsigned)fd_count, ~0U, 0) != 0) _exit(71);
    execv(path, arguments);
    _exit(71);
}

int64_t moongate_raise_file_limit(void) {
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) return 1024;
    rlim_t wanted = files.rlim_max < 65536 ? files.rlim_max : 65536;
    if (files.rlim_cur < wanted) {
        struct rlimit more = {wanted, files.rlim_max};
        if (setrlimit(RLIMIT_NOFILE, &more) == 0) files.rlim_cur = wanted;
    }
    return files.rlim_cur > 65536 ? 65536 : (int64_t)files.rlim_cur;
}

int moongate_limit_child(int64_t cpu_seconds, int64_t memory_bytes) {
    struct rlimit cpu = {(rlim_t)cpu_seconds, (rlim_t)cpu_seconds};
    struct rlimit memory = {(rlim_t)memory_bytes, (rlim_t)memory_bytes};
    struct rlimit none = {0, 0};
    int failed = setrlimit(RLIMIT_CPU, &cpu) | setrlimit(RLIMIT_AS, &memory) | setrlimit(RLIMIT_CORE, &none);
    return failed | setpriority(PRIO_PROCESS, 0, 19);
}

int moongate_exit_code(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }

int moongate_exit_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }

static int64_t nanoseconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t moongate_thread_cpu_nanoseconds(void) { return nanoseconds(CLOCK_THREAD_CPUTIME_ID); }

int64_t moongate_monotonic_nanoseconds(void) { return nanoseconds(CLOCK_MONOTONIC); }

int moongate_shared_memory(size_t length) {
    int fd = memfd_create("moongate-in-hand", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0) return -1;
    // Its pages now, and never fewer: a store must not fail.
    int failure = posix_fallocate(fd, 0, (off_t)length);
    if (failure == 0 && fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW) != 0) failure = errno;
    if (failure == 0) return fd;
    close(fd);
    errno = failure;
    return -1;
}

void *moongate_map_shared(int fd, size_t length) {
    void *address = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return address == MAP_FAILED ? NULL : address;
}

void moongate_unmap(void *address, size_t length) { munmap(address, length); }

uint64_t moongate_atomic_load(const uint64_t *slot) { return __atomic_load_n(slot, __ATOMIC_ACQUIRE); }

void moongate_atomic_store(uint64_t *slot, uint64_t value) { __atomic_store_n(slot, value, __ATOMIC_RELEASE); }

struct linux_dirent64 {
    uint64_t d_ino;
    int64_t d_off;
    unsigned short d_reclen;
    unsigned char d_type;
    char d_name[];
};

ssize_t moongate_read_names(int folder, char *buffer, size_t capacity) {
    // A raw entry is always longer than what is kept of it, so it can be compacted in place.
    ssize_t count = syscall(SYS_getdents64, folder, buffer, capacity);
    if (count <= 0) return count;
    char *out = buffer;
    for (ssize_t at = 0; at < count;) {
        struct linux_dirent64 *entry = (struct linux_dirent64 *)(buffer + at);
        unsigned short length = entry->d_reclen;
        unsigned char type = entry->d_type;
        size_t name_length = strlen(entry->d_name);
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            char kind = type == DT_REG ? 'f' : type == DT_DIR ? 'd' : type == DT_UNKNOWN ? '?' : 'o';
            memmove(out + 1, entry->d_name, name_length + 1);
            *out = kind;
            out += name_length + 2;
        }
        at += length;
    }
    // Only "." and "..": ask again, 0 would read as the end.
    if (out == buffer) return moongate_read_names(folder, buffer, capacity);
    return out - buffer;
}

void moongate_open_standard_descriptors(void) {
    for (int fd = 0; fd <= 2; fd++) {
        // The lowest free number is the one that is given.
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF) (void)!open("/dev/null", O_RDWR);
    }
}

int moongate_become(uid_t user, gid_t group) {
    struct passwd *entry = getpwuid(user);
    if (setgid(group) < 0) return -1;
    if (entry ? initgroups(entry->pw_name, group) < 0 : setgroups(1, &group) < 0) return -1;
    return setuid(user);
}
