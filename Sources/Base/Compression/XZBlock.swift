internal import CLZMA

/// One xz block with CRC64, as liblzma's single-call encoder makes it.
///
/// - SeeAlso: The .xz File Format 1.1.0, section 3.
enum XZBlock {
  static let check = LZMA_CHECK_CRC64

  static func compress(
    _ bytes: UnsafeRawBufferPointer, preset: Int
  ) throws(CompressionError) -> Chunk {
    var options = unsafe lzma_options_lzma()
    guard unsafe lzma_lzma_preset(&options, UInt32(preset)) == 0 else {
      throw CompressionError(library: "liblzma", reason: "no preset \(preset)")
    }
    // A dictionary larger than the block only costs memory, here and for every reader.
    unsafe options.dict_size = min(options.dict_size, 4 << 20)
    let bound = lzma_block_buffer_bound(bytes.count)
    let output = ChunkBuffer(capacity: bound)
    var status = LZMA_OK
    var unpadded: UInt64 = 0
    unsafe withUnsafeMutablePointer(to: &options) { options in
      let filters = unsafe [
        lzma_filter(id: lzma_vli(pkg_LZMA_FILTER_LZMA2), options: options),
        lzma_filter(id: lzma_vli(pkg_LZMA_VLI_UNKNOWN), options: nil),
      ]
      unsafe filters.withUnsafeBufferPointer { filters in
        var block = unsafe lzma_block()
        unsafe block.version = 0
        unsafe block.check = check
        unsafe block.filters = UnsafeMutablePointer(mutating: filters.baseAddress)
        var count = 0
        unsafe status = lzma_block_buffer_encode(
          &block, nil, bytes.baseAddress, bytes.count, output.room.baseAddress, &count, bound)
        output.commit(count)
        unsafe unpadded = lzma_block_unpadded_size(&block)
      }
    }
    guard status == LZMA_OK else {
      throw CompressionError(library: "liblzma", reason: "block encoder returned \(status)")
    }
    return Chunk(buffer: output, uncompressedSize: bytes.count, unpaddedSize: unpadded)
  }
}

/// The frame around xz blocks: stream header, index and footer.
///
/// - SeeAlso: The .xz File Format 1.1.0, sections 2.1 and 4.
@safe
final class XZStreamFrame {
  private var index: OpaquePointer?

  init() throws(CompressionError) {
    unsafe index = lzma_index_init(nil)
    guard unsafe index != nil else {
      throw CompressionError(library: "liblzma", reason: "out of memory")
    }
  }

  deinit { unsafe lzma_index_end(index, nil) }

  /// The twelve bytes before the first block.
  func header() throws(CompressionError) -> [UInt8] {
    var flags = lzma_stream_flags()
    flags.check = XZBlock.check
    var bytes = [UInt8](repeating: 0, count: Int(LZMA_STREAM_HEADER_SIZE))
    try require(unsafe lzma_stream_header_encode(&flags, &bytes))
    return bytes
  }

  /// Records a block that was written.
  func append(_ chunk: Chunk) throws(CompressionError) {
    try require(
      unsafe lzma_index_append(index, nil, chunk.unpaddedSize, UInt64(chunk.uncompressedSize)))
  }

  /// The index and the footer, once the last block is written.
  func trailer() throws(CompressionError) -> [UInt8] {
    let size = unsafe Int(lzma_index_size(index))
    var bytes = [UInt8](repeating: 0, count: size + Int(LZMA_STREAM_HEADER_SIZE))
    var position = 0
    try require(unsafe lzma_index_buffer_encode(index, &bytes, &position, size))
    var flags = lzma_stream_flags()
    flags.check = XZBlock.check
    flags.backward_size = UInt64(size)
    let status = unsafe bytes.withUnsafeMutableBufferPointer {
      unsafe lzma_stream_footer_encode(&flags, $0.baseAddress?.advanced(by: size))
    }
    try require(status)
    return bytes
  }

  private func require(_ status: lzma_ret) throws(CompressionError) {
    guard status == LZMA_OK else {
      throw CompressionError(library: "liblzma", reason: "status \(status.rawValue)")
    }
  }
}
