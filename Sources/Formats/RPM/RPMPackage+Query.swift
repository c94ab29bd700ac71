internal import Bytes

extension RPMPackage {
  /// The package described as `rpm -qip` describes it, with times in UTC.
  ///
  /// Signatures are named by the tag they lie under, not verified.
  public var queryText: String {
    var lines: [String] = []
    func add(_ label: String, _ value: String?) {
      guard let value else { return }
      let padding = String(repeating: " ", count: max(0, 12 - label.count))
      lines.append("\(label)\(padding): \(value)")
    }
    add("Name", name)
    add("Epoch", version.epoch.map { "\($0)" })
    add("Version", version.version)
    add("Release", version.release)
    add("DistTag", header.string(.distTag))
    add("Architecture", header.string(.arch))
    add("Install Date", "(not installed)")
    add("Group", header.string(.group))
    add("Size", (header.integer(.longSize) ?? header.integer(.size)).map { "\($0)" })
    add("License", header.string(.license))
    let tags = signatures.map { "tag \($0.tag.rawValue)" }
    add("Signature", tags.isEmpty ? "(none)" : tags.joined(separator: ", "))
    add("Source RPM", header.string(.sourceRPM) ?? "(none)")
    add("Build Date", header.integer(.buildTime).map(Self.date))
    add("Build Host", header.string(.buildHost))
    let prefixes = header.strings(.prefixes)
    add("Relocations", prefixes.isEmpty ? nil : prefixes.map { "\($0) " }.joined())
    add("Packager", header.string(.packager))
    add("Vendor", header.string(.vendor))
    add("URL", header.string(.url))
    add("Bug URL", header.string(.bugURL))
    add("Summary", header.string(.summary))
    lines.append("Description :")
    lines.append(header.string(.description) ?? "(none)")
    return lines.joined(separator: "\n") + "\n"
  }

  /// The scripts as `rpm -qp --scripts` prints them.
  public var scriptText: String {
    scripts.map { script in
      let program = script.interpreter.joined(separator: " ")
      return script.body.isEmpty
        ? "\(script.kind.title) program: \(program)\n"
        : "\(script.kind.title) scriptlet (using \(program)):\n\(script.body)\n"
    }.joined()
  }

  /// `Thu Jan  2 12:00:00 2025`, as rpm prints a time in UTC and locale `C`.
  static func date(_ seconds: UInt64) -> String {
    Int64(exactly: seconds).map { CivilTime(secondsSinceEpoch: $0).asctime } ?? "\(seconds)"
  }
}
