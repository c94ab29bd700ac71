#pragma once
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// What Swift does not see: variadic functions, calls that glibc declares only under _GNU_SOURCE,
// and Landlock (Linux 5.13), which glibc has no functions for and older headers no names.

static inline int pkg_prctl(int option, unsigned long value) {
  return prctl(option, value, 0, 0, 0);
}

static inline int pkg_unshare(int flags) { return (int)syscall(SYS_unshare, flags); }
static const int pkg_CLONE_NEWUSER = 0x10000000;
static const int pkg_CLONE_NEWNET = 0x40000000;

static inline int pkg_setrlimit(int resource, uint64_t soft, uint64_t hard) {
  struct rlimit limit = {soft, hard};
  return setrlimit((__rlimit_resource_t)resource, &limit);
}
static const int pkg_RLIMIT_CPU = RLIMIT_CPU, pkg_RLIMIT_AS = RLIMIT_AS,
                 pkg_RLIMIT_FSIZE = RLIMIT_FSIZE, pkg_RLIMIT_NPROC = RLIMIT_NPROC,
                 pkg_RLIMIT_CORE = RLIMIT_CORE;

// struct landlock_ruleset_attr of linux/landlock.h, as of version 6 of the interface.
struct pkg_landlock_ruleset {
  uint64_t handled_access_fs, handled_access_net, scoped;
};

// struct landlock_path_beneath_attr.
struct __attribute__((packed)) pkg_landlock_path {
  uint64_t allowed_access;
  int32_t parent_fd;
};

// The numbers are the same on every architecture.
static inline int pkg_landlock_version(void) { return (int)syscall(444, NULL, 0, 1); }
static inline int pkg_landlock_create(const struct pkg_landlock_ruleset *rules, size_t size) {
  return (int)syscall(444, rules, size, 0);
}
static inline int pkg_landlock_allow(int ruleset, const struct pkg_landlock_path *path) {
  return (int)syscall(445, ruleset, 1, path, 0);
}
static inline int pkg_landlock_restrict(int ruleset) { return (int)syscall(446, ruleset, 0); }
