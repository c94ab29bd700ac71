#pragma once
#include <lzma.h>

// Cast macros, which Swift cannot import.
static const lzma_vli pkg_LZMA_FILTER_LZMA2 = LZMA_FILTER_LZMA2;
static const lzma_vli pkg_LZMA_VLI_UNKNOWN = LZMA_VLI_UNKNOWN;
