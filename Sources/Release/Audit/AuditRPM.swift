internal import Archiving
public import Bytes
internal import Cryptography
internal import Diagnostics
public import OpenPGP
public import RPM

/// Verifies an RPM: layout, digests, signatures and, asked for, its payload.
///
/// Judgements are returned; only an unreadable source throws. `time`, seconds
/// since the epoch, and `tolerance` decide which keys are valid; `stamp` proves when a signature was
/// there. `reading` is what the writer's own pass over the payload in `source` gave; without it one
/// is made here.
public func auditRPM(
  _ source: any ByteSource, name: String, keyring: [Certificate], at time: UInt32,
  tolerance: KeyTolerance = .none, depth: PackageAudit.Depth, stamp: SignatureStamp? = nil,
  sha512: Bool = false, reading: RPMPayloadReading? = nil
) throws -> PackageAudit {
  var audit = PackageAudit(name: name, kind: .rpm)
  let package: RPMPackage
  do throws(RPMReadFailure) { package = try RPMPackage.read(from: source) } catch {
    if case .source(let failure) = error { throw failure }
    var finding = error.diagnostic
    finding.exit = .findings
    audit.findings.append(finding)
    return audit
  }
  audit.findings += package.checkLayout()
  audit.headSHA256 = try digest(.sha256, of: package.header.serialized())
  audit.payloadSHA256 =
    package.header.string(.payloadDigest).flatMap { Bytes.bytes(hexadecimal: $0) } ?? []
  var scan = SourceScan()
  let whole = try DigestStream(.sha256)
  let long = sha512 ? try DigestStream(.sha512) : nil
  unsafe scan.send(0..<source.count) {
    unsafe try whole.update($0)
    unsafe try long?.update($0)
  }
  let payload = reading == nil ? try RPMPayloadDigester(of: package) : nil
  if let payload { unsafe scan.send(package.payloadRange) { unsafe try payload.update($0) } }
  var read: [ReadSignature] = []
  var covering: [Bool] = []
  for signature in package.signatures {
    let place = signature.place
    do throws(MalformedInput) {
      let verifier = try SignatureVerifier(parsing: signature.packet)
      read.append(ReadSignature(place: place, packet: signature.packet, verifier: verifier))
      covering.append(signature.coversPayload)
      unsafe scan.send(signature.coverage) { unsafe try verifier.update($0) }
    } catch {
      audit.doubt("verify.malformed-signature", "signature '\(place)' is malformed: \(error)")
    }
  }
  try scan.run(over: source)
  audit.findings +=
    try payload.map { try package.verifyDigests($0, source) }
    ?? package.verifyDigests(source, reading: reading)
  audit.sha256 = try whole.current()
  audit.sha512 = try long?.current() ?? []
  var isPayloadSigned = package.coversPayload
  let verdicts = try audit.record(
    read, keyring: keyring, at: time, tolerance: tolerance, stamp: stamp)
  for (verdict, coversPayload) in zip(verdicts, covering) where coversPayload && verdict.isGood {
    isPayloadSigned = true
  }
  audit.concludeSignatures()
  if !isPayloadSigned, audit.isProven {
    audit.doubt(
      "rpm.payload-not-covered", "no good signature vouches for the payload",
      hint: "build and sign the package anew with rpm 4.14 or later, or pkg")
  }
  if depth == .contents { try auditContents(of: package, source, &audit) }
  return audit
}

extension RPMSignature {
  /// Where a reader of the package finds it, such as `header (268)`.
  fileprivate var place: String {
    "\(coversPayload ? "header and payload" : "header") (\(tag.rawValue))"
  }
}

/// Holds every file of the payload against the header, and the header against the payload.
private func auditContents(
  of package: RPMPackage, _ source: any ByteSource, _ audit: inout PackageAudit
) throws {
  let stated: [RPMFile]
  do throws(MalformedInput) { stated = try package.files() } catch { return }
  var waiting: [String: RPMFile] = [:]
  for file in stated where file.isInPayload {
    // The files of a source package lie in no directory.
    let isBare = package.isSource && !file.path.hasPrefix("/")
    waiting[isBare ? "/" + file.path : file.path] = file
  }
  do {
    let totals = try walkPayload(
      of: source, in: package.payloadRange, format: .newc, digest: .sha256
    ) { item in
      guard let path = installedPath(item.entry.path) else {
        audit.doubt("verify.hostile-path", "'\(item.entry.path)' leaves the package's root")
        return
      }
      guard let file = waiting.removeValue(forKey: path) else {
        audit.doubt("verify.unlisted-file", "'\(path)' is in the payload but not in the header")
        return
      }
      compare(item, with: file, &audit)
    }
    audit.findings += package.checkUncompressedPayload(
      sha256: hexadecimal(totals.sha256), size: totals.size)
    if totals.hasTrailingData {
      audit.doubt("verify.trailing-data", "data follows the end of the payload's archive")
    }
  } catch let error as SourceFailure {
    throw error
  } catch {
    audit.doubt("verify.damaged-payload", "the payload cannot be unpacked: \(error)")
    return
  }
  for path in waiting.keys.sorted() {
    audit.doubt("verify.missing-file", "'\(path)' is in the header but not in the payload")
  }
}

private func compare(_ item: PayloadItem, with file: RPMFile, _ audit: inout PackageAudit) {
  func differs(_ what: String) {
    audit.doubt(
      "verify.file-differs", "'\(file.path)': the payload's \(what) is not the header's")
  }
  switch item.entry.kind {
  case .file:
    if !file.isRegular { differs("kind") }
    if item.entry.size != file.size { differs("size") }
    if hexadecimal(item.digest) != file.digest { differs("content") }
  case .directory: if !file.isDirectory { differs("kind") }
  case .symlink(let target):
    if !file.isLink { differs("kind") }
    if target != file.linkTarget { differs("link target") }
  case .hardlink, .special: differs("kind")
  }
  if case .symlink = item.entry.kind { return }
  if item.entry.permissions != file.mode & 0o7777 { differs("mode") }
}
