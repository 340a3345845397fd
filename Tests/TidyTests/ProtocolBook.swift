/// Which protocols there are and what they document: who implements a requirement need not say
/// again what it does.
///
/// Told by text: a member counts as an implementation where the declaration or extension around it
/// names the protocol, or one that inherits from it, and the protocol documents a member of this
/// name.
struct ProtocolBook {
    private struct Entry {
        var documented: Set<String>
        var inherited: Set<String>
    }

    /// Members of protocols that others document.
    private static let foreign: [String: Set<String>] = [
        "RandomNumberGenerator": ["next"],
        "AsyncSequence": ["Element", "AsyncIterator", "makeAsyncIterator"],
        "AsyncIteratorProtocol": ["next"],
        "ChannelHandler": ["handlerAdded", "handlerRemoved"],
        "ChannelInboundHandler": [
            "InboundIn", "InboundOut", "OutboundOut", "channelRead", "channelReadComplete",
            "channelActive", "channelInactive", "channelWritabilityChanged",
            "userInboundEventTriggered", "errorCaught",
        ],
        "ChannelOutboundHandler": [
            "OutboundIn", "OutboundOut", "write", "flush", "read", "close",
            "triggerUserOutboundEvent",
        ],
    ]

    private var entries: [String: Entry] = [
        "ChannelInboundHandler": Entry(documented: [], inherited: ["ChannelHandler"]),
        "ChannelOutboundHandler": Entry(documented: [], inherited: ["ChannelHandler"]),
        "ChannelDuplexHandler": Entry(
            documented: [],
            inherited: ["ChannelInboundHandler", "ChannelOutboundHandler"]
        ),
    ]

    init(_ files: [SourceFile] = []) {
        for (name, members) in Self.foreign {
            entries[name, default: Entry(documented: [], inherited: [])].documented = members
        }
        for file in files {
            for scope in Self.scopes(file) where scope.isProtocol {
                entries[scope.name] = Entry(
                    documented: Self.documented(file, scope.body),
                    inherited: scope.inherited
                )
            }
        }
    }

    /// Whether the protocols named by the innermost declaration around a token document this member.
    func documents(_ member: String, at token: Token, in file: SourceFile) -> Bool {
        let around = Self.scopes(file).filter {
            file.code[$0.body.lowerBound].start < token.start
                && token.start < file.code[$0.body.upperBound].start
        }
        guard let scope = around.max(by: { $0.body.lowerBound < $1.body.lowerBound }) else {
            return false
        }
        var pending = Array(scope.inherited)
        var seen: Set<String> = []
        while let name = pending.popLast() {
            guard seen.insert(name).inserted, let entry = entries[name] else { continue }
            if entry.documented.contains(member) { return true }
            pending += entry.inherited
        }
        return false
    }

    private struct Scope {
        let name: String
        let isProtocol: Bool
        /// The names between the colon and the body, those of a `where` clause included.
        let inherited: Set<String>
        /// From the brace that opens the body to the one that closes it, in `code`.
        let body: ClosedRange<Int>
    }

    private static func scopes(_ file: SourceFile) -> [Scope] {
        let kinds: Set = ["struct", "class", "enum", "actor", "protocol", "extension"]
        return file.code.indices.dropLast(2).compactMap { index in
            guard file.code[index].kind == .word, kinds.contains(file.code[index].text),
                index == 0 || !file.code[index - 1].isSymbol("."),
                file.code[index + 1].kind == .word,
                let open = file.code[index...].firstIndex(where: { $0.isSymbol("{") })
            else { return nil }
            let clause = file.code[(index + 2)..<open].drop { !$0.isSymbol(":") }
            return Scope(
                name: file.code[index + 1].text,
                isProtocol: file.code[index].isWord("protocol"),
                inherited: Set(clause.filter { $0.kind == .word }.map(\.text)),
                body: open...file.closing(open)
            )
        }
    }

    /// The names of the functions and types among requirements that a doc comment stands before.
    private static func documented(_ file: SourceFile, _ body: ClosedRange<Int>) -> Set<String> {
        let keywords: Set = ["func", "associatedtype", "init", "subscript"]
        var names: Set<String> = []
        for index in body.dropLast() where keywords.contains(file.code[index].text) {
            let keyword = file.code[index]
            guard let position = file.tokens.firstIndex(where: { $0.start == keyword.start }),
                DeclarationRules.hasDocumentation(file, before: position)
            else { continue }
            let isNamed = keyword.text == "func" || keyword.text == "associatedtype"
            names.insert(isNamed ? file.code[index + 1].text : keyword.text)
        }
        return names
    }
}
