#pragma once
// What of PKCS #11 (OASIS, version 2.40 and 3.0) signing needs, under the standard's names. A module
// is a shared library that the user names; nothing is linked.

typedef unsigned char CK_BYTE, CK_UTF8CHAR, CK_BBOOL;
typedef unsigned long CK_ULONG, CK_RV, CK_FLAGS, CK_SLOT_ID, CK_SESSION_HANDLE, CK_OBJECT_HANDLE,
    CK_USER_TYPE, CK_ATTRIBUTE_TYPE, CK_MECHANISM_TYPE;

typedef struct { CK_BYTE major, minor; } CK_VERSION;

typedef struct {
  CK_UTF8CHAR label[32], manufacturerID[32], model[16], serialNumber[16];
  CK_FLAGS flags;
  CK_ULONG ulMaxSessionCount, ulSessionCount, ulMaxRwSessionCount, ulRwSessionCount, ulMaxPinLen,
      ulMinPinLen, ulTotalPublicMemory, ulFreePublicMemory, ulTotalPrivateMemory,
      ulFreePrivateMemory;
  CK_VERSION hardwareVersion, firmwareVersion;
  CK_UTF8CHAR utcTime[16];
} CK_TOKEN_INFO;

typedef struct {
  CK_ATTRIBUTE_TYPE type;
  void *pValue;
  CK_ULONG ulValueLen;
} CK_ATTRIBUTE;

typedef struct {
  CK_MECHANISM_TYPE mechanism;
  void *pParameter;
  CK_ULONG ulParameterLen;
} CK_MECHANISM;

typedef struct {
  void *CreateMutex, *DestroyMutex, *LockMutex, *UnlockMutex;
  CK_FLAGS flags;
  void *pReserved;
} CK_C_INITIALIZE_ARGS;

// The table of functions has a fixed order; those that are not called have no type here.
typedef struct {
  CK_VERSION version;
  CK_RV (*C_Initialize)(void *);
  void *C_Finalize, *C_GetInfo, *C_GetFunctionList;
  CK_RV (*C_GetSlotList)(CK_BBOOL, CK_SLOT_ID *, CK_ULONG *);
  void *C_GetSlotInfo;
  CK_RV (*C_GetTokenInfo)(CK_SLOT_ID, CK_TOKEN_INFO *);
  void *C_GetMechanismList, *C_GetMechanismInfo, *C_InitToken, *C_InitPIN, *C_SetPIN;
  CK_RV (*C_OpenSession)(CK_SLOT_ID, CK_FLAGS, void *, void *, CK_SESSION_HANDLE *);
  CK_RV (*C_CloseSession)(CK_SESSION_HANDLE);
  void *C_CloseAllSessions, *C_GetSessionInfo, *C_GetOperationState, *C_SetOperationState;
  CK_RV (*C_Login)(CK_SESSION_HANDLE, CK_USER_TYPE, const CK_UTF8CHAR *, CK_ULONG);
  void *C_Logout, *C_CreateObject, *C_CopyObject, *C_DestroyObject, *C_GetObjectSize;
  CK_RV (*C_GetAttributeValue)(CK_SESSION_HANDLE, CK_OBJECT_HANDLE, CK_ATTRIBUTE *, CK_ULONG);
  void *C_SetAttributeValue;
  CK_RV (*C_FindObjectsInit)(CK_SESSION_HANDLE, CK_ATTRIBUTE *, CK_ULONG);
  CK_RV (*C_FindObjects)(CK_SESSION_HANDLE, CK_OBJECT_HANDLE *, CK_ULONG, CK_ULONG *);
  CK_RV (*C_FindObjectsFinal)(CK_SESSION_HANDLE);
  void *C_EncryptInit, *C_Encrypt, *C_EncryptUpdate, *C_EncryptFinal, *C_DecryptInit, *C_Decrypt,
      *C_DecryptUpdate, *C_DecryptFinal, *C_DigestInit, *C_Digest, *C_DigestUpdate, *C_DigestKey,
      *C_DigestFinal;
  CK_RV (*C_SignInit)(CK_SESSION_HANDLE, CK_MECHANISM *, CK_OBJECT_HANDLE);
  CK_RV (*C_Sign)(CK_SESSION_HANDLE, const CK_BYTE *, CK_ULONG, CK_BYTE *, CK_ULONG *);
} CK_FUNCTION_LIST;

typedef CK_RV (*CK_C_GetFunctionList)(CK_FUNCTION_LIST **);

enum {
  CKF_OS_LOCKING_OK = 2, CKF_SERIAL_SESSION = 4,
  CKF_LOGIN_REQUIRED = 4, CKF_PROTECTED_AUTHENTICATION_PATH = 0x100, CKF_TOKEN_INITIALIZED = 0x400,
  CKF_USER_PIN_LOCKED = 0x40000,
  CKU_USER = 1, CKU_CONTEXT_SPECIFIC = 2,
  CKO_PUBLIC_KEY = 2, CKO_PRIVATE_KEY = 3,
  CKA_CLASS = 0, CKA_LABEL = 3, CKA_KEY_TYPE = 0x100, CKA_ID = 0x102, CKA_MODULUS = 0x120,
  CKA_PUBLIC_EXPONENT = 0x122, CKA_EC_PARAMS = 0x180, CKA_EC_POINT = 0x181,
  CKA_ALWAYS_AUTHENTICATE = 0x202,
  CKK_RSA = 0, CKK_EC = 3, CKK_EC_EDWARDS = 0x40,
  CKM_RSA_PKCS = 1, CKM_ECDSA = 0x1041, CKM_EDDSA = 0x1057,
};

// Why the module says no.
enum {
  CKR_OK = 0, CKR_DEVICE_REMOVED = 0x32, CKR_MECHANISM_INVALID = 0x70, CKR_PIN_INCORRECT = 0xa0,
  CKR_PIN_INVALID = 0xa1, CKR_PIN_LEN_RANGE = 0xa2, CKR_PIN_EXPIRED = 0xa3, CKR_PIN_LOCKED = 0xa4,
  CKR_TOKEN_NOT_PRESENT = 0xe0, CKR_USER_ALREADY_LOGGED_IN = 0x100, CKR_USER_NOT_LOGGED_IN = 0x101,
  CKR_CRYPTOKI_ALREADY_INITIALIZED = 0x191,
};
