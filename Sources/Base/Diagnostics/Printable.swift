/// `text` with every character that could act on a terminal written as `\u001b`.
///
/// Names from packages and recipes are printed, and they are hostile: control characters
/// (Unicode's category Cc) and those that turn the direction of writing are escaped, in a form that
/// is also JSON's. Tabs stay, and line feeds do when `keepsLines`.
public func printable(_ text: String, keepsLines: Bool = false) -> String {
  func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09: false
    case 0x0a: !keepsLines
    case ..<0x20, 0x7f...0x9f: true
    // Bidirectional marks, embeddings, overrides and isolates: Unicode Annex 9, 2.
    case 0x061c, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069: true
    default: false
    }
  }
  guard text.unicodeScalars.contains(where: isHarmful) else { return text }
  var result = ""
  for scalar in text.unicodeScalars {
    if isHarmful(scalar) {
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}
