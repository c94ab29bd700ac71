public import Bytes
internal import Cryptography
internal import Debian
internal import Diagnostics
public import OpenPGP
internal import Platform
internal import RPM

/// Looks at an RPM: every digest, size and signature, as the verifiers' table names them.
///
/// Throws only when `source` cannot be read.
public func observeRPM(
  _ source: any ByteSource, keyring: [Certificate], at time: UInt32
) throws -> ArtefactObservation {
  var seen = ArtefactObservation(.rpm)
  let package: RPMPackage
  do throws(RPMReadFailure) { package = try RPMPackage.read(from: source) } catch {
    if case .source(let failure) = error { throw failure }
    seen.unreadable = error.diagnostic.message
    return seen
  }
  let observers = package.signatures.map {
    (SignatureObserver($0.packet, place: "\($0.tag.rawValue)"), $0.coverage)
  }
  let payload = try DigestStream(.sha256)
  let whole = try DigestStream(.md5)
  var scan = SourceScan()
  unsafe scan.send(package.payloadRange) { unsafe try payload.update($0) }
  unsafe scan.send(package.headerRange.lowerBound..<package.payloadRange.upperBound) {
    unsafe try whole.update($0)
  }
  for (observer, coverage) in observers {
    unsafe scan.send(coverage) { unsafe try observer.update($0) }
  }
  try scan.run(over: source)
  seen.cases =
    try digestCases(of: package, payload: try payload.current(), md5: try whole.current())
    + layoutCases(of: package)
  for (observer, _) in observers {
    seen.signatures.append(
      try observer.observation(keyring: keyring, at: time, isPackaged: true))
  }
  if !package.signatures.contains(where: \.coversPayload), !package.signatures.isEmpty {
    seen.cases.append(
      package.header.string(.payloadDigest) == nil ? .noPayloadDigest : .headerSignatureOnly)
  }
  let new = seen.signatures.indices.filter { seen.signatures[$0].place == "278" }
  if new.count > 1 {
    let keys = Set(new.map { seen.signatures[$0].cases })
    if keys.contains(where: { $0.contains(.unknownKey) || $0.contains(.badSignature) }) {
      seen.signatures[new[0]].cases.append(.everyVersion6Signature)
    }
  }
  return seen
}

private func digestCases(
  of package: RPMPackage, payload: [UInt8], md5: [UInt8]
) throws -> [SignatureCase] {
  var cases: [SignatureCase] = []
  let header = package.header.serialized()
  let stated = package.signatureHeader
  if let sum = stated.string(.headerSHA256) {
    if sum != hexadecimal(try digest(.sha256, of: header)) { cases.append(.headerSHA256Wrong) }
  } else if stated.entry(.headerSHA3) == nil {
    cases.append(.headerSHA256Missing)
  }
  let isOldRight =
    try stated.string(.headerSHA1).map { try $0 == hexadecimal(digest(.sha1, of: header)) } ?? true
  if !isOldRight || stated.bytes(.packageMD5).map({ $0 != md5 }) ?? false {
    cases.append(.oldDigestWrong)
  }
  if let sum = package.header.string(.payloadDigest), sum != hexadecimal(payload) {
    cases.append(.payloadDigestWrong)
  }
  let size = package.headerRange.count + package.payloadRange.count
  if let number = stated.integer(.signatureLongSize) ?? stated.integer(.signatureSize),
    number != UInt64(size)
  {
    cases.append(.sizeWrong)
  }
  return cases
}

/// What the strict reader finds in the layout, as rpm does not.
private func layoutCases(of package: RPMPackage) -> [SignatureCase] {
  let elsewhere: Set = [
    "rpm.lead-disagrees", "rpm.payload-not-covered", "rpm.not-a-signature", "rpm.file-list",
  ]
  let codes = Set(package.checkLayout().filter { $0.severity == .error }.map(\.code))
  var cases: [SignatureCase] = []
  if codes.contains("rpm.lead-disagrees") { cases.append(.leadWrong) }
  if !codes.subtracting(elsewhere).isEmpty { cases.append(.laxLayout) }
  if package.signatureHeader.store.count > 8192 { cases.append(.signatureHeader8192) }
  let tags = Set(package.signatures.map(\.tag))
  if tags.isSuperset(of: [.dsaHeaderSignature, .rsaHeaderSignature]) {
    cases.append(.twoHeaderSignatures)
  }
  return cases
}

/// Looks at a DEB and its signatures.
public func observeDebian(
  _ source: any ByteSource, keyring: [Certificate], at time: UInt32
) throws -> ArtefactObservation {
  var seen = ArtefactObservation(.deb)
  let package: DebianPackage
  do throws(WindowFailure<MalformedInput>) { package = try DebianPackage.read(from: source) } catch
  {
    switch error {
    case .source(let error): throw error
    case .body(let error):
      seen.unreadable = "it is not laid out as a package must be: \(error)"
      return seen
    }
  }
  var scan = SourceScan()
  let observers = package.signatures.map { SignatureObserver($0.bytes, place: $0.role.rawValue) }
  for observer in observers {
    for range in package.signedRanges {
      unsafe scan.send(range) { unsafe try observer.update($0) }
    }
  }
  try scan.run(over: source)
  seen.signatures = try observers.map {
    try $0.observation(keyring: keyring, at: time, isPackaged: true)
  }
  return seen
}

/// Looks at a file and the detached signature beside it; `nil` when there is none.
public func observeFile(
  _ source: any ByteSource, signature: [UInt8]?, keyring: [Certificate], at time: UInt32
) throws -> ArtefactObservation {
  var seen = ArtefactObservation(.file)
  guard let signature else { return seen }
  let observer = SignatureObserver(signature, place: "detached")
  var scan = SourceScan()
  unsafe scan.send(0..<source.count) { unsafe try observer.update($0) }
  try scan.run(over: source)
  seen.signatures = [try observer.observation(keyring: keyring, at: time, isPackaged: false)]
  return seen
}

/// Looks at a text with its signature below, such as `InRelease`.
public func observeCleartext(
  _ text: [UInt8], keyring: [Certificate], at time: UInt32
) throws -> ArtefactObservation {
  var seen = ArtefactObservation(.repository)
  let message: CleartextMessage
  do throws(MalformedInput) { message = try CleartextMessage(parsing: text) } catch {
    seen.unreadable = "it is no signed text: \(error)"
    return seen
  }
  seen.signatures = try message.signatures().verifiers.map {
    try SignatureObserver(ofText: $0, place: "cleartext")
      .observation(keyring: keyring, at: time, isPackaged: false)
  }
  return seen
}
