import Diagnostics
import TestSupport
import Testing

@testable import Workspace

/// Files are put in place while others are made, and none suffers from another.
struct PublishQueueTests {
  private func output(_ text: String, _ name: String, in directory: String) throws -> StagedOutput {
    let output = try StagedOutput(directory: directory)
    try output.add(Array(text.utf8), named: name)
    return output
  }

  /// More of them than may wait, in two directories.
  @Test func everythingIsInPlaceAtTheEnd() throws {
    let room = try ScratchDirectory()
    try room.write("old", to: "one/7")
    let queue = PublishQueue()
    for number in 0..<50 {
      let directory = room[number.isMultiple(of: 2) ? "two" : "one"]
      #expect(try queue.add(output("new \(number)", "\(number)", in: directory)) == number)
    }
    let problems = queue.finish()
    #expect(problems.count == 50 && problems.allSatisfy { $0 == nil })
    for number in 0..<50 {
      let directory = number.isMultiple(of: 2) ? "two" : "one"
      #expect(try room.text("\(directory)/\(number)") == "new \(number)")
    }
    #expect(try room.names(in: "one").count == 25 && room.names(in: "two").count == 25)
  }

  @Test("what cannot be put in place keeps no other from it", arguments: ["directory", "long"])
  func oneProblem(kind: String) throws {
    let room = try ScratchDirectory()
    try room.write("old", to: "0")
    try room.makeDirectory("way")
    let bad = kind == "directory" ? "way" : String(repeating: "n", count: 300)
    let queue = PublishQueue()
    let names = ["0", bad, "2"]
    let numbers = try names.map { try queue.add(output("new", $0, in: room.path)) }
    let problems = queue.finish()
    #expect(numbers == [0, 1, 2])
    #expect(problems[0] == nil && problems[2] == nil)
    #expect(problems[1] != nil)
    #expect(try room.text("0") == "new" && room.text("2") == "new")
    #expect(try room.names() == ["0", "2", "way"])
  }

  @Test func nothingToPublishIsFine() {
    #expect(PublishQueue().finish().isEmpty)
  }
}
