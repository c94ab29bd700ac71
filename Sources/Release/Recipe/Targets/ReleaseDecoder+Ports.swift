import Diagnostics
import Platform

extension ReleaseDecoder {
  /// The architectures of `architectures:`, or of the release it is like.
  mutating func ports(
    _ fields: Fields, _ base: TargetRelease?, _ cLibrary: TargetRelease.CLibrary
  ) -> [TargetRelease.Port] {
    var ports: [TargetRelease.Port] = []
    if let entries = fields["architectures"]?.entries {
      for entry in entries {
        guard let port = port(entry, cLibrary) else { continue }
        if ports.contains(where: { $0.architecture == port.architecture }) {
          report(
            "recipe.duplicate-architecture", "'\(entry.key)' names an architecture again",
            at: entry.location, hint: "remove it")
        }
        ports.append(port)
      }
      if entries.isEmpty {
        report(
          "recipe.empty-value", "'architectures' names no architecture",
          at: fields["architectures"]?.location)
      }
    } else if let base {
      ports = base.ports
      if base.cLibrary != cLibrary {
        for index in ports.indices {
          ports[index].interpreters = usual(ports[index].architecture, cLibrary)
        }
      }
    }
    layInterpreters(fields, over: &ports)
    return ports
  }

  private mutating func port(
    _ entry: YAMLEntry, _ cLibrary: TargetRelease.CLibrary
  ) -> TargetRelease.Port? {
    guard let architecture = Architecture.named(entry.key), architecture.machine != nil else {
      problems.append(unknownArchitecture(entry.key, at: entry.location))
      return nil
    }
    let levels = (entry.value.items ?? []).compactMap(\.located)
    guard levels.count == 1, let level = levels.first,
      architecture.levels.contains(level.value)
    else {
      let known = architecture.levels.map { "'\($0)'" }.joined(separator: ", ")
      report(
        "targets.unknown-level",
        levels.isEmpty
          ? "'\(entry.key)' has no processor level"
          : "'\(levels.map(\.value).joined(separator: ", "))' is no processor level of "
            + architecture.name,
        at: entry.value.location,
        hint: architecture.levels.count == 1 ? "write \(known)" : "it can be \(known)")
      return nil
    }
    return TargetRelease.Port(
      architecture: architecture, level: level.value,
      interpreters: usual(architecture, cLibrary))
  }

  /// The loaders of a C library where a release does not say otherwise.
  private func usual(
    _ architecture: Architecture, _ cLibrary: TargetRelease.CLibrary
  ) -> [String] {
    switch cLibrary {
    case .glibc: Array(architecture.glibcInterpreters.prefix(1))
    case .musl: architecture.muslInterpreters
    }
  }

  private mutating func layInterpreters(
    _ fields: Fields, over ports: inout [TargetRelease.Port]
  ) {
    for entry in fields["interpreters"]?.entries ?? [] {
      guard let architecture = Architecture.named(entry.key),
        let index = ports.firstIndex(where: { $0.architecture == architecture })
      else {
        report(
          "targets.unknown-port", "the release has no architecture '\(entry.key)'",
          at: entry.location, hint: "name it under 'architectures'")
        continue
      }
      let paths = (entry.value.items ?? []).compactMap(\.located)
      for path in paths where !path.value.hasPrefix("/") {
        report(
          "targets.invalid-value", "'\(path.value)' is no path of a dynamic loader",
          at: path.location, hint: "write it as '/lib/ld-linux.so.2'")
      }
      ports[index].interpreters = paths.map(\.value)
    }
  }
}
