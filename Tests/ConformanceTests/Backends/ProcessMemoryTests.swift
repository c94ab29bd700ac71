import Foundation
import TestSupport
import Testing

/// What is left of a key in the memory of a process that has signed with it.
///
/// The key of every kind of file is looked for as numbers and as text, in everything the process
/// can write to but the pages that are kept out of core dumps: there is to be nothing.
@Suite(.enabled(if: mayReadProcesses, "needs CAP_SYS_PTRACE"))
struct ProcessMemoryTests {
  /// Prints the places of `needles` in the memory of a `pkg` that has signed and not ended yet.
  ///
  /// It waits for a reader of its warning: standard error is a pipe that is full already.
  private static let script = """
    import base64, json, os, re, subprocess, sys, time
    kind, key, scalar, output, *command = sys.argv[1:]
    whole = open(key, "rb").read()
    numbers = bytes.fromhex(open(scalar).read())
    needles = {"number": numbers, "reversed number": numbers[::-1]}
    if whole[:5] in (b"-----", b"untru"):
        lines = [l for l in whole.split(b"\\n") if l and not l.startswith((b"-", b"="))]
        text = b"".join(l for l in lines if b" " not in l)
        at = base64.b64decode(text[:len(text) // 4 * 4]).find(numbers) if kind == "open" else -1
        if at >= 0:
            # Some characters of the line that the number's middle stands in.
            middle = text[(at + 12) // 3 * 4:][:24]
            needles["text"] = max((middle[a:b] for a in range(24) for b in range(a, 25)
                                   if any(middle[a:b] in l for l in lines)), key=len)
            assert len(needles["text"]) >= 12
    receiver, sender = os.pipe()
    os.set_blocking(sender, False)
    try:
        while True: os.write(sender, b"x" * 4096)
    except BlockingIOError: pass
    os.set_blocking(sender, True)
    child = subprocess.Popen(command, stderr=sender, stdin=subprocess.DEVNULL)
    # The signature is there, and somebody waits in a system call with descriptor 2 first.
    write = {"1", "20"} if os.uname().machine == "x86_64" else {"64", "66"}
    def waits():
        for task in os.listdir(f"/proc/{child.pid}/task"):
            try: words = open(f"/proc/{child.pid}/task/{task}/syscall").read().split()
            except OSError: continue
            if len(words) > 2 and words[0] in write and words[1] == "0x2": return True
    while not waits():
        if child.poll() is not None: sys.exit(f"it ended with {child.returncode}")
        time.sleep(0.01)
    if not os.path.exists(output):
        child.kill()
        sys.exit("it complains, and has not signed")
    memory = open(f"/proc/{child.pid}/mem", "rb", 0)
    def look():
        found, seen = [], 0
        for part in re.split("^(?=[0-9a-f]+-[0-9a-f]+ )", open(f"/proc/{child.pid}/smaps").read(),
                             flags=re.M):
            if not part: continue
            head = part.split("\\n")[0].split()
            if "w" not in head[1]: continue
            start, end = (int(x, 16) for x in head[0].split("-"))
            memory.seek(start)
            try: contents = memory.read(end - start)
            except OSError: continue
            seen += len(contents)
            if " dd" in re.search("VmFlags:(.*)", part).group(1): continue
            found += [f"{name} in {' '.join(head)}" for name, n in needles.items() if n in contents]
        return found, seen
    # Other threads may still be letting go of what they had.
    for _ in range(100):
        found, seen = look()
        if not found: break
        time.sleep(0.1)
    limits = open(f"/proc/{child.pid}/limits").read()
    core = re.search(r"Max core file size +(\\S+) +(\\S+)", limits)
    os.close(sender)
    while os.read(receiver, 65536): pass
    print(json.dumps({"found": found, "seen": seen, "needles": sorted(needles),
                      "core": [core.group(1), core.group(2)], "status": child.wait()}))

    """

  private struct Answer: Decodable {
    var found: [String]
    /// Bytes looked at.
    var seen: Int
    var needles: [String]
    var status: Int32
    /// The soft and the hard limit of core files.
    var core: [String]
  }

  /// Signs `file` with a key whose number `scalar` holds in hexadecimal, and looks around.
  private func expectNothingLeft(
    of key: String, protected: Bool, scalar: String, _ options: [String], output: String,
    in place: ScratchDirectory
  ) async throws {
    try place.write("data\n", to: "file")
    try place.write(Self.script, to: "look.py")
    // What is to be warned of: the process waits to say it.
    try await succeed("chmod", ["640", place[key]])
    let result = try await run(
      "python3",
      [
        place["look.py"], protected ? "protected" : "open", place[key], place[scalar],
        place[output], Surroundings.program, "sign", "--key", place[key],
        "--insecure-key-permissions",
      ] + options + [place["file"]], environment: ["SOURCE_DATE_EPOCH": Surroundings.epoch])
    try #require(result.status == 0, "\(result.errors)")
    let answer = try JSONDecoder().decode(Answer.self, from: Data(result.output.utf8))
    #expect(answer.status == 0 && answer.seen > 1 << 20)
    #expect(answer.core == ["0", "0"])
    #expect(answer.needles.contains("text") == !protected || key.hasSuffix("der"))
    #expect(answer.found == [], "\(key)")
  }

  /// The scalar of a PKCS#8 file of Ed25519, or the first prime of one of RSA.
  private static let scalar = """
    import re, subprocess, sys
    text = subprocess.run(["openssl", "pkey", "-in", sys.argv[1], "-noout", "-text"],
                          capture_output=True, text=True, check=True).stdout
    part = re.search(r"(?:priv|prime1):\\n((?:    .*\\n)+)", text).group(1)
    number = bytes.fromhex(re.sub("[^0-9a-f]", "", part)).lstrip(b"\\0")
    # The lower half: libcrypto keeps numbers in words of eight bytes, lowest first.
    print((number if len(number) == 32 else number[-64:-8]).hex())

    """

  private func keys(_ algorithm: [String], _ place: ScratchDirectory) async throws {
    try await succeed("openssl", ["genpkey", "-out", place["open.pem"]] + algorithm)
    try place.write(Self.scalar, to: "scalar.py")
    let scalar = try await succeed("python3", [place["scalar.py"], place["open.pem"]])
    try place.write(scalar, to: "scalar")
  }

  @Test(arguments: [
    ["-algorithm", "ed25519"], ["-algorithm", "ec", "-pkeyopt", "group:P-256"],
    ["-algorithm", "rsa", "-pkeyopt", "rsa_keygen_bits:3072"],
  ])
  func ofOpenSSLsFiles(algorithm: [String]) async throws {
    let place = try ScratchDirectory()
    try await keys(algorithm, place)
    let open = place["open.pem"]
    try await succeed(
      "openssl",
      ["pkcs8", "-topk8", "-nocrypt", "-in", open, "-outform", "DER", "-out", place["open.der"]])
    try await succeed(
      "openssl",
      ["pkcs8", "-topk8", "-in", open, "-passout", "pass:word", "-out", place["sealed.pem"]])
    try await succeed(
      "openssl",
      [
        "pkcs12", "-export", "-nocerts", "-inkey", open, "-passout", "pass:word", "-out",
        place["sealed.p12"],
      ])
    try place.write("word\n", to: "passphrase", mode: 0o600)
    try await succeed("chmod", ["600", open])
    let certificate = try await certificate(of: open, in: place)
    for (key, protected) in [
      ("open.pem", false), ("open.der", false), ("sealed.pem", true), ("sealed.p12", true),
    ] {
      try await expectNothingLeft(
        of: key, protected: protected, scalar: "scalar",
        ["--certificate", certificate]
          + (protected ? ["--passphrase-file", place["passphrase"]] : []),
        output: "file.asc", in: place)
      try FileManager.default.removeItem(atPath: place["file.asc"])
    }
  }

  /// The number of our own Ed25519 key: RFC 9580 §5.5.3, protected as `pkg key generate` does.
  private static let packet = """
    import base64, hashlib, subprocess, sys
    text = open(sys.argv[1]).read().split("\\n\\n", 1)[1].split("\\n=")[0]
    body = base64.b64decode(text)
    # Two bytes of head and 51 of the public part.
    assert body[0] == 0x94
    part = body[53:]
    if part[0] == 0:
        number = part[1:]
    else:
        # SHA-1 behind the number, AES-256, and SHA-256 over 65,011,712 bytes.
        assert part[:4] == bytes([254, 9, 3, 8]) and part[12] == 0xff
        unit = part[4:12] + b"word"
        key = hashlib.sha256((unit * (65011712 // len(unit) + 1))[:65011712]).hexdigest()
        number = subprocess.run(
            ["openssl", "enc", "-d", "-aes-256-cfb", "-K", key, "-iv", part[13:29].hex()],
            input=part[29:], capture_output=True, check=True).stdout
    print(number[2:2 + (number[0] * 256 + number[1] + 7) // 8].hex())

    """

  @Test(arguments: [false, true]) func ofOpenPGPFiles(isProtected: Bool) async throws {
    let place = try ScratchDirectory()
    try place.write("word\n", to: "passphrase", mode: 0o600)
    let passphrase = isProtected ? ["--passphrase-file", place["passphrase"]] : []
    let made = try await pkg(
      [
        "key", "generate", "--algorithm", "ed25519", "--user-id", "R <r@example.com>", "--out",
        place["key"],
      ] + passphrase)
    try #require(made.status == 0, "\(made.errors)")
    try place.write(Self.packet, to: "packet.py")
    let scalar = try await succeed("python3", [place["packet.py"], place["key.sec.asc"]])
    try place.write(scalar, to: "scalar")
    try await expectNothingLeft(
      of: "key.sec.asc", protected: isProtected, scalar: "scalar", passphrase,
      output: "file.asc", in: place)
  }

  @Test func ofMinisignsFiles() async throws {
    let place = try ScratchDirectory()
    try await succeed(
      "minisign", ["-G", "-W", "-f", "-p", place["key.pub"], "-s", place["key.sec"]])
    let scalar = try await succeed(
      "python3",
      [
        "-c",
        """
        import base64, sys
        line = open(sys.argv[1]).read().split("\\n")[1]
        print(base64.b64decode(line)[62:94].hex())
        """, place["key.sec"],
      ])
    try place.write(scalar, to: "scalar")
    try await expectNothingLeft(
      of: "key.sec", protected: false, scalar: "scalar", ["--kind", "minisign"],
      output: "file.minisig", in: place)
  }
}

/// Whether other processes' memory may be read: `CAP_SYS_PTRACE`.
private let mayReadProcesses: Bool = {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("CapEff:") } ?? ""
  let digits = line.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) } ?? 0
  return digits & 1 << 19 != 0
}()
