internal import Bytes
internal import Cryptography

/// What a recipe or module says about its licence, ready for either document.
enum StatedLicense: Hashable, Sendable {
  /// One identifier of the SPDX list.
  case listed(String)
  case expression(LicenseExpression)
  /// Words that are no expression: the reference names them without interpreting them.
  case words(LicenseReference)

  /// - Returns: `nil` for no statement, which `NONE` and `NOASSERTION` are too.
  init?(_ text: String?) throws(UndescribablePackage) {
    guard let text, !text.allSatisfy(\.isWhitespace), text != "NONE", text != "NOASSERTION"
    else { return nil }
    if let expression = LicenseExpression(text) {
      self =
        if expression.isListedIdentifier { .listed(expression.text) } else {
          .expression(expression)
        }
      return
    }
    do throws(CryptographyError) {
      let hash = hexadecimal(try digest(.sha256, of: Array(text.utf8)).prefix(6))
      self = .words(LicenseReference(identifier: "LicenseRef-pkg-\(hash)", name: text))
    } catch { throw .digestUnavailable("\(error.operation) \(error.reason)") }
  }

  /// As SPDX documents write it.
  var spdx: String {
    switch self {
    case .listed(let identifier): identifier
    case .expression(let expression): expression.text
    case .words(let reference): reference.identifier
    }
  }

  var references: [LicenseReference] {
    switch self {
    case .listed: []
    case .expression(let expression): expression.references
    case .words(let reference): [reference]
    }
  }
}
