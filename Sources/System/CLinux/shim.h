#pragma once
#include "confine.h"
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

// Declared by glibc only under _GNU_SOURCE, which Swift's importer does not set.
static inline ssize_t pkg_copy_file_range(int from, int64_t *fromOffset, int to,
                                          int64_t *toOffset, size_t count) {
  return syscall(SYS_copy_file_range, from, fromOffset, to, toOffset, count, 0);
}

// SYNC_FILE_RANGE_WRITE; the arguments' order is each architecture's own, so glibc's function.
extern int sync_file_range(int descriptor, int64_t offset, int64_t count, unsigned flags);
static inline int pkg_start_writeback(int descriptor, int64_t offset, int64_t count) {
  return sync_file_range(descriptor, offset, count, 2);
}

#ifndef __O_TMPFILE
#define __O_TMPFILE 020000000
#endif
static const int pkg_O_TMPFILE = __O_TMPFILE | O_DIRECTORY;
static const int pkg_O_DIRECT = __O_DIRECT;

#include <sys/socket.h>

// Who listens at the other end of a Unix socket; -1 when that cannot be told. struct ucred is
// declared by glibc only under _GNU_SOURCE.
static inline int64_t pkg_peer_user(int descriptor) {
  struct { int pid; unsigned uid, gid; } peer;
  socklen_t size = sizeof peer;
  if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return -1;
  return peer.uid;
}

// Descriptors that programs started by other threads do not inherit.
static inline int pkg_pipe(int ends[2]) { return (int)syscall(SYS_pipe2, ends, O_CLOEXEC); }
static inline int pkg_memory_file(void) {
  return (int)syscall(SYS_memfd_create, "pkg", 1u /* MFD_CLOEXEC */);
}
static const int16_t pkg_POSIX_SPAWN_SETSID = 0x80;
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);
static inline int pkg_close_from(posix_spawn_file_actions_t *actions, int first) {
  return posix_spawn_file_actions_addclosefrom_np(actions, first);
}
