internal import Bytes

extension DebugEntry {
  /// An address, looked up in `.debug_addr` where it is a number in there.
  func resolved(
    _ value: AttributeValue, _ unit: UnitHeader, _ data: borrowing DebugData
  ) throws(MalformedInput) -> UInt64? {
    switch value {
    case .address(let address): return address
    case .addressIndex(let index): return try address(number: index, unit, data)
    default: return nil
    }
  }

  private func address(
    number index: UInt64, _ unit: UnitHeader, _ data: borrowing DebugData
  ) throws(MalformedInput) -> UInt64 {
    try data.addresses.number(
      index, behind: unit.addressBase, width: unit.addressSize, data.order, field: "DW_FORM_addrx")
  }

  /// The address of a location that is one; `nil` for registers, thread storage and lists.
  func location(
    _ range: Range<Int>, _ unit: UnitHeader, _ data: borrowing DebugData
  ) throws(MalformedInput) -> UInt64? {
    guard !range.isEmpty else { return nil }
    var input = try reader(over: range, unit, data)
    let operation = try input.byte(field: "DW_OP")
    let address: UInt64
    switch operation {
    case LocationOperation.address:
      address = try input.unsigned(unit.addressSize, data.order, field: "DW_OP_addr")
    case LocationOperation.addressIndex, LocationOperation.gnuAddressIndex:
      let index = try input.unsignedLEB128(field: "DW_OP_addrx")
      address = try self.address(number: index, unit, data)
    default: return nil
    }
    // Anything further makes it something else than the address.
    return input.remaining == 0 ? address : nil
  }

  /// A constant, or the operations that older compilers wrote for one.
  func offset(
    _ value: AttributeValue, _ unit: UnitHeader, _ data: borrowing DebugData
  ) throws(MalformedInput) -> UInt64? {
    guard case .block(let range) = value else { return value.unsigned }
    guard !range.isEmpty else { return nil }
    var input = try reader(over: range, unit, data)
    switch try input.byte(field: "DW_OP") {
    case LocationOperation.constantUnsigned, LocationOperation.plusConstant:
      let constant = try input.unsignedLEB128(field: "DW_OP_plus_uconst")
      return input.remaining == 0 ? constant : nil
    default: return nil
    }
  }

  @_lifetime(copy data)
  private func reader(
    over range: Range<Int>, _ unit: UnitHeader, _ data: borrowing DebugData
  ) throws(MalformedInput) -> ByteReader {
    var reader = try data.unitReader(unit, at: range.lowerBound)
    return try reader.slice(range.count, field: "DW_FORM_block")
  }
}
