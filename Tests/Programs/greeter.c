/* Enough of the C library to have symbols, versions and thread storage. */
#include <stdio.h>

static int twice(int x) { return 2 * x; }
__thread int count = 3;

int main(int argc, char **argv) {
  (void)argv;
  printf("%d %d\n", twice(argc), count);
  return 0;
}
