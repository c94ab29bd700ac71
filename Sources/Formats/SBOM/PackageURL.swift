/// A package URL: a name for a package that does not depend on where it is kept.
///
/// Written in the canonical form of the purl specification; the definitions of the types `rpm`,
/// `deb` and `golang` say what goes where. Go paths keep their case, as the module proxy's,
/// OSV's and every reader's do.
public struct PackageURL: Hashable, Sendable {
  public var type: String
  /// The segments of the namespace, unescaped.
  public var namespace: [String]
  public var name: String
  public var version: String?
  /// Those with an empty value are left out.
  public var qualifiers: [String: String]

  public init(
    type: String, namespace: [String] = [], name: String, version: String? = nil,
    qualifiers: [String: String] = [:]
  ) {
    self.type = type
    self.namespace = namespace
    self.name = name
    self.version = version
    self.qualifiers = qualifiers
  }

  /// Names a binary RPM; `version` is `[EPOCH:]VERSION-RELEASE`, the epoch becomes a qualifier.
  public static func rpm(
    name: String, version: String, architecture: String, vendor: String? = nil,
    distribution: String? = nil
  ) -> PackageURL {
    var qualifiers = ["arch": architecture]
    qualifiers["distro"] = distribution
    var rest = version[...]
    if let colon = version.firstIndex(of: ":") {
      qualifiers["epoch"] = String(version[..<colon])
      rest = version[version.index(after: colon)...]
    }
    return PackageURL(
      type: "rpm", namespace: vendor.map { [lowerCased($0)] } ?? [], name: name,
      version: String(rest), qualifiers: qualifiers)
  }

  /// Names a Debian package; `version` is the control file's, epoch and all.
  public static func deb(
    name: String, version: String, architecture: String, vendor: String? = nil,
    distribution: String? = nil
  ) -> PackageURL {
    var qualifiers = ["arch": architecture]
    qualifiers["distro"] = distribution
    return PackageURL(
      type: "deb", namespace: vendor.map { [lowerCased($0)] } ?? [], name: lowerCased(name),
      version: version, qualifiers: qualifiers)
  }

  /// Names a Go module, or `stdlib`, at a version; an empty version or `(devel)` is none.
  public static func golang(path: String, version: String) -> PackageURL {
    var segments = path.split(separator: "/").map(String.init)
    let name = segments.popLast() ?? path
    return PackageURL(
      type: "golang", namespace: segments, name: name,
      version: version.isEmpty || version == "(devel)" ? nil : version)
  }

  /// Lower case for the letters A to Z alone.
  private static func lowerCased(_ text: String) -> String {
    String(decoding: text.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
  }
}

extension PackageURL: CustomStringConvertible {
  /// The canonical text, such as `pkg:deb/debian/hello@1:2.0-1?arch=amd64`.
  public var description: String {
    let segments = (namespace + [name]).map { percentEncoded($0) }
    var text = "pkg:\(type)/\(segments.joined(separator: "/"))"
    if let version, !version.isEmpty { text += "@\(percentEncoded(version))" }
    let pairs = qualifiers.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
    if !pairs.isEmpty {
      text += "?" + pairs.map { "\($0.key)=\(percentEncoded($0.value))" }.joined(separator: "&")
    }
    return text
  }
}

/// Text with all but `A`–`Z`, `a`–`z`, `0`–`9` and `.-_~:` written as `%XX` of its UTF-8 bytes.
func percentEncoded(_ text: String) -> String {
  let digits = Array("0123456789ABCDEF".utf8)
  var result: [UInt8] = []
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
      UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: ":"):
      result.append(byte)
    default:
      result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
  return String(decoding: result, as: UTF8.self)
}
