/// A processor as QEMU's user emulator is told to be one.
///
/// The values are those of `Data/processors.table`, which names its sources.
public struct EmulatedProcessor: Hashable, Sendable {
  /// One of the architecture's levels.
  public let level: String
  /// What `-cpu` takes; `nil` where no emulator has all of the level.
  public let model: String?
}

extension Architecture {
  /// The processor with what `level` promises and nothing above it, as near as models come.
  ///
  /// `nil` for a level that the table does not have: the emulator's default is as good as any.
  public func emulatedProcessor(at level: String) -> EmulatedProcessor? {
    guard let row = Self.processors.first(where: { $0.0 == name && $0.1.level == level }) else {
      return nil
    }
    return row.1
  }

  /// By the architecture's name, in the table's order.
  static let processors: [(String, EmulatedProcessor)] =
    DataTable(PackageResources.processors_table).rows.map { row in
      (row.text("arch"), EmulatedProcessor(level: row.text("level"), model: row["model"]))
    }
}
