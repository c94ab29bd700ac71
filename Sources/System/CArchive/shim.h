#pragma once
#include <archive.h>
#include <archive_entry.h>

// AE_IFREG and its siblings are cast macros, which Swift cannot import.
static const unsigned int pkg_AE_IFMT = AE_IFMT;
static const unsigned int pkg_AE_IFREG = AE_IFREG;
static const unsigned int pkg_AE_IFDIR = AE_IFDIR;
static const unsigned int pkg_AE_IFLNK = AE_IFLNK;
