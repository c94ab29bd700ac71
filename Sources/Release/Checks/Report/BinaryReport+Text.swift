extension BinaryReport {
  /// As lines for a reader, each without its line break.
  public var text: [String] {
    var lines = Rows()
    lines.add("format", format)
    lines.add("type", type)
    lines.add("machine", architecture.map { "\($0) (\(machine))" } ?? String(machine))
    lines.add("os abi", String(osABI))
    lines.add("flags", flags)
    lines.add("entry", entry)
    lines.add("size", "\(size) bytes")
    if isTruncated { lines.add("truncated", "the file ends before its contents do") }
    if trailingBytes > 0 {
      lines.add("trailing", "\(trailingBytes) bytes" + (trailingFormat.map { ": \($0)" } ?? ""))
    }
    lines.add("packed with", packedWith)
    lines.add("link", link)
    linking.write(to: &lines)
    demands.write(to: &lines)
    hardening.write(to: &lines)
    lines.add("build id", buildID)
    lines.add("go build id", goBuildID)
    lines.add("strip state", stripState)
    lines.add("dwarf", debugging.dwarf.map { "version \($0)" })
    lines.add("compression", debugging.compression)
    if let link = debugging.link, let sum = debugging.linkChecksum {
      lines.add("debug link", "\(link) \(sum)")
    }
    for path in debugging.paths { lines.add("debug source", path) }
    for path in compiledPaths { lines.add("c source", path) }
    for kind in instrumentation { lines.add("instrumented", kind) }
    for segment in segments {
      lines.add(
        "segment",
        "\(segment.type) \(segment.flags) at \(segment.address), "
          + "\(segment.fileSize) of \(segment.memorySize) bytes from offset \(segment.offset)")
    }
    for section in sections {
      lines.add(
        "section",
        "\(section.name) \(section.type) at \(section.address), "
          + "\(section.size) bytes at offset \(section.offset)")
    }
    go?.write(to: &lines)
    for finding in findings {
      lines.add(finding.severity, "\(finding.message) [\(finding.code)]")
    }
    return lines.lines
  }
}
