#include "CTestSupport.h"

#include <openssl/crypto.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

void __lsan_register_root_region(const void *start, size_t size) __attribute__((weak));

// The leak checker does not look into libcrypto's secure heap, which is no memory of malloc's, and
// takes for lost what only the random number generators in there point to.
static void showSecureHeap(void) {
  if (__lsan_register_root_region == NULL || !CRYPTO_secure_malloc_initialized()) return;
  void *inside = OPENSSL_secure_malloc(16);
  FILE *maps = fopen("/proc/self/maps", "r");
  if (maps == NULL) return;
  uintptr_t start, end;
  while (fscanf(maps, "%lx-%lx%*[^\n]", &start, &end) == 2) {
    if (start <= (uintptr_t)inside && (uintptr_t)inside < end) {
      __lsan_register_root_region((void *)start, end - start);
    }
  }
  fclose(maps);
  OPENSSL_secure_free(inside);
}

__attribute__((constructor)) static void showItAtExit(void) { atexit(showSecureHeap); }
