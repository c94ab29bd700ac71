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

  /// `Thu Jan  2 12:00:00 2025`: C's `%c` in UTC.
  ///
  /// Days to a date by the proleptic Gregorian calendar, in eras of 400 years
  /// that begin on 1 March, so that the leap day comes last.
  static func date(_ seconds: UInt64) -> String {
    let (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
    guard days < 1 << 40 else { return "\(seconds)" }
    let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][Int(days % 7)]
    let shifted = days + 719_468
    let dayOfEra = shifted % 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    let year = yearOfEra + shifted / 146_097 * 400 + (month >= 10 ? 1 : 0)
    let names = [
      "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb",
    ]
    func two(_ value: UInt64) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let clock = "\(two(rest / 3600)):\(two(rest % 3600 / 60)):\(two(rest % 60))"
    return "\(weekday) \(names[Int(month)]) \(day < 10 ? " " : "")\(day) \(clock) \(year)"
  }
}
