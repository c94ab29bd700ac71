#pragma once
#include <malloc.h>
#include <openssl/bn.h>
#include <openssl/cms.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ct.h>
#include <openssl/decoder.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/param_build.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/store.h>
#include <openssl/ts.h>
#include <openssl/ui.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

// OPENSSL_free and OPENSSL_malloc are macros that carry __FILE__, which Swift cannot import.
static inline void pkg_OPENSSL_free(void *pointer) { OPENSSL_free(pointer); }
static inline void *pkg_OPENSSL_malloc(size_t count) { return OPENSSL_malloc(count); }

// The C library's module leaves <malloc.h> out.
static inline size_t pkg_allocated(void *pointer) { return malloc_usable_size(pointer); }

// Macros with arguments, built of macros, and of shifted numbers.
static inline void pkg_free_certificates(OPENSSL_STACK *stack) {
  OPENSSL_sk_pop_free(stack, (OPENSSL_sk_freefunc)X509_free);
}
static const int pkg_TS_VFY_imprint = TS_VFY_SIGNATURE | TS_VFY_VERSION | TS_VFY_IMPRINT;
static const int pkg_EVP_PKEY_KEYPAIR = EVP_PKEY_KEYPAIR;
static const int pkg_OSSL_STORE_INFO_PKEY = OSSL_STORE_INFO_PKEY;
