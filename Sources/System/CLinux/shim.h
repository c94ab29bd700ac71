#pragma once
#include "confine.h"
#include <fcntl.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

// Declared by glibc only under _GNU_SOURCE, which Swift's importer does not set.
static inline ssize_t pkg_copy_file_range(int from, int64_t *fromOffset, int to,
                                          int64_t *toOffset, size_t count) {
  return syscall(SYS_copy_file_range, from, fromOffset, to, toOffset, count, 0);
}

#ifndef __O_TMPFILE
#define __O_TMPFILE 020000000
#endif
static const int pkg_O_TMPFILE = __O_TMPFILE | O_DIRECTORY;
