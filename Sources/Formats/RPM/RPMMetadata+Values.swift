extension RPMMetadata {
  /// The entries of the main header that depend on nothing else.
  var values: [RPMTag: RPMValue] {
    var values: [RPMTag: RPMValue] = [
      .i18nTable: .stringArray(["C"]),
      .name: .string(name), .version: .string(version), .release: .string(release),
      .summary: .i18nString([summary]),
      .description: .i18nString([description.withoutTrailingSpace]),
      .buildTime: .int32([buildTime]), .buildHost: .string(buildHost),
      .license: .string(license), .group: .i18nString([group]),
      .os: .string(os), .arch: .string(architecture),
      .sourceRPM: .string(sourcePackage ?? "\(name)-\(version)-\(release).src.rpm"),
      .rpmVersion: .string(rpmVersion), .encoding: .string("utf-8"),
      .platform: .string(platform ?? "\(architecture)-unknown-\(os)"),
      .payloadFormat: .string("cpio"), .payloadFlags: .string(compression.flags),
      .prefixes: .stringArray(prefixes),
      .changelogTime: .int32(changelog.map(\.time)),
      .changelogName: .stringArray(changelog.map(\.author)),
      .changelogText: .stringArray(changelog.map(\.text.withoutTrailingSpace)),
    ]
    if let epoch { values[.epoch] = .int32([epoch]) }
    if let compressor = compression.compressor { values[.payloadCompressor] = .string(compressor) }
    let optional = [
      RPMTag.url: url, .vendor: vendor, .packager: packager, .distribution: distribution,
    ]
    for (tag, text) in optional where !text.isEmpty { values[tag] = .string(text) }
    for script in scripts {
      let body = script.body.withoutTrailingSpace
      if !body.isEmpty { values[script.kind.tags.body] = .string(body) }
      // One word must be a STRING, several an array: rpm refuses the other way round.
      values[script.kind.tags.interpreter] =
        script.interpreter.count == 1
        ? .string(script.interpreter[0]) : .stringArray(script.interpreter)
    }
    return values
  }
}

extension String {
  /// Without white space at the end.
  var withoutTrailingSpace: String {
    let end = utf8.lastIndex { !$0.isRPMSpace }.map { utf8.index(after: $0) }
    return String(self[..<(end ?? startIndex)])
  }
}
