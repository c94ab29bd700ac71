#include "CFuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

// Of AddressSanitizer; compiler-rt's <sanitizer/allocator_interface.h> and common_interface_defs.h.
int __sanitizer_install_malloc_and_free_hooks(
    void (*malloc_hook)(const volatile void *, size_t), void (*free_hook)(const volatile void *));
size_t __sanitizer_get_allocated_size(const volatile void *p);
void __sanitizer_print_stack_trace(void);

static int counting;
static long live;
static long allowed;
static uint64_t started;

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void allocated(const volatile void *p, size_t size) {
  (void)p;
  if (!counting) return;
  live += (long)size;
  if (live <= allowed) return;
  counting = 0;
  fprintf(stderr, "fuzz: an allocation of %zu makes %ld bytes in use, %ld are allowed\n", size,
          live, allowed);
  __sanitizer_print_stack_trace();
  abort();
}

static void freed(const volatile void *p) {
  if (counting && p) live -= (long)__sanitizer_get_allocated_size(p);
}

void fuzz_meter_begin(size_t bytes) {
  static int installed;
  if (!installed) {
    installed = 1;
    __sanitizer_install_malloc_and_free_hooks(allocated, freed);
  }
  live = 0;
  allowed = (long)bytes;
  started = now();
  counting = 1;
}

void fuzz_meter_end(uint64_t nanoseconds) {
  counting = 0;
  uint64_t spent = now() - started;
  if (spent <= nanoseconds) return;
  fprintf(stderr, "fuzz: it took %.3f s of the processor, %.3f s are allowed\n", spent / 1e9,
          nanoseconds / 1e9);
  abort();
}
