/// The pages of protocols name every number that the codecs put on the wire.
enum ProtocolPages {
    /// An enumeration whose numbers go over the wire, and the page that tells of it.
    struct Subject {
        let source: String
        let type: String
        let page: String

        init(_ source: String, _ type: String, _ page: String) {
            self.source = "Sources/" + source + ".swift"
            self.type = type
            self.page = "docs/protocols/" + page + ".md"
        }
    }

    static let subjects = [
        Subject("Raft/Messages/MessageTag", "MessageTag", "raft"),
        Subject("Catalog/CatalogTable", "CatalogTable", "raft"),
        Subject("Gossip/Messages/MessageTag", "MessageTag", "gossip"),
        Subject("Gossip/Messages/FrameCodec", "Kind", "gossip"),
        Subject("Gossip/Values/MemberState", "MemberState", "gossip"),
        Subject("PeerProtocol/Hello/PeerKind", "PeerKind", "peer"),
        Subject("PeerProtocol/Hello/PeerFrame", "Tag", "peer"),
        Subject("PeerProtocol/Writes/ForwardOutcomeCodec", "Outcome", "peer"),
        Subject("PeerProtocol/Writes/ForwardOutcomeCodec", "Reason", "peer"),
        Subject("PeerProtocol/Membership/ControlRequest", "Tag", "peer"),
        Subject("PeerProtocol/Membership/ControlAnswer", "Tag", "peer"),
        Subject("Routing/Messages/FillMessageTag", "FillMessageTag", "peer"),
    ]

    /// The numbers of an enumeration in a source that its page does not have in a row of a table.
    static func violations(_ subject: Subject, source: String, page: String) -> [Violation] {
        let cases = cases(of: subject.type, in: source)
        guard !cases.isEmpty else {
            let message = "there is no enumeration \(subject.type) with numbers"
            return [Violation(path: subject.source, line: 1, message: message)]
        }
        return cases.filter { !page.contains("\n| \($0.number) | `\($0.name)` |") }.map {
            let message = "no row says that \($0.number) is `\($0.name)` (\(subject.source))"
            return Violation(path: subject.page, line: 1, message: message)
        }
    }

    /// The cases with their numbers, those that are counted on from the one before too.
    private static func cases(of type: String, in source: String) -> [(number: Int, name: String)] {
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        let start = lines.firstIndex { $0.contains("enum \(type): ") && $0.hasSuffix("{") }
        guard let start else { return [] }
        let end = String(lines[start].prefix { $0 == " " }) + "}"
        var cases: [(number: Int, name: String)] = []
        for line in lines[(start + 1)...].prefix(while: { $0 != end }) {
            let words = line.split(separator: " ")
            guard words.first == "case", words.count == 2 || words.count == 4 else { continue }
            let number = words.count == 4 ? Int(words[3]) : (cases.last?.number ?? -1) + 1
            guard let number else { continue }
            cases.append((number, String(words[1])))
        }
        return cases
    }
}
