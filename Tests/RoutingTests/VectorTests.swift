import Foundation
import Mirroring
import Routing
import Testing

/// The vectors of docs/routing.md, so that the page others build on stays true.
@Suite struct VectorTests {
    struct Vector: Sendable {
        var path: String
        var members: [String]
        var ranks: [String]
    }

    /// Rows of the form ``| `path` | `members` | `ranks` |``.
    static let vectors: [Vector] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/routing.md")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard cells.count == 3, cells.allSatisfy({ $0.hasPrefix("`") && $0.hasSuffix("`") })
            else { return nil }
            let texts = cells.map { String($0.dropFirst().dropLast()) }
            return Vector(
                path: texts[0],
                members: texts[1].split(separator: " ").map(String.init),
                ranks: texts[2].split(separator: " ").map(String.init)
            )
        }
    }()

    @Test func `the page has vectors`() {
        #expect(Self.vectors.count >= 12)
    }

    @Test(arguments: vectors)
    func `a vector holds`(vector: Vector) {
        let view = RoutingView(number: 1, members: vector.members)
        let ranks = PathRanks(path: Array(vector.path.utf8), rule: nil, view: view)
        #expect(ranks.names == vector.ranks)
    }
}
