// SoftHSM's token as other tokens behave, for the tests of PKCS#11.
//
// With -DMAKE_KEY a program that makes an RSA key on the token 'release', label 'always', which asks
// for the PIN at each signature. Else a module that hands everything on to SoftHSM but the login:
// with -DPAD the token has keys of its own to type the PIN on, with -DLOCKED its PIN is locked, and
// with -DLOCKS the next attempt locks it.
#include "pkcs11.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#define SOFTHSM "/usr/lib/softhsm/libsofthsm2.so"
static const char pin[] = "73912";

static CK_FUNCTION_LIST *softhsm(void **library) {
  CK_FUNCTION_LIST *list = 0;
  *library = dlopen(SOFTHSM, RTLD_NOW);
  CK_C_GetFunctionList get = *library ? (CK_C_GetFunctionList)dlsym(*library, "C_GetFunctionList") : 0;
  if (get) get(&list);
  return list;
}

#ifdef MAKE_KEY
typedef CK_RV (*Generate)(CK_SESSION_HANDLE, CK_MECHANISM *, CK_ATTRIBUTE *, CK_ULONG, CK_ATTRIBUTE *,
                          CK_ULONG, CK_OBJECT_HANDLE *, CK_OBJECT_HANDLE *);

int main(void) {
  void *library;
  CK_FUNCTION_LIST *list = softhsm(&library);
  CK_SLOT_ID slots[16];
  CK_ULONG count = 16;
  if (!list || list->C_Initialize(0) || list->C_GetSlotList(1, slots, &count)) return 1;
  for (CK_ULONG i = 0; i < count; i++) {
    CK_TOKEN_INFO info;
    if (list->C_GetTokenInfo(slots[i], &info) || memcmp(info.label, "release ", 8)) continue;
    CK_SESSION_HANDLE session;
    // For reading and writing, and in turn.
    if (list->C_OpenSession(slots[i], 6, 0, 0, &session)) return 2;
    if (list->C_Login(session, CKU_USER, (const CK_UTF8CHAR *)pin, 5)) return 3;
    CK_BBOOL yes = 1;
    CK_ULONG bits = 2048;
    CK_BYTE exponent[] = {1, 0, 1}, identifier[] = {0x21};
    enum { TOKEN = 1, PRIVATE = 2, LABEL = 3, ID = 0x102, SENSITIVE = 0x103, SIGN = 0x108,
           VERIFY = 0x10a, MODULUS_BITS = 0x121, PUBLIC_EXPONENT = 0x122 };
    CK_ATTRIBUTE public[] = {
      {TOKEN, &yes, 1}, {LABEL, "always", 6}, {ID, identifier, 1}, {VERIFY, &yes, 1},
      {MODULUS_BITS, &bits, sizeof bits}, {PUBLIC_EXPONENT, exponent, 3}};
    CK_ATTRIBUTE private[] = {
      {TOKEN, &yes, 1}, {LABEL, "always", 6}, {ID, identifier, 1}, {PRIVATE, &yes, 1},
      {SENSITIVE, &yes, 1}, {SIGN, &yes, 1}, {CKA_ALWAYS_AUTHENTICATE, &yes, 1}};
    CK_MECHANISM mechanism = {0, 0, 0};  // CKM_RSA_PKCS_KEY_PAIR_GEN
    CK_OBJECT_HANDLE one, other;
    Generate generate = (Generate)dlsym(library, "C_GenerateKeyPair");
    CK_RV result = generate(session, &mechanism, public, 6, private, 7, &one, &other);
    if (result) fprintf(stderr, "C_GenerateKeyPair: %lx\n", result);
    return result ? 4 : 0;
  }
  return 5;
}
#else
static CK_FUNCTION_LIST *real, changed;

static CK_RV tokenInfo(CK_SLOT_ID slot, CK_TOKEN_INFO *info) {
  CK_RV result = real->C_GetTokenInfo(slot, info);
#ifdef PAD
  info->flags |= CKF_PROTECTED_AUTHENTICATION_PATH;
#elif defined(LOCKED)
  info->flags |= CKF_USER_PIN_LOCKED;
#endif
  return result;
}

static CK_RV login(CK_SESSION_HANDLE session, CK_USER_TYPE user, const CK_UTF8CHAR *text, CK_ULONG count) {
#ifdef LOCKS
  return CKR_PIN_LOCKED;
#endif
  // Who holds the token types the PIN.
  if (!text) return real->C_Login(session, user, (const CK_UTF8CHAR *)pin, 5);
  return real->C_Login(session, user, text, count);
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST **list) {
  void *library;
  real = softhsm(&library);
  if (!real) return 5;  // CKR_GENERAL_ERROR
  changed = *real;
  changed.C_GetTokenInfo = tokenInfo;
  changed.C_Login = login;
  *list = &changed;
  return 0;
}
#endif
