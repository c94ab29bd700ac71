public import Bytes

extension DebianPackage {
  /// Finds the members of a package.
  ///
  /// Reads headers, signatures and the first bytes of each archive; the archives themselves may
  /// be of any size.
  ///
  /// - Throws: `WindowFailure.body` with the `MalformedInput` at the header to blame:
  ///   `unexpected-member`, `duplicate-member`, `misplaced-member`, `missing-member`,
  ///   `empty-member`, `trailing-data`; `bad-magic` for contents that are not what the member's
  ///   name says; `unsupported` for a format version other than 2; and what
  ///   ``ArMember/read(from:at:)`` throws. `WindowFailure.source` when the source cannot be read.
  public static func read(
    from source: some ByteSource
  ) throws(WindowFailure<MalformedInput>) -> DebianPackage {
    let magic = try source.checkedBytes(in: 0..<min(8, source.count))
    guard magic == ArHeader.archiveMagic else {
      throw .body(MalformedInput(.badMagic, at: 0, field: "ar magic"))
    }
    var walk = Walk(source: source, offset: magic.count)
    let version = try walk.next(.version)
    let minor = try walk.formatMinor(version)
    let control = try walk.next(.control)
    let data = try walk.next(.data)
    var signatures: [DebianSignature] = []
    var manifest: DebianManifestMember?
    while walk.offset < source.count {
      switch try walk.signing() {
      case .debsigs(let signature): signatures.append(signature)
      case .dpkgSig(let found): manifest = found
      }
    }
    return DebianPackage(
      formatMinor: minor, version: version,
      control: control, controlCompression: try walk.compression(control, .control),
      data: data, dataCompression: try walk.compression(data, .data), signatures: signatures,
      manifest: manifest)
  }
}

/// What a member is, by its name.
private enum MemberKind: Hashable {
  case version, control, data, manifest
  case signature(DebianSignature.Role)

  init?(_ name: String) {
    if name == "debian-binary" {
      self = .version
    } else if let suffix = Self.suffix(name, "control.tar"), suffix.isForControl {
      self = .control
    } else if Self.suffix(name, "data.tar") != nil {
      self = .data
    } else if let role = DebianSignature.Role(rawValue: name) {
      self = .signature(role)
    } else if name == DebianManifest.memberName {
      self = .manifest
    } else {
      return nil
    }
  }

  static func suffix(_ name: String, _ stem: String) -> TarCompression? {
    guard name.utf8.starts(with: stem.utf8) else { return nil }
    return TarCompression(rawValue: String(Substring(name.utf8.dropFirst(stem.utf8.count))))
  }

  var stem: String {
    switch self {
    case .version: "debian-binary"
    case .control: "control.tar"
    case .data: "data.tar"
    case .manifest: DebianManifest.memberName
    case .signature(let role): role.rawValue
    }
  }
}

/// Goes from member to member and remembers which were there.
private struct Walk<Source: ByteSource> {
  let source: Source
  var offset: Int
  private var seen: Set<MemberKind> = []

  init(source: Source, offset: Int) {
    self.source = source
    self.offset = offset
  }

  mutating func next(_ expected: MemberKind) throws(WindowFailure<MalformedInput>) -> ArMember {
    guard offset < source.count else {
      throw .body(MalformedInput(.missingMember, at: offset, field: expected.stem))
    }
    let (member, kind) = try known()
    guard kind == expected else {
      throw .body(MalformedInput(.misplacedMember, at: member.start, field: member.header.name))
    }
    return member
  }

  /// What may follow the archives.
  enum Signing {
    case debsigs(DebianSignature)
    case dpkgSig(DebianManifestMember)
  }

  mutating func signing() throws(WindowFailure<MalformedInput>) -> Signing {
    guard source.count - offset >= ArHeader.byteCount else {
      throw .body(MalformedInput(.trailingData, at: offset))
    }
    let (member, kind) = try known()
    // A signature is a few hundred bytes; this leaves room for dozens in one member.
    switch kind {
    case .signature(let role):
      return .debsigs(
        DebianSignature(
          role: role, member: member, bytes: try contents(member, atMost: 1 << 16)))
    case .manifest:
      return .dpkgSig(
        DebianManifestMember(member: member, bytes: try contents(member, atMost: 1 << 16)))
    case .version, .control, .data:
      throw .body(MalformedInput(.misplacedMember, at: member.start, field: member.header.name))
    }
  }

  /// The next member, which must be of a kind not yet seen, and its kind.
  private mutating func known() throws(WindowFailure<MalformedInput>) -> (ArMember, MemberKind) {
    let member = try ArMember.read(from: source, at: offset)
    let name = member.header.name
    guard let kind = MemberKind(name) else {
      throw .body(MalformedInput(.unexpectedMember, at: member.start, field: name))
    }
    guard seen.insert(kind).inserted else {
      throw .body(MalformedInput(.duplicateMember, at: member.start, field: name))
    }
    guard !member.contents.isEmpty else {
      throw .body(MalformedInput(.emptyMember, at: member.start, field: name))
    }
    offset = member.end
    return (member, kind)
  }

  private func contents(
    _ member: ArMember, atMost limit: Int
  ) throws(WindowFailure<MalformedInput>) -> [UInt8] {
    guard member.contents.count <= limit else {
      throw .body(
        MalformedInput(.invalidValue, at: member.start + 48, field: member.header.name))
    }
    return try source.checkedBytes(in: member.contents)
  }

  /// Reads `2.x` and a newline; lines after it are for later versions and mean nothing yet.
  func formatMinor(_ member: ArMember) throws(WindowFailure<MalformedInput>) -> Int {
    let bytes = try contents(member, atMost: 256)
    let line = bytes.prefix { $0 != newline }
    let parts = line.split(separator: fullStop, omittingEmptySubsequences: false)
    guard bytes.last == newline, bytes.allSatisfy({ (0x20...0x7e).contains($0) || $0 == newline }),
      parts.count == 2, parts.allSatisfy({ (1...6).contains($0.count) && $0.allSatisfy(isDigit) }),
      let minor = Int(String(decoding: parts[1], as: UTF8.self))
    else {
      throw .body(
        MalformedInput(.invalidValue, at: member.contents.lowerBound, field: "debian-binary"))
    }
    guard parts[0].elementsEqual("2".utf8) else {
      throw .body(
        MalformedInput(.unsupported, at: member.contents.lowerBound, field: "debian-binary"))
    }
    return minor
  }

  func compression(
    _ member: ArMember, _ kind: MemberKind
  ) throws(WindowFailure<MalformedInput>) -> TarCompression {
    let range = member.contents.prefix(TarCompression.prefixCount)
    let bytes = try source.checkedBytes(in: range)
    guard let compression = MemberKind.suffix(member.header.name, kind.stem),
      compression.matches(bytes)
    else {
      throw .body(MalformedInput(.badMagic, at: range.lowerBound, field: member.header.name))
    }
    return compression
  }
}
