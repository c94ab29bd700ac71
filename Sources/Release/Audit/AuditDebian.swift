internal import Archiving
public import Bytes
internal import Cryptography
internal import Debian
internal import Diagnostics
public import OpenPGP

/// Verifies a DEB: layout by position, signatures and, asked for, its archives.
///
/// A DEB has no digest over its members but what signs them, so everything
/// beyond the layout hangs on the signature; `stamp` proves when one was there. `time`, seconds since
/// the epoch, and `tolerance` decide which keys are valid. Judgements are returned; only an
/// unreadable source throws.
public func auditDebian(
  _ source: any ByteSource, name: String, keyring: [Certificate], at time: UInt32,
  tolerance: KeyTolerance = .none, depth: PackageAudit.Depth, stamp: SignatureStamp? = nil,
  sha512: Bool = false
) throws -> PackageAudit {
  var audit = PackageAudit(name: name, kind: .deb)
  let package: DebianPackage
  do throws(WindowFailure<MalformedInput>) { package = try DebianPackage.read(from: source) } catch
  {
    switch error {
    case .source(let error): throw error
    case .body(let error):
      audit.doubt(
        "debian.malformed", "this is not a sound Debian package: \(error)",
        hint: "fetch or build the package anew")
      return audit
    }
  }
  var scan = SourceScan()
  let whole = try DigestStream(.sha256)
  let long = sha512 ? try DigestStream(.sha512) : nil
  unsafe scan.send(0..<source.count) {
    unsafe try whole.update($0)
    unsafe try long?.update($0)
  }
  let control = try DigestStream(.sha256)
  let data = try DigestStream(.sha256)
  unsafe scan.send(package.control.contents) { unsafe try control.update($0) }
  unsafe scan.send(package.data.contents) { unsafe try data.update($0) }
  let manifest = try package.manifest.map { try ManifestAudit($0, of: package, &scan) }
  var read: [ReadSignature] = []
  for signature in package.signatures {
    let place = signature.role.rawValue
    do throws(MalformedInput) {
      let verifier = try SignatureVerifier(file: signature.bytes)
      read.append(
        ReadSignature(place: place, packet: try signature.packet(), verifier: verifier))
      for range in package.signedRanges {
        unsafe scan.send(range) { unsafe try verifier.update($0) }
      }
    } catch {
      audit.doubt("verify.malformed-signature", "signature '\(place)' is malformed: \(error)")
    }
  }
  try scan.run(over: source)
  audit.sha256 = try whole.current()
  audit.sha512 = try long?.current() ?? []
  audit.headSHA256 = try control.current()
  audit.payloadSHA256 = try data.current()
  _ = try audit.record(read, keyring: keyring, at: time, tolerance: tolerance, stamp: stamp)
  audit.concludeSignatures()
  try manifest?.report(in: &audit, keyring: keyring, at: time)
  if depth == .contents { try auditContents(of: package, source, &audit) }
  return audit
}

/// The control members that are looked into, and the most bytes each may have.
private let controlLimits = ["/control": 1 << 20, "/conffiles": 1 << 20, "/md5sums": 64 << 20]

/// Unpacks both archives in memory and holds `md5sums` against the files.
private func auditContents(
  of package: DebianPackage, _ source: any ByteSource, _ audit: inout PackageAudit
) throws {
  var members: [String: [UInt8]] = [:]
  do {
    let totals = try walkPayload(
      of: source, in: package.control.contents, format: .gnutar, digest: .sha256,
      keeping: { controlLimits[installedPath($0.path) ?? ""] ?? 0 }
    ) { item in
      guard let path = installedPath(item.entry.path) else {
        audit.doubt("verify.hostile-path", "'\(item.entry.path)' leaves the control archive")
        return
      }
      guard item.entry.kind == .file else { return }
      if let limit = controlLimits[path], item.contents == nil {
        audit.doubt("verify.oversized-control", "'\(path)' is larger than \(limit) bytes")
      }
      if members.updateValue(item.contents ?? [], forKey: path) != nil {
        audit.doubt("verify.duplicate-file", "'\(path)' is in the control archive twice")
      }
    }
    if totals.hasTrailingData {
      audit.doubt("verify.trailing-data", "data follows the end of the control archive")
    }
  } catch let error as SourceFailure {
    throw error
  } catch {
    audit.doubt("verify.damaged-payload", "the control archive cannot be unpacked: \(error)")
    return
  }
  auditControl(members["/control"], &audit)
  var sums: [String: [UInt8]]?
  if let text = members["/md5sums"] {
    do throws(MalformedInput) {
      let entries = try MD5Sums(parsing: text).entries.map { ("/" + $0.path, $0.digest) }
      sums = Dictionary(entries) { $1 }
    } catch {
      audit.doubt("verify.malformed-md5sums", "md5sums is malformed: \(error)")
    }
  } else {
    // dpkg-deb writes none, and what is signed is the archive with the files.
    audit.findings.append(
      Diagnostic(
        "verify.missing-md5sums", "the package has no md5sums", severity: .warning,
        hint: "dpkg --verify has nothing to hold installed files against", exit: .findings))
  }
  let conffiles = Set(
    String(decoding: members["/conffiles"] ?? [], as: UTF8.self).split(separator: "\n").map(
      String.init))
  try auditData(of: package, source, sums: sums, conffiles: conffiles, &audit)
}

private func auditControl(_ text: [UInt8]?, _ audit: inout PackageAudit) {
  guard let text else {
    audit.doubt("verify.missing-control", "the package has no control file")
    return
  }
  do throws(MalformedInput) {
    let paragraphs = try ControlFile(parsing: text).paragraphs
    guard paragraphs.count == 1, let paragraph = paragraphs.first else {
      audit.doubt("verify.malformed-control", "the control file is not one paragraph")
      return
    }
    for field in ["Package", "Version", "Architecture", "Maintainer", "Description"]
    where paragraph[field] == nil {
      audit.doubt("verify.malformed-control", "the control file has no field '\(field)'")
    }
  } catch {
    audit.doubt("verify.malformed-control", "the control file is malformed: \(error)")
  }
}

private func auditData(
  of package: DebianPackage, _ source: any ByteSource, sums: [String: [UInt8]]?,
  conffiles: Set<String>, _ audit: inout PackageAudit
) throws {
  let isListed = sums != nil
  var sums = sums ?? [:]
  var seen: Set<String> = []
  do {
    let totals = try walkPayload(
      of: source, in: package.data.contents, format: .gnutar, digest: .md5
    ) { item in
      guard let path = installedPath(item.entry.path) else {
        audit.doubt("verify.hostile-path", "'\(item.entry.path)' leaves the package's root")
        return
      }
      if !seen.insert(path).inserted {
        audit.doubt("verify.duplicate-file", "'\(path)' is in the data archive twice")
      }
      switch item.entry.kind {
      case .file:
        if let stated = sums.removeValue(forKey: path) {
          if stated != item.digest {
            audit.doubt("verify.file-differs", "'\(path)' does not have the digest md5sums states")
          }
        } else if isListed, !conffiles.contains(path) {
          audit.doubt("verify.unlisted-file", "'\(path)' is not in md5sums")
        }
      case .directory, .symlink, .hardlink: break
      case .special: audit.doubt("verify.special-file", "'\(path)' is a device, FIFO or socket")
      }
    }
    if totals.hasTrailingData {
      audit.doubt("verify.trailing-data", "data follows the end of the data archive")
    }
  } catch let error as SourceFailure {
    throw error
  } catch {
    audit.doubt("verify.damaged-payload", "the data archive cannot be unpacked: \(error)")
    return
  }
  for path in sums.keys.sorted() {
    audit.doubt("verify.missing-file", "'\(path)' is in md5sums but not in the package")
  }
}
