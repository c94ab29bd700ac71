public import Diagnostics

extension PackageVersion {
  /// No version or release is longer, in bytes.
  static let longest = 128

  /// Why packages of these formats cannot have the version.
  ///
  /// Debian Policy 5.6.12 and dpkg's `parseversion`; `ALLOWED_CHARS_VERREL` of rpm's parser.
  public func problems(
    for formats: [PackageFormat], releaseAt releaseLocation: SpecLocation? = nil
  ) -> [Diagnostic] {
    var found: [Diagnostic] = []
    if let first = upstreamVersion.first, !first.isASCIIDigit {
      found.append(
        invalid(
          "version", upstreamVersion, "does not start with a digit",
          hint: first == "v" ? "write it without the 'v'" : nil))
    }
    if upstreamVersion.utf8.count > Self.longest {
      found.append(
        Diagnostic(
          "recipe.invalid-version", "the version is longer than \(Self.longest) bytes",
          at: location))
    }
    // Debian's `^` is written as `+`.
    var allowed = "._+~^"
    if formats == [.deb] { allowed = ".+~-^" }
    if formats.contains(.deb) { allowed.removeAll { $0 == "_" } }
    if let odd = firstOdd(in: upstreamVersion, allowed: allowed) {
      found.append(
        invalid(
          "version", upstreamVersion, "cannot hold '\(odd)'",
          hint: odd == ":" ? "write the epoch under 'epoch'" : nil))
    }
    found += problems(withRelease: release ?? "1", formats, at: releaseLocation ?? location)
    return found
  }

  private func problems(
    withRelease text: String, _ formats: [PackageFormat], at place: SpecLocation
  ) -> [Diagnostic] {
    if text.utf8.count > Self.longest {
      return [
        Diagnostic(
          "recipe.invalid-release", "the release is longer than \(Self.longest) bytes", at: place)
      ]
    }
    guard let odd = firstOdd(in: text, allowed: formats.contains(.deb) ? ".+~" : "._+~^") else {
      return []
    }
    return [
      Diagnostic(
        "recipe.invalid-release", "the release '\(text)' cannot hold '\(odd)'", at: place)
    ]
  }

  private func firstOdd(in text: String, allowed: String) -> Character? {
    text.first { !$0.isASCIIDigit && !$0.isASCIILetter && !allowed.contains($0) }
  }

  private func invalid(
    _ noun: String, _ value: String, _ fault: String, hint: String?
  ) -> Diagnostic {
    Diagnostic(
      "recipe.invalid-version", "the \(noun) '\(value)' \(fault)", at: location, hint: hint)
  }
}
