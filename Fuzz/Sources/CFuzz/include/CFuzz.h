#pragma once
#include <stddef.h>
#include <stdint.h>

/// Counts from here on what is allocated and not freed, and the processor's time.
///
/// The allocation that lifts the count over `bytes` ends the program with its stack.
void fuzz_meter_begin(size_t bytes);

/// Stops counting, and ends the program when more than `nanoseconds` were spent.
void fuzz_meter_end(uint64_t nanoseconds);
