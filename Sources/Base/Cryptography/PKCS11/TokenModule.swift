internal import CPKCS11
internal import Glibc
internal import Synchronization

/// A loaded PKCS#11 module; it stays loaded until the process ends, as its threads may.
///
/// - SeeAlso: PKCS #11 Cryptographic Token Interface Base Specification, OASIS.
@safe
final class TokenModule: @unchecked Sendable {
  private let functions: UnsafePointer<CK_FUNCTION_LIST>

  private static let loaded = Mutex<[String: TokenModule]>([:])

  /// The module of a path, loaded and initialised once.
  static func load(_ path: String) throws(SigningFailure) -> TokenModule {
    try loaded.withLock { (modules) throws(SigningFailure) in
      if let module = modules[path] { return module }
      let module = try TokenModule(path)
      modules[path] = module
      return module
    }
  }

  private init(_ path: String) throws(SigningFailure) {
    guard let library = unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      let words = unsafe dlerror().map { unsafe String(cString: $0) } ?? path
      throw SigningFailure(.unavailable, "PKCS#11", "the module cannot be loaded: \(words)")
    }
    guard let symbol = unsafe dlsym(library, "C_GetFunctionList") else {
      throw SigningFailure(.unavailable, "PKCS#11", "'\(path)' is no PKCS#11 module")
    }
    let list = unsafe unsafeBitCast(symbol, to: CK_C_GetFunctionList.self)
    var functions: UnsafeMutablePointer<CK_FUNCTION_LIST>?
    try tokenCheck(unsafe list(&functions), "C_GetFunctionList")
    guard let functions = unsafe functions else {
      throw SigningFailure(.unavailable, "PKCS#11", "'\(path)' has no functions")
    }
    unsafe self.functions = UnsafePointer(functions)
    var arguments = unsafe CK_C_INITIALIZE_ARGS()
    unsafe arguments.flags = CK_FLAGS(CKF_OS_LOCKING_OK)
    let result = unsafe self.functions.pointee.C_Initialize?(&arguments)
    if result != CK_RV(CKR_CRYPTOKI_ALREADY_INITIALIZED) { try tokenCheck(result, "C_Initialize") }
  }

  /// The slots that have a token.
  func slots() throws(SigningFailure) -> [CK_SLOT_ID] {
    var count: CK_ULONG = 0
    try tokenCheck(unsafe functions.pointee.C_GetSlotList?(1, nil, &count), "C_GetSlotList")
    var slots = [CK_SLOT_ID](repeating: 0, count: Int(min(count, 1024)) + 8)
    count = CK_ULONG(slots.count)
    try tokenCheck(unsafe functions.pointee.C_GetSlotList?(1, &slots, &count), "C_GetSlotList")
    return Array(slots.prefix(Int(count)))
  }

  func tokenInfo(_ slot: CK_SLOT_ID) throws(SigningFailure) -> CK_TOKEN_INFO {
    var info = CK_TOKEN_INFO()
    try tokenCheck(unsafe functions.pointee.C_GetTokenInfo?(slot, &info), "C_GetTokenInfo")
    return info
  }

  func openSession(_ slot: CK_SLOT_ID) throws(SigningFailure) -> CK_SESSION_HANDLE {
    var session: CK_SESSION_HANDLE = 0
    try tokenCheck(
      unsafe functions.pointee.C_OpenSession?(
        slot, CK_FLAGS(CKF_SERIAL_SESSION), nil, nil, &session), "C_OpenSession")
    return session
  }

  func closeSession(_ session: CK_SESSION_HANDLE) {
    // Nothing can be done about a session that does not close.
    _ = unsafe functions.pointee.C_CloseSession?(session)
  }

  /// Logs in with a PIN; `nil` lets the token ask on its own keys.
  func logIn(
    _ session: CK_SESSION_HANDLE, as user: Int, _ pin: SecretBytes?
  ) throws(SigningFailure) {
    let user = CK_USER_TYPE(user)
    let result =
      if let pin {
        unsafe pin.withUnsafeBytes { bytes in
          unsafe functions.pointee.C_Login?(
            session, user, bytes.bindMemory(to: CK_UTF8CHAR.self).baseAddress,
            CK_ULONG(bytes.count))
        }
      } else {
        unsafe functions.pointee.C_Login?(session, user, nil, 0)
      }
    if result == CK_RV(CKR_USER_ALREADY_LOGGED_IN) { return }
    try tokenCheck(result, "C_Login")
  }

  /// The objects that have these attributes; at most 64 are told.
  func objects(
    _ session: CK_SESSION_HANDLE, _ attributes: [(type: Int, value: [UInt8])]
  ) throws(SigningFailure) -> [CK_OBJECT_HANDLE] {
    // The template points into one run of bytes that lives as long as the search starts.
    var bytes = attributes.flatMap(\.value) + [0]
    let started = unsafe bytes.withUnsafeMutableBytes { bytes in
      var offset = 0
      var template = unsafe attributes.map { attribute in
        defer { offset += attribute.value.count }
        return unsafe CK_ATTRIBUTE(
          type: CK_ATTRIBUTE_TYPE(attribute.type), pValue: bytes.baseAddress?.advanced(by: offset),
          ulValueLen: CK_ULONG(attribute.value.count))
      }
      return unsafe functions.pointee.C_FindObjectsInit?(
        session, &template, CK_ULONG(template.count))
    }
    try tokenCheck(started, "C_FindObjectsInit")
    var found: [CK_OBJECT_HANDLE] = []
    var batch = [CK_OBJECT_HANDLE](repeating: 0, count: 16)
    var result: CK_RV?
    repeat {
      var count: CK_ULONG = 0
      result = unsafe functions.pointee.C_FindObjects?(
        session, &batch, CK_ULONG(batch.count), &count)
      guard result == CK_RV(CKR_OK), count > 0 else { break }
      found += batch.prefix(Int(count))
    } while found.count < 64
    _ = unsafe functions.pointee.C_FindObjectsFinal?(session)
    try tokenCheck(result, "C_FindObjects")
    return found
  }

  /// An attribute's value; `nil` when the object does not have it, or does not tell.
  func attribute(
    _ session: CK_SESSION_HANDLE, _ object: CK_OBJECT_HANDLE, _ type: Int
  ) -> [UInt8]? {
    var attribute = unsafe CK_ATTRIBUTE(
      type: CK_ATTRIBUTE_TYPE(type), pValue: nil, ulValueLen: 0)
    guard
      unsafe functions.pointee.C_GetAttributeValue?(session, object, &attribute, 1)
        == CK_RV(CKR_OK), unsafe attribute.ulValueLen <= 65536
    else { return nil }
    var value = unsafe [UInt8](repeating: 0, count: Int(attribute.ulValueLen))
    let result = unsafe value.withUnsafeMutableBytes { room in
      unsafe attribute.pValue = room.baseAddress
      return unsafe functions.pointee.C_GetAttributeValue?(session, object, &attribute, 1)
    }
    guard result == CK_RV(CKR_OK), unsafe Int(attribute.ulValueLen) <= value.count else {
      return nil
    }
    return unsafe Array(value.prefix(Int(attribute.ulValueLen)))
  }

  /// Signs; `authenticate` is called between the two steps for keys that ask for the PIN each time.
  func sign(
    _ session: CK_SESSION_HANDLE, _ key: CK_OBJECT_HANDLE, mechanism: Int, _ bytes: [UInt8],
    size: Int, authenticate: () throws(SigningFailure) -> Void
  ) throws(SigningFailure) -> [UInt8] {
    var mechanism = unsafe CK_MECHANISM(
      mechanism: CK_MECHANISM_TYPE(mechanism), pParameter: nil, ulParameterLen: 0)
    try tokenCheck(unsafe functions.pointee.C_SignInit?(session, &mechanism, key), "C_SignInit")
    try authenticate()
    var signature = [UInt8](repeating: 0, count: size)
    var count = CK_ULONG(size)
    try tokenCheck(
      unsafe functions.pointee.C_Sign?(
        session, bytes, CK_ULONG(bytes.count), &signature, &count), "C_Sign")
    guard count == CK_ULONG(size) else {
      throw SigningFailure(.badAnswer, "PKCS#11", "the signature has \(count) bytes, not \(size)")
    }
    return signature
  }
}

/// Throws unless a function of a module succeeded.
func tokenCheck(_ result: CK_RV?, _ function: String) throws(SigningFailure) {
  guard let result else {
    throw SigningFailure(.unsupported, "PKCS#11", "the module has no \(function)")
  }
  guard result != CK_RV(CKR_OK) else { return }
  let (kind, name): (SigningFailure.Kind, String) =
    switch Int(result) {
    case Int(CKR_PIN_INCORRECT): (.wrongSecret, "CKR_PIN_INCORRECT")
    case Int(CKR_PIN_INVALID): (.wrongSecret, "CKR_PIN_INVALID")
    case Int(CKR_PIN_LEN_RANGE): (.wrongSecret, "CKR_PIN_LEN_RANGE")
    case Int(CKR_PIN_EXPIRED): (.secretLocked, "CKR_PIN_EXPIRED")
    case Int(CKR_PIN_LOCKED): (.secretLocked, "CKR_PIN_LOCKED")
    case Int(CKR_USER_NOT_LOGGED_IN): (.secretNeeded, "CKR_USER_NOT_LOGGED_IN")
    case Int(CKR_TOKEN_NOT_PRESENT): (.unavailable, "CKR_TOKEN_NOT_PRESENT")
    case Int(CKR_DEVICE_REMOVED): (.unavailable, "CKR_DEVICE_REMOVED")
    case Int(CKR_MECHANISM_INVALID): (.unsupported, "CKR_MECHANISM_INVALID")
    default: (.refused, "CKR 0x\(String(result, radix: 16))")
    }
  throw SigningFailure(kind, "PKCS#11", "\(function): \(name)")
}
