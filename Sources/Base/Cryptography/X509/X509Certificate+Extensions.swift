internal import CCrypto

extension X509Certificate {
  /// `extnValue` of the extension with an object identifier in dots; `nil` when there is none.
  ///
  /// - Throws: `CryptographyError` when there are several, which RFC 5280 §4.2 forbids.
  public func extensionValue(_ identifier: String) throws(CryptographyError) -> [UInt8]? {
    guard let object = unsafe OBJ_txt2obj(identifier, 1) else { throw .last("OBJ_txt2obj") }
    defer { unsafe ASN1_OBJECT_free(object) }
    let position = unsafe X509_get_ext_by_OBJ(pointer, object, -1)
    guard position >= 0 else { return nil }
    guard unsafe X509_get_ext_by_OBJ(pointer, object, position) < 0 else {
      throw CryptographyError(
        operation: "X.509", reason: "the extension \(identifier) stands twice")
    }
    let value = unsafe X509_EXTENSION_get_data(X509_get_ext(pointer, position))
    return unsafe Self.bytes(of: value)
  }

  /// The text of an extension whose value is a DER `UTF8String`; `nil` when there is none.
  ///
  /// - Throws: `CryptographyError` for another value, or several.
  public func extensionText(_ identifier: String) throws(CryptographyError) -> String? {
    guard let der = try extensionValue(identifier) else { return nil }
    let string = unsafe der.withUnsafeBufferPointer { bytes in
      var cursor = bytes.baseAddress
      let string = unsafe d2i_ASN1_UTF8STRING(nil, &cursor, bytes.count)
      guard unsafe cursor == bytes.baseAddress?.advanced(by: bytes.count) else {
        unsafe ASN1_UTF8STRING_free(string)
        return unsafe UnsafeMutablePointer<ASN1_UTF8STRING>?.none
      }
      return unsafe string
    }
    defer { unsafe ASN1_UTF8STRING_free(string) }
    ERR_clear_error()
    guard let text = unsafe String(validating: Self.bytes(of: string), as: UTF8.self),
      unsafe string != nil
    else {
      throw CryptographyError(operation: "X.509", reason: "\(identifier) is no UTF8String")
    }
    return text
  }

  /// The holder's other names (RFC 5280 §4.2.1.6): mail addresses, URIs, and those `otherName`s of
  /// type `identifier` that are a `UTF8String`.
  ///
  /// - Throws: `CryptographyError` for a malformed extension, several of them, and a name that is
  ///   no UTF-8.
  public func alternativeNames(
    otherNames identifier: String
  ) throws(CryptographyError) -> [String] {
    var status: CInt = 0
    guard let found = unsafe X509_get_ext_d2i(pointer, NID_subject_alt_name, &status, nil) else {
      ERR_clear_error()
      // -1: there is none. Else it does not parse, or there are several.
      guard status == -1 else {
        throw CryptographyError(operation: "X.509", reason: "subjectAltName is malformed")
      }
      return []
    }
    let names = OpaquePointer(found)
    defer { unsafe GENERAL_NAMES_free(names) }
    guard let wanted = unsafe OBJ_txt2obj(identifier, 1) else { throw .last("OBJ_txt2obj") }
    defer { unsafe ASN1_OBJECT_free(wanted) }
    var texts: [String] = []
    for index in 0..<max(0, unsafe OPENSSL_sk_num(names)) {
      guard let member = unsafe OPENSSL_sk_value(names, index) else { continue }
      let name = unsafe member.assumingMemoryBound(to: GENERAL_NAME.self)
      guard let bytes = unsafe Self.bytes(of: name, wanted) else { continue }
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw CryptographyError(operation: "X.509", reason: "a subjectAltName is no UTF-8")
      }
      texts.append(text)
    }
    return texts
  }

  /// The contents of a name of the kinds that count; `nil` of another kind.
  private static func bytes(
    of name: UnsafeMutablePointer<GENERAL_NAME>, _ wanted: OpaquePointer
  ) -> [UInt8]? {
    var kind: CInt = 0
    let value = unsafe GENERAL_NAME_get0_value(name, &kind)
    switch kind {
    case GEN_EMAIL, GEN_URI:
      return unsafe bytes(of: value?.assumingMemoryBound(to: ASN1_STRING.self))
    case GEN_OTHERNAME:
      var object: OpaquePointer?
      var contents: UnsafeMutablePointer<ASN1_TYPE>?
      guard unsafe GENERAL_NAME_get0_otherName(name, &object, &contents) == 1,
        unsafe OBJ_cmp(object, wanted) == 0, let contents = unsafe contents,
        unsafe contents.pointee.type == V_ASN1_UTF8STRING
      else { return nil }
      return unsafe bytes(of: contents.pointee.value.utf8string)
    default: return nil
    }
  }

  private static func bytes(of string: UnsafePointer<ASN1_STRING>?) -> [UInt8] {
    guard let string = unsafe string, let start = unsafe ASN1_STRING_get0_data(string) else {
      return []
    }
    let count = Int(unsafe ASN1_STRING_length(string))
    return unsafe Array(UnsafeBufferPointer(start: start, count: count))
  }
}
