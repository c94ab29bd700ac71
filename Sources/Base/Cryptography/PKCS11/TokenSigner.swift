internal import CPKCS11
internal import Synchronization

/// A private key on a PKCS#11 token: a smart card, an HSM, or software behind the same interface.
public final class TokenSigner: RawSigner {
  public let publicKey: PublicKey
  private let module: TokenModule
  private let session: CK_SESSION_HANDLE
  private let key: CK_OBJECT_HANDLE
  /// Whether the key asks for the PIN at each signature, `CKA_ALWAYS_AUTHENTICATE`.
  private let asksForEach: Bool
  /// Kept only for such a key; `nil` where the token asks on its own keys.
  private let pin: SecretBytes?
  /// A session does one thing at a time.
  private let isFree = Mutex<Void>(())

  /// Finds the key and logs in.
  ///
  /// `expected` stands in when the token does not hold the public half. `pin` is asked when the
  /// token wants one.
  ///
  /// - Throws: `SigningFailure` `.unavailable`, `.noSuchKey`, `.ambiguousKey`, `.secretNeeded`,
  ///   `.wrongSecret`, `.secretLocked`, `.unsupported`; whatever `pin` throws.
  public init(
    _ selection: TokenSelection, expecting expected: PublicKey?,
    pin: () throws(SigningFailure) -> SecretBytes?
  ) throws(SigningFailure) {
    let module = try TokenModule.load(selection.module)
    let slot = try selection.slot(of: module)
    let session = try module.openSession(slot)
    do throws(SigningFailure) {
      let secret = try Self.logIn(session, slot, module, pin)
      let key = try selection.privateKey(session, module)
      publicKey = try Self.publicKey(of: key, session, module, expected)
      self.key = key
      asksForEach = module.attribute(session, key, Int(CKA_ALWAYS_AUTHENTICATE)) == [1]
      self.pin = asksForEach ? secret : nil
    } catch {
      module.closeSession(session)
      throw error
    }
    self.module = module
    self.session = session
  }

  deinit { module.closeSession(session) }

  public func sign(
    _ digest: [UInt8], _ algorithm: DigestAlgorithm
  ) throws(SigningFailure) -> [UInt8] {
    let (mechanism, message, size): (Int, [UInt8], Int) =
      switch publicKey.components {
      case .rsa(let modulus, _):
        (Int(CKM_RSA_PKCS), try algorithm.digestInfo(digest), modulus.count)
      case .ecdsa(let curve, _): (Int(CKM_ECDSA), digest, 2 * curve.coordinateSize)
      case .ed25519: (Int(CKM_EDDSA), digest, 64)
      }
    return try isFree.withLock { (_) throws(SigningFailure) in
      try module.sign(session, key, mechanism: mechanism, message, size: size) {
        () throws(SigningFailure) in
        if asksForEach { try module.logIn(session, as: Int(CKU_CONTEXT_SPECIFIC), pin) }
      }
    }
  }

  /// Logs in where the token wants it; returns the PIN that was used.
  private static func logIn(
    _ session: CK_SESSION_HANDLE, _ slot: CK_SLOT_ID, _ module: TokenModule,
    _ pin: () throws(SigningFailure) -> SecretBytes?
  ) throws(SigningFailure) -> SecretBytes? {
    let flags = Int(try module.tokenInfo(slot).flags)
    guard flags & Int(CKF_LOGIN_REQUIRED) != 0 else { return nil }
    guard flags & Int(CKF_USER_PIN_LOCKED) == 0 else {
      throw SigningFailure(.secretLocked, "PKCS#11", "the token's PIN is locked")
    }
    let secret = try pin()
    guard secret != nil || flags & Int(CKF_PROTECTED_AUTHENTICATION_PATH) != 0 else {
      throw SigningFailure(.secretNeeded, "PKCS#11", "the token wants a PIN")
    }
    try module.logIn(session, as: Int(CKU_USER), secret)
    return secret
  }

  /// The public half: out of the key's own attributes (RSA), or of the public object beside it.
  private static func publicKey(
    of key: CK_OBJECT_HANDLE, _ session: CK_SESSION_HANDLE, _ module: TokenModule,
    _ expected: PublicKey?
  ) throws(SigningFailure) -> PublicKey {
    var holders = [key]
    if let identifier = module.attribute(session, key, Int(CKA_ID)), !identifier.isEmpty {
      holders += try module.objects(
        session,
        [
          (Int(CKA_CLASS), tokenNumber(CKO_PUBLIC_KEY)), (Int(CKA_ID), identifier),
        ])
    }
    do throws(CryptographyError) {
      for holder in holders {
        if let components = module.components(session, holder) { return try PublicKey(components) }
      }
    } catch { throw SigningFailure(error) }
    guard let expected else {
      throw SigningFailure(
        .noSuchKey, "PKCS#11",
        "the token holds no public key of a known kind beside the private one")
    }
    return expected
  }
}

extension TokenSelection {
  /// The one slot whose token fits.
  func slot(of module: TokenModule) throws(SigningFailure) -> CK_SLOT_ID {
    var names: [String] = []
    var fitting: [CK_SLOT_ID] = []
    for slot in try module.slots() where self.slot == nil || self.slot == UInt64(slot) {
      let info = try module.tokenInfo(slot)
      guard Int(info.flags) & Int(CKF_TOKEN_INITIALIZED) != 0 else { continue }
      let label = unsafe withUnsafeBytes(of: info.label) { unsafe trimmed($0) }
      names.append("'\(label)'")
      let maker = unsafe withUnsafeBytes(of: info.manufacturerID) { unsafe trimmed($0) }
      let kind = unsafe withUnsafeBytes(of: info.model) { unsafe trimmed($0) }
      let number = unsafe withUnsafeBytes(of: info.serialNumber) { unsafe trimmed($0) }
      let isFitting =
        fits(token, label) && fits(manufacturer, maker) && fits(model, kind) && fits(serial, number)
      if isFitting { fitting.append(slot) }
    }
    let present = names.isEmpty ? "none" : names.joined(separator: ", ")
    guard let only = fitting.first else {
      throw SigningFailure(.noSuchKey, "PKCS#11", "no such token; there are: \(present)")
    }
    guard fitting.count == 1 else {
      throw SigningFailure(.ambiguousKey, "PKCS#11", "several tokens fit; there are: \(present)")
    }
    return only
  }

  /// The one private key that fits.
  func privateKey(
    _ session: CK_SESSION_HANDLE, _ module: TokenModule
  ) throws(SigningFailure) -> CK_OBJECT_HANDLE {
    var wanted = [(type: Int(CKA_CLASS), value: tokenNumber(CKO_PRIVATE_KEY))]
    if let label { wanted.append((Int(CKA_LABEL), Array(label.utf8))) }
    if let identifier { wanted.append((Int(CKA_ID), identifier)) }
    let found = try module.objects(session, wanted)
    guard let only = found.first else {
      throw SigningFailure(.noSuchKey, "PKCS#11", "the token has no such private key")
    }
    guard found.count == 1 else {
      let identifiers = found.map { key in
        (module.attribute(session, key, Int(CKA_ID)) ?? []).map { byte in
          "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
      }
      throw SigningFailure(
        .ambiguousKey, "PKCS#11",
        "\(found.count) private keys fit; their ids are \(identifiers.joined(separator: ", "))")
    }
    return only
  }

  private func fits(_ wanted: String?, _ text: String) -> Bool {
    wanted.map { $0 == text } != false
  }
}

extension TokenModule {
  /// The public numbers among an object's attributes; `nil` when they are not there, or of a kind
  /// that is not used here.
  func components(
    _ session: CK_SESSION_HANDLE, _ object: CK_OBJECT_HANDLE
  ) -> PublicKey.Components? {
    switch attribute(session, object, Int(CKA_KEY_TYPE)) {
    case tokenNumber(CKK_RSA):
      guard let modulus = attribute(session, object, Int(CKA_MODULUS)),
        let exponent = attribute(session, object, Int(CKA_PUBLIC_EXPONENT)), !exponent.isEmpty
      else { return nil }
      return .rsa(modulus: modulus, exponent: exponent)
    case tokenNumber(CKK_EC):
      guard let parameters = attribute(session, object, Int(CKA_EC_PARAMS)),
        let point = attribute(session, object, Int(CKA_EC_POINT)),
        let curve = PublicKey.Curve.allCases.first(where: { $0.objectIdentifier == parameters })
      else { return nil }
      return octets(point, size: 1 + 2 * curve.coordinateSize).map { .ecdsa(curve, point: $0) }
    case tokenNumber(CKK_EC_EDWARDS):
      return attribute(session, object, Int(CKA_EC_POINT)).flatMap { octets($0, size: 32) }
        .map { .ed25519($0) }
    default: return nil
    }
  }

  /// A point is the contents of a DER `OCTET STRING`; some tokens give it bare.
  private func octets(_ point: [UInt8], size: Int) -> [UInt8]? {
    if point.count == size { return point }
    let head: [UInt8] = size < 128 ? [4, UInt8(size)] : [4, 0x81, UInt8(size)]
    return point.count == head.count + size && point.starts(with: head)
      ? Array(point.dropFirst(head.count)) : nil
  }
}

extension PublicKey.Curve {
  /// The DER of the curve's object identifier, as `CKA_EC_PARAMS` holds it (SEC 2 §2).
  fileprivate var objectIdentifier: [UInt8] {
    switch self {
    case .p256: [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]
    case .p384: [0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22]
    case .p521: [0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x23]
    }
  }
}

extension DigestAlgorithm {
  /// The DER of a `DigestInfo` (RFC 8017 §9.2, note 1).
  func digestInfo(_ digest: [UInt8]) throws(SigningFailure) -> [UInt8] {
    let last: UInt8
    switch self {
    case .sha256: last = 1
    case .sha384: last = 2
    case .sha512: last = 3
    default:
      throw SigningFailure(.unsupported, "PKCS#11", "\(rawValue) is not signed")
    }
    guard digest.count == byteCount else {
      throw SigningFailure(.unsupported, "PKCS#11", "not a digest of \(rawValue)")
    }
    let size = UInt8(byteCount)
    return [
      0x30, size + 17, 0x30, 13, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, last, 5, 0, 4, size,
    ]
      + digest
  }
}

/// A number as an attribute's value: a `CK_ULONG` in the machine's order.
private func tokenNumber(_ number: some BinaryInteger) -> [UInt8] {
  unsafe withUnsafeBytes(of: CK_ULONG(number)) { unsafe Array($0) }
}

/// A text of fixed size without the blanks it is filled up with.
private func trimmed(_ bytes: UnsafeRawBufferPointer) -> String {
  let end = unsafe bytes.lastIndex { $0 != 0x20 && $0 != 0 }.map { $0 + 1 } ?? 0
  return unsafe String(decoding: bytes[..<end], as: UTF8.self)
}
