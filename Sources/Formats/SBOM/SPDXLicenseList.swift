/// The identifiers of the SPDX licence list, found whatever the case they are written in.
struct SPDXLicenseList: Sendable {
  /// The version of the list, as documents state it.
  static let version = "3.28"
  static let shared = SPDXLicenseList()

  private let licenses: [String: String]
  private let exceptions: [String: String]

  private init() {
    func index(_ text: String) -> [String: String] {
      let identifiers = text.split(whereSeparator: \.isWhitespace).map(String.init)
      return Dictionary(identifiers.map { ($0.lowercased(), $0) }) { first, _ in first }
    }
    licenses = index(spdxLicenseIdentifiers)
    exceptions = index(spdxExceptionIdentifiers)
  }

  /// The licence in the list's spelling; `nil` when it is not listed.
  func license(_ identifier: String) -> String? { licenses[identifier.lowercased()] }

  /// The exception in the list's spelling; `nil` when it is not listed.
  func exception(_ identifier: String) -> String? { exceptions[identifier.lowercased()] }
}

/// Text in the alphabet of SPDX identifiers: letters, digits, `.` and `-`.
///
/// Any other byte, and `C` itself, becomes `C` and two hexadecimal digits, so that different
/// texts stay different.
func spdxEscaped(_ text: String) -> String {
  let digits = Array("0123456789ABCDEF".utf8)
  var result: [UInt8] = []
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "C"):
      result += Array("C43".utf8)
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
      result.append(byte)
    default:
      result += [UInt8(ascii: "C"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
  return String(decoding: result, as: UTF8.self)
}
