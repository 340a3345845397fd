import Fetch
import JSON

/// Calls of the admin API, with failures as the exit codes of a command.
struct AdminClient: Sendable {
    /// Without a slash at the end.
    let node: String
    private let token: String?
    private let transport: any AdminTransport

    init(node: String, token: String?, transport: any AdminTransport) throws(CommandFailure) {
        guard node.hasPrefix("http://") || node.hasPrefix("https://") else {
            throw CommandFailure(
                .usage,
                "--node \"\(node)\" must be a URL such as http://127.0.0.1:8401"
            )
        }
        self.node = node.hasSuffix("/") ? String(node.dropLast()) : node
        self.token = token
        self.transport = transport
    }

    /// Sends a call and reads its answer; `.null` where it has no body.
    func call(
        _ method: AdminMethod,
        _ target: String,
        fields: [(name: String, value: String)] = [],
        body: [UInt8]? = nil
    ) throws(CommandFailure) -> JSONValue {
        let answer: (status: Int, body: [UInt8])
        do {
            answer = try transport.perform(
                method,
                node + target,
                fields: fields + authorization,
                body: body
            )
        } catch {
            throw failure(error)
        }
        return try read(answer.status, answer.body)
    }

    /// Hands out the objects of an NDJSON stream until `onObject` says false or the node ends it.
    func stream(
        _ target: String,
        onObject: (JSONValue) throws(CommandFailure) -> Bool
    ) throws(CommandFailure) {
        var failed: CommandFailure?
        let answer: (status: Int, body: [UInt8])
        do {
            answer = try transport.stream(node + target, fields: authorization) { line in
                do {
                    let object = try read(200, line)
                    if let error = object["error"] { throw refusal(410, error) }
                    return try onObject(object)
                } catch let error as CommandFailure {
                    failed = error
                } catch {
                    failed = CommandFailure(.refused, "\(error)")
                }
                return false
            }
        } catch {
            throw failure(error)
        }
        if let failed { throw failed }
        if answer.status != 200 { _ = try read(answer.status, answer.body) }
    }

    private var authorization: [(name: String, value: String)] {
        token.map { [("Authorization", "Bearer \($0)")] } ?? []
    }

    private func read(_ status: Int, _ body: [UInt8]) throws(CommandFailure) -> JSONValue {
        var value = JSONValue.null
        if !body.isEmpty {
            var limits = JSONLimits()
            limits.bytes = 256 << 20
            limits.elements = 1 << 20
            do {
                value = try JSONReader.read(body, limits: limits)
            } catch {
                throw CommandFailure(
                    .refused,
                    "\(node) answered \(status) with what is no JSON: is it an admin API?"
                )
            }
        }
        guard (200..<300).contains(status) else {
            throw refusal(status, value["error"] ?? .null)
        }
        return value
    }

    private func refusal(_ status: Int, _ error: JSONValue) -> CommandFailure {
        let code = error["code"]?.text ?? "status \(status)"
        var message = "\(error["message"]?.text ?? "no reason given") (\(code))"
        if status == 401, token == nil {
            message += "; give --token, HEADWATER_ADMIN_TOKEN or --data with the node's data folder"
        }
        return CommandFailure(Self.passing.contains(code) ? .unreachable : .refused, message)
    }

    /// Refusals that pass by themselves.
    private static let passing = ["NoQuorum", "Overloaded", "Stopping", "Pending"]

    private func failure(_ failure: BlockingFailure) -> CommandFailure {
        switch failure {
        case .refused(let text), .unresolved(let text), .timeout(let text), .tls(let text),
            .broken(let text):
            CommandFailure(.unreachable, "\(node) does not answer: \(text)")
        case .tooLarge(let limit):
            CommandFailure(.refused, "\(node) answered with more than \(limit) bytes")
        }
    }
}
