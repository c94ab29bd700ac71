import Bytes
import Cryptography
import Foundation
import TestSupport
import Testing
import TransparencyLog

/// Notes and checkpoints, against Go's own reader of them.
struct SignedNoteTests {
  private static let key = Result { try PrivateKey.generate(.ed25519) }

  private func note(_ text: String = "log.example.com\n3\nqqqq\n", name: String = "log.example.com")
    throws -> SignedNote
  {
    var note = SignedNote(text: text)
    try note.sign(as: name, with: try Self.key.get())
    return note
  }

  private func point() throws -> [UInt8] {
    guard case .ed25519(let point) = try Self.key.get().publicKey.components else {
      throw MalformedInput(.unsupported, at: 0)
    }
    return point
  }

  @Test func aNoteReadsBackAndVerifies() throws {
    let note = try note()
    let read = try SignedNote(parsing: note.serialized())
    #expect(read == note)
    let key = try Self.key.get().publicKey
    #expect(try read.verdict(of: key) == .good(name: "log.example.com"))
    #expect(try read.verdict(of: PrivateKey.generate(.ed25519).publicKey) == .absent)
  }

  @Test func aChangedNoteDoesNot() throws {
    let key = try Self.key.get().publicKey
    var changed = try note()
    changed.text = "log.example.com\n4\nqqqq\n"
    #expect(try changed.verdict(of: key) == .bad(name: "log.example.com"))
    var damaged = try note()
    damaged.signatures[0].bytes[0] ^= 1
    #expect(try damaged.verdict(of: key) == .bad(name: "log.example.com"))
    // Under another name the key's id is another: the note does not claim to be the key's.
    var renamed = try note()
    renamed.signatures[0].name = "other.example.com"
    #expect(try renamed.verdict(of: key) == .absent)
    // A good signature does not excuse a bad one that names the same key.
    var both = try note()
    both.signatures.append(damaged.signatures[0])
    #expect(try both.verdict(of: key) == .bad(name: "log.example.com"))
  }

  @Test func onlyEd25519Signs() throws {
    var note = SignedNote(text: "x\n")
    #expect {
      try note.sign(as: "x", with: try PrivateKey.generate(.rsa(bits: 2048)))
    } throws: {
      ($0 as? SigningFailure)?.kind == .unsupported
    }
  }

  @Test(
    "what is no note is refused",
    arguments: [
      "", "text\n", "text\n\n", "text\n\nno dash AAAAAAA=\n", "\n\u{2014} a AAAAAAA=\n",
      "text\n\n\u{2014} a AAAAAAA=", "text\n\n\u{2014} a+b AAAAAAA=\n", "text\n\n\u{2014} a AAAA\n",
      "text\n\n\u{2014} a !!!!!!!!\n", "text\t\n\n\u{2014} a AAAAAAA=\n",
      "text\r\n\n\u{2014} a AAAAAAA=\n", "text\n\n\u{2014}  AAAAAAA=\n",
    ])
  func malformed(text: String) {
    #expect(throws: MalformedInput.self) { try SignedNote(parsing: Array(text.utf8)) }
  }

  @Test func everyCutIsRefused() throws {
    let bytes = try note().serialized()
    for count in 0..<bytes.count {
      #expect(throws: MalformedInput.self) { try SignedNote(parsing: Array(bytes.prefix(count))) }
    }
  }

  @Test(
    "what is no checkpoint is refused",
    arguments: [
      "", "a\n", "a\n1\n", "\n1\n\(root)\n", "a\n01\n\(root)\n", "a\n-1\n\(root)\n",
      "a\n1\nAAAA\n", "a\n1\n\(root)", "a\n1\n\(root)\n\n", "a\n9999999999999999999\n\(root)\n",
      "a\n1\n\(root)!\n",
    ])
  func malformedCheckpoint(text: String) {
    #expect(throws: MalformedInput.self) { try Checkpoint(parsing: text) }
  }

  private static let root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

  @Test func aCheckpointReadsBack() throws {
    let checkpoint = Checkpoint(
      origin: "log.example.com", size: 12, root: [UInt8](repeating: 7, count: 32))
    #expect(try Checkpoint(parsing: checkpoint.text) == checkpoint)
    #expect(try Checkpoint(parsing: checkpoint.text + "an extension\n") == checkpoint)
  }

  /// `golang.org/x/mod/sumdb` lies in every Go toolchain, vendored for the `go` command.
  @Test func goReadsTheNoteAndAgreesOnTheTree() async throws {
    let place = try ScratchDirectory()
    var tree = MerkleTree()
    for number in 0..<21 { try tree.append(Array("entry \(number)".utf8)) }
    let checkpoint = Checkpoint(origin: "log.example.com", size: tree.size, root: try tree.root())
    try place.write(try note(checkpoint.text).serialized(), to: "note")
    let root = try await succeed("go", ["env", "GOROOT"]).trimmingCharacters(in: .newlines)
    let source = root + "/src/cmd/vendor/golang.org/x/mod/sumdb"
    for package in ["note", "tlog"] {
      try place.makeDirectory("mod/sumdb")
      try await succeed("cp", ["-RL", "\(source)/\(package)", place["mod/sumdb/\(package)"]])
    }
    // The package that older toolchains import is but another name for the standard library's.
    try await succeed(
      "sed",
      ["-i", "s#golang.org/x/crypto/ed25519#crypto/ed25519#", place["mod/sumdb/note/note.go"]])
    try place.write("module golang.org/x/mod\ngo 1.19\n", to: "mod/go.mod")
    try place.write(
      "module reader\ngo 1.19\nrequire golang.org/x/mod v0.0.0\n"
        + "replace golang.org/x/mod => ./mod\n", to: "go.mod")
    try place.write(Self.reader, to: "main.go")
    let environment = [
      "GOCACHE": "\(packageDirectory)/.build/go-cache", "GOPATH": "\(packageDirectory)/.build/go",
      "GOFLAGS": "-mod=mod", "GOPROXY": "off",
    ]
    let key = try point()
    let encoded = String(decoding: Base64.encoded([1] + key), as: UTF8.self)
    let id = hexadecimal(try SignedNote.keyID(of: key, name: "log.example.com"))
    let good = try await run(
      "go", ["run", ".", "log.example.com+\(id)+\(encoded)", "note"], environment: environment,
      in: place.path)
    #expect(good.status == 0, "\(good.output)\(good.errors)")
    #expect(good.output == "good log.example.com 21\n")
  }

  private static let reader = """
    package main

    import (
    	"fmt"
    	"os"

    	"golang.org/x/mod/sumdb/note"
    	"golang.org/x/mod/sumdb/tlog"
    )

    type hashes []tlog.Hash

    func (h *hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
    	var out []tlog.Hash
    	for _, index := range indexes {
    		out = append(out, (*h)[index])
    	}
    	return out, nil
    }

    func main() {
    	verifier, err := note.NewVerifier(os.Args[1])
    	if err != nil {
    		panic(err)
    	}
    	bytes, err := os.ReadFile(os.Args[2])
    	if err != nil {
    		panic(err)
    	}
    	opened, err := note.Open(bytes, note.VerifierList(verifier))
    	if err != nil {
    		panic(err)
    	}
    	var origin, root string
    	var size int64
    	if _, err := fmt.Sscanf(opened.Text, "%s\\n%d\\n%s\\n", &origin, &size, &root); err != nil {
    		panic(err)
    	}
    	var stored hashes
    	for i := int64(0); i < size; i++ {
    		more, err := tlog.StoredHashes(i, []byte(fmt.Sprintf("entry %d", i)), &stored)
    		if err != nil {
    			panic(err)
    		}
    		stored = append(stored, more...)
    	}
    	head, err := tlog.TreeHash(size, &stored)
    	if err != nil {
    		panic(err)
    	}
    	if head.String() != root {
    		panic(head.String() + " is not " + root)
    	}
    	fmt.Println("good", origin, size)
    }

    """
}
