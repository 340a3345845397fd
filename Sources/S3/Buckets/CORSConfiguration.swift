/// A bucket's rules for pages of other origins: Fetch standard, and S3's PutBucketCors.
package struct CORSConfiguration: Sendable, Equatable {
    /// The most rules: S3's limit.
    package static let limit = 100
    /// The longest document that is kept, in bytes: S3's limit.
    package static let documentBytes = 64 << 10

    package let rules: [CORSRule]

    /// - Throws: MalformedXML or InvalidRequest.
    package init(document: XMLElement) throws(S3Error) {
        let elements = document.all("CORSRule")
        guard document.name == "CORSConfiguration", (1...Self.limit).contains(elements.count)
        else { throw S3Error(.malformedXML) }
        var rules: [CORSRule] = []
        for element in elements {
            func texts(_ name: String) -> [String] { element.all(name).map(\.text) }
            let rule = CORSRule(
                id: element.text(of: "ID"),
                origins: texts("AllowedOrigin"),
                methods: texts("AllowedMethod"),
                headers: texts("AllowedHeader"),
                exposed: texts("ExposeHeader"),
                maximumAgeSeconds: element.text(of: "MaxAgeSeconds").flatMap { Int($0) }
            )
            try Self.check(rule)
            rules.append(rule)
        }
        self.rules = rules
    }

    /// The configuration in a document that `document` wrote; nil where it is none.
    package init?(stored: [UInt8]) {
        do throws(XMLError) {
            let element = try XMLReader.read(stored)
            do throws(S3Error) {
                try self.init(document: element)
            } catch {
                return nil
            }
        } catch {
            return nil
        }
    }

    private static func check(_ rule: CORSRule) throws(S3Error) {
        guard !rule.origins.isEmpty, !rule.methods.isEmpty else { throw S3Error(.malformedXML) }
        for method in rule.methods
        where !["GET", "PUT", "POST", "DELETE", "HEAD"].contains(method) {
            throw S3Error(
                .invalidRequest,
                "Found unsupported HTTP method in CORS config. Unsupported method is \(method)"
            )
        }
        for pattern in rule.origins + rule.headers where pattern.count(where: { $0 == "*" }) > 1 {
            throw S3Error(
                .invalidRequest,
                "\"\(pattern)\" can not have more than one wildcard."
            )
        }
        // These go into fields of answers.
        for text in rule.origins + rule.exposed where !StoredFields.isValue(Array(text.utf8)) {
            throw S3Error(.invalidRequest, "A CORS rule has control characters.")
        }
    }

    /// The answer to GetBucketCors, which is also what is kept.
    package var document: [UInt8] {
        var writer = XMLWriter()
        writer.open("CORSConfiguration", namespace: true)
        for rule in rules {
            writer.open("CORSRule")
            if let id = rule.id { writer.element("ID", id) }
            for origin in rule.origins { writer.element("AllowedOrigin", origin) }
            for method in rule.methods { writer.element("AllowedMethod", method) }
            for header in rule.headers { writer.element("AllowedHeader", header) }
            for header in rule.exposed { writer.element("ExposeHeader", header) }
            if let age = rule.maximumAgeSeconds { writer.element("MaxAgeSeconds", "\(age)") }
            writer.close("CORSRule")
        }
        writer.close("CORSConfiguration")
        return writer.bytes
    }

    /// The fields of an answer to a page of `origin`, as lines; nil where no rule admits it.
    package func lines(origin: String, method: String) -> [UInt8]? {
        guard let rule = rules.first(where: { $0.admits(origin: origin, method: method) }) else {
            return nil
        }
        return Array(Self.common(rule, origin).utf8)
    }

    /// The fields of the answer to a preflight, as lines; nil where no rule admits what is asked.
    package func preflightLines(
        origin: String,
        method: String,
        headers: [String]
    ) -> [UInt8]? {
        let found = rules.first { rule in
            rule.admits(origin: origin, method: method)
                && headers.allSatisfy { rule.admits(header: $0) }
        }
        guard let rule = found else { return nil }
        var lines = Self.common(rule, origin)
        if !headers.isEmpty {
            lines += "Access-Control-Allow-Headers: \(headers.joined(separator: ", "))\r\n"
        }
        if let age = rule.maximumAgeSeconds { lines += "Access-Control-Max-Age: \(age)\r\n" }
        return Array(lines.utf8)
    }

    private static func common(_ rule: CORSRule, _ origin: String) -> String {
        // A rule for every origin gives no page the right to send credentials.
        let isForAll = rule.origins.contains("*")
        var lines = "Access-Control-Allow-Origin: \(isForAll ? "*" : origin)\r\n"
        if !isForAll { lines += "Access-Control-Allow-Credentials: true\r\n" }
        lines += "Access-Control-Allow-Methods: \(rule.methods.joined(separator: ", "))\r\n"
        if !rule.exposed.isEmpty {
            lines += "Access-Control-Expose-Headers: \(rule.exposed.joined(separator: ", "))\r\n"
        }
        return lines
            + "Vary: Origin, Access-Control-Request-Headers, Access-Control-Request-Method\r\n"
    }
}
