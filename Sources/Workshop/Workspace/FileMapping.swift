internal import Diagnostics
internal import Glibc

/// Hands out a whole file as mapped memory for the time of one call.
///
/// For parsers that jump about; bulk data is read through ``InputFile`` instead.
public func withMapping<Result, E: Error>(
  of file: InputFile, _ body: (RawSpan) throws(E) -> Result
) throws -> Result {
  let descriptor = unsafe open(file.path, openForReading)
  guard descriptor >= 0 else {
    throw Diagnostic.unreadable(file.path, systemReason(errno))
  }
  defer { close(descriptor) }
  var status = stat()
  guard unsafe fstat(descriptor, &status) == 0, FileFacts(status).identity == file.facts.identity
  else { throw Diagnostic.unreadable(file.path, "the file changed while it was being used") }
  return try withMapping(of: descriptor, file.count, name: file.path, body)
}

/// Hands out what was written of a file so far, to look at it again before it is published.
public func withMapping<Result, E: Error>(
  of file: OutputFile, _ body: (RawSpan) throws(E) -> Result
) throws -> Result {
  try withMapping(of: file.descriptor, file.count, name: file.name, body)
}

private func withMapping<Result, E: Error>(
  of descriptor: CInt, _ count: Int, name: String, _ body: (RawSpan) throws(E) -> Result
) throws -> Result {
  guard count > 0 else { return unsafe try body([UInt8]().span.bytes) }
  let address = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
  guard unsafe address != MAP_FAILED else {
    throw Diagnostic.unreadable(name, systemReason(errno))
  }
  defer { unsafe munmap(address, count) }
  return unsafe try body(UnsafeRawBufferPointer(start: address, count: count).bytes)
}
