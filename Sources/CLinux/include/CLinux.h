// The Linux calls that Swift's Glibc module does not show. Every function returns what the call returns;
// on failure -1 with errno set.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// inotify(7)
enum {
    moongate_in_close_write = 0x00000008,
    moongate_in_moved_from = 0x00000040,
    moongate_in_moved_to = 0x00000080,
    moongate_in_create = 0x00000100,
    moongate_in_delete = 0x00000200,
    moongate_in_delete_self = 0x00000400,
    moongate_in_move_self = 0x00000800,
    moongate_in_modify = 0x00000002,
    moongate_in_attrib = 0x00000004,
    moongate_in_unmount = 0x00002000,
    moongate_in_overflow = 0x00004000,
    moongate_in_ignored = 0x00008000,
    moongate_in_onlydir = 0x01000000,
    moongate_in_isdir = 0x40000000,
};
int moongate_inotify_init(void);
int moongate_inotify_add_watch(int fd, const char *path, uint32_t mask);
int moongate_inotify_rm_watch(int fd, int watch);
// Whether this user could have one more inotify instance: tried in a process of its own. 0, or the errno of
// inotify_init1(2); -1 where it cannot be tried (no process, no right to become the user).
int moongate_try_inotify_as(uid_t user, gid_t group);

// signalfd(2): blocks the signals for the calling thread (call before starting others) and gives a descriptor.
int moongate_signalfd(const int *signals, size_t count);
// The signal read from it, or -1 with EAGAIN.
int moongate_signalfd_read(int fd);

// Opens /dev/null as those of the descriptors 0, 1 and 2 that are closed: else the next file or socket that is opened gets
// the number, and what is printed goes into it. First thing in main.
void moongate_open_standard_descriptors(void);

// Becomes another user for good: group, groups (the user's own if it has an entry, else the group alone), user. 0, or -1.
int moongate_become(uid_t user, gid_t group);

// pipe2(2), non-blocking: [0] is for reading.
int moongate_pipe(int ends[2]);

// eventfd(2), non-blocking.
int moongate_eventfd(void);
void moongate_eventfd_raise(int fd);
void moongate_eventfd_clear(int fd);

// renameat2(2) with RENAME_NOREPLACE, or RENAME_EXCHANGE.
int moongate_rename_noreplace(int from_folder, const char *from, int to_folder, const char *to);
int moongate_rename_exchange(int from_folder, const char *from, int to_folder, const char *to);
int moongate_syncfs(int fd);
// Whether a path lies on tmpfs or ramfs, which a restart empties; also false where that cannot be told.
bool moongate_lies_in_memory(const char *path);

// statx(2) of a name in a folder, links not followed; of the descriptor itself where name is "".
// Times in nanoseconds since 1970; `born` is 0 where the file system keeps no birth time.
struct moongate_file_status {
    uint64_t device, mount, inode;
    int64_t size, modified, changed, born;
    uint32_t mode, links, owner, group;
};
int moongate_status(int folder, const char *name, struct moongate_file_status *status);

// Birth time in nanoseconds since 1970, 0 where the file system keeps none.
int64_t moongate_birth_time(int fd);
int moongate_flock_exclusive_nonblocking(int fd);
int moongate_flock_shared_nonblocking(int fd);
// Two connected sockets, non-blocking, and a descriptor through them.
int moongate_socket_pair(int ends[2]);
int moongate_send_descriptor(int socket, int fd);
int moongate_receive_descriptor(int socket);
// The user of the other end of a Unix socket.
int moongate_peer_user(int socket, uid_t *user, pid_t *process);
int moongate_accept(int socket);
// The user whose rights this thread has to files: the effective one, unless setfsuid(2) set another.
uid_t moongate_file_user(void);

// Whether anybody has this file, open for reading here, open for writing: 1 or 0; -1 where that cannot be told (somebody
// else's file without CAP_LEASE, a file system without leases). Ignores SIGIO in the whole process.
int moongate_has_writer(int fd);

// prctl(2): the name of the calling thread, which for the first one is the name in ps (15 bytes).
int moongate_process_name(const char *name);
// Starts a program in a new process with exactly these descriptors (fds[i] becomes 3+i); all signals unblocked. It is
// killed when the calling thread ends.
// What was inherited as standard input, output and error stays. Returns its process id.
pid_t moongate_spawn(const char *path, char *const arguments[], const int *fds, size_t fd_count);
// O_NOATIME, which Glibc shows to GNU programs alone.
enum { moongate_o_noatime = 01000000 };

// Lets this process open as many files as its hard limit allows, 65,536 at most. Returns how many.
int64_t moongate_raise_file_limit(void);

// Bounds what this process may take: processor seconds, bytes of address space, no core file, the least priority.
int moongate_limit_child(int64_t cpu_seconds, int64_t memory_bytes);
// A wait status taken apart: exit code, or -1; signal, or 0.
int moongate_exit_code(int status);
int moongate_exit_signal(int status);

// CPU time of the calling thread, and monotonic time, in nanoseconds.
int64_t moongate_thread_cpu_nanoseconds(void);
int64_t moongate_monotonic_nanoseconds(void);

// Memory shared between processes. `moongate_shared_memory` gives the descriptor of some that no file is behind, zero, with
// all its pages.
int moongate_shared_memory(size_t length);
void *moongate_map_shared(int fd, size_t length);
void moongate_unmap(void *address, size_t length);
uint64_t moongate_atomic_load(const uint64_t *slot);
void moongate_atomic_store(uint64_t *slot, uint64_t value);

// dirent without Swift's tuple for d_name: reads names into `buffer` one after another, NUL-terminated,
// each with one leading type byte ('f' file, 'd' folder, 'o' other, '?' unknown).
// Returns the bytes written, 0 at the end, -1 on failure.
ssize_t moongate_read_names(int folder, char *buffer, size_t capacity);
