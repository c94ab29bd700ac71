#pragma once
#include <zlib.h>

// deflateInit2 is a macro, which Swift cannot import.
static inline int pkg_deflateInitGzip(z_stream *stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
}

static inline int pkg_deflateInitZlib(z_stream *stream, int level) {
  return deflateInit(stream, level);
}

static inline int pkg_inflateInitZlib(z_stream *stream) {
  return inflateInit(stream);
}

static inline int pkg_inflateInitGzip(z_stream *stream) {
  return inflateInit2(stream, 15 + 16);
}
