import Foundation
import TestSupport

/// The interpreter with the packages of `Tests/requirements.txt`.
let python = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().appending(path: ".build/venv/bin/python").path

/// Runs a script over files that hold the documents, in their order.
func runPython(_ script: String, over documents: [[UInt8]] = [], input: String = "") async throws
  -> RunResult
{
  let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: directory) }
  var paths: [String] = []
  for (index, document) in documents.enumerated() {
    let file = directory.appending(path: "\(index).spdx.json")
    try Data(document).write(to: file)
    paths.append(file.path)
  }
  return try await run(python, ["-c", script] + paths, in: directory.path, input: input)
}
