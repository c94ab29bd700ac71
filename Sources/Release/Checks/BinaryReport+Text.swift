extension BinaryReport {
  /// As lines for a reader, each without its line break.
  public var text: [String] {
    var lines = [
      row("format", format),
      row("type", type),
      row("machine", architecture.map { "\($0) (\(machine))" } ?? String(machine)),
      row("os abi", String(osABI)),
      row("flags", flags),
      row("entry", entry),
      row("size", "\(size) bytes"),
    ]
    if isTruncated { lines.append(row("truncated", "the file ends before its contents do")) }
    if trailingBytes > 0 { lines.append(row("trailing", "\(trailingBytes) bytes")) }
    for (label, value) in [
      ("link", link), ("interpreter", interpreter), ("c library", cLibrary), ("soname", soname),
      ("rpath", rpath), ("runpath", runpath),
    ] {
      if let value { lines.append(row(label, value)) }
    }
    for library in needed { lines.append(row("needs", library)) }
    for need in versions {
      lines.append(row("versions", "\(need.library): \(need.versions.joined(separator: " "))"))
    }
    for (label, value) in [
      ("needs glibc", requiredGLibC), ("needs kernel", minimumKernel), ("build id", buildID),
      ("go build id", goBuildID), ("strip state", stripState),
    ] {
      if let value { lines.append(row(label, value)) }
    }
    for segment in segments {
      lines.append(
        row(
          "segment",
          "\(segment.type) \(segment.flags) at \(segment.address), "
            + "\(segment.fileSize) of \(segment.memorySize) bytes from offset \(segment.offset)"))
    }
    for section in sections {
      lines.append(
        row(
          "section",
          "\(section.name) \(section.type) at \(section.address), "
            + "\(section.size) bytes at offset \(section.offset)"))
    }
    if let go { lines += go.text }
    return lines
  }
}

extension BinaryReport.Toolchain {
  /// As lines, each with its label.
  fileprivate var text: [String] {
    var lines = [row("go version", version), row("go path", path)]
    if let main { lines += main.text("go main") }
    for dependency in dependencies { lines += dependency.text("go dep") }
    for setting in settings { lines.append(row("go build", "\(setting.key)=\(setting.value)")) }
    return lines
  }
}

extension BinaryReport.Module {
  fileprivate func text(_ label: String) -> [String] {
    let words = [path, version] + (sum.map { [$0] } ?? [])
    return [row(label, words.joined(separator: " "))]
      + (replacedBy ?? []).flatMap { $0.text("  replaced by") }
  }
}

/// A label and its value, in two columns; control characters of a hostile file show as `?`.
private func row(_ label: String, _ value: String) -> String {
  let padding = String(repeating: " ", count: max(1, 14 - label.count))
  let shown = String(value.map { $0.isControl ? "?" : $0 })
  return label + padding + shown
}

extension Character {
  fileprivate var isControl: Bool {
    unicodeScalars.contains { $0.properties.generalCategory == .control }
  }
}
