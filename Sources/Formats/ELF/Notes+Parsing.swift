internal import Bytes

extension Notes {
  /// Reads the notes of a whole file.
  init(
    _ header: ELFHeader, _ segments: [ProgramHeader], _ sections: [SectionHeader], _ size: Int,
    _ fetch: ELFFile.Fetch
  ) {
    var places = sections.filter { $0.type == .note }.map { ($0.fileRange, $0.alignment) }
    if places.isEmpty {
      places = segments.filter { $0.type == .note }.map { ($0.fileRange, $0.alignment) }
    }
    // Sections may overlap; what they ask to be read together stays within the file's size.
    var allowance = size
    for (range, alignment) in places where range.count <= allowance {
      allowance -= range.count
      let bytes = fetch(range)
      var input = unsafe ByteReader(bytes.span.bytes, base: range.lowerBound)
      while input.remaining > 0 {
        // Behind a damaged note nobody knows where the next begins; readelf stops there, too.
        guard (try? read(&input, header, alignment == 8 ? 8 : 4)) != nil else { break }
      }
    }
  }

  /// Owners of a note of type 1 that names the system a file is for.
  private static let foreignSystems = ["FreeBSD", "NetBSD", "OpenBSD", "DragonFly", "Android"]

  /// Reads one `Elf32_Nhdr`, which is `Elf64_Nhdr`, with its name and descriptor.
  private mutating func read(
    _ input: inout ByteReader, _ header: ELFHeader, _ alignment: Int
  ) throws(MalformedInput) {
    let order = header.byteOrder
    let nameSize = Int(try input.integer(UInt32.self, order, field: "n_namesz"))
    let descriptorSize = Int(try input.integer(UInt32.self, order, field: "n_descsz"))
    let type = try input.integer(UInt32.self, order, field: "n_type")
    // The name is padded so that the descriptor is aligned from the start of the note.
    var name = try input.slice(nameSize, field: "n_name")
    try input.skip(padding(12 + nameSize, alignment, input.remaining), field: "n_name")
    var descriptor = try input.slice(descriptorSize, field: "n_desc")
    try input.skip(padding(descriptorSize, alignment, input.remaining), field: "n_desc")
    guard (3...10).contains(nameSize) else { return }
    let owner = try name.array(nameSize)
    switch (owner, type) {
    case (Array("GNU\0".utf8), 1) where abi == nil && descriptorSize >= 16:
      abi = ABIRequirement(
        system: try descriptor.integer(UInt32.self, order),
        major: try descriptor.integer(UInt32.self, order),
        minor: try descriptor.integer(UInt32.self, order),
        patch: try descriptor.integer(UInt32.self, order))
    case (Array("GNU\0".utf8), 3) where buildID == nil:
      buildID = try descriptor.array(descriptorSize)
    case (Array("GNU\0".utf8), 5) where properties == nil:
      var read = GNUProperties()
      try read.read(&descriptor, as: header.class, order, machine: header.machine)
      properties = read
    case (Array("Go\0\0".utf8), 4) where goBuildID == nil:
      goBuildID = String(decoding: try descriptor.array(descriptorSize), as: UTF8.self)
    case (_, 1) where foreignSystem == nil:
      foreignSystem = Self.foreignSystems.first { Array($0.utf8) + [0] == owner }
    default: break
    }
  }

  /// The bytes up to the next multiple of `alignment`, fewer when the section ends there.
  private func padding(_ count: Int, _ alignment: Int, _ remaining: Int) -> Int {
    min(remaining, (alignment - count % alignment) % alignment)
  }
}
