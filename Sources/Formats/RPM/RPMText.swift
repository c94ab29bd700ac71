/// Which characters rpm takes in names and versions.
///
/// Source: `rpmCharCheck` in rpm's `build/parsePreamble.cc` and the sets in
/// `build/rpmbuild_misc.hh`, without the `%{}` that only macros need.
enum RPMText {
  /// What is wrong with a package name; `nil` when nothing is.
  static func fault(inName name: String) -> String? {
    fault(in: name, allowing: "-._+", first: "_")
  }

  /// What is wrong with a version or release.
  static func fault(inVersion version: String) -> String? {
    fault(in: version, allowing: "._+~^")
  }

  /// What is wrong with `[epoch:]version[-release]` in a dependency.
  static func fault(inEVR text: String) -> String? {
    if let fault = fault(in: text, allowing: "._+~^-:") { return fault }
    if text.utf8.count(where: { $0 == UInt8(ascii: "-") }) > 1 { return "two '-'" }
    if text.utf8.count(where: { $0 == UInt8(ascii: ":") }) > 1 { return "two ':'" }
    guard let version = RPMVersion(text) else { return "the epoch is no 32-bit number" }
    return version.version.isEmpty ? "nothing but an epoch or release" : nil
  }

  private static func fault(
    in text: String, allowing others: String, first: String? = nil
  ) -> String? {
    guard let initial = text.utf8.first else { return "it is empty" }
    if let first, !initial.isSegment, !first.utf8.contains(initial) {
      return "it begins with '\(text.prefix(1))'"
    }
    for character in text.unicodeScalars {
      guard let byte = UInt8(exactly: character.value),
        byte.isSegment || others.utf8.contains(byte)
      else { return "'\(character)' is not allowed" }
    }
    return text.contains("..") ? "'..' is not allowed" : nil
  }
}
