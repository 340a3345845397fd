import Gateway

/// Everything is open to everybody.
struct OpenAccess: AccessSource {
    func revision(of name: UnsafeRawBufferPointer) -> UInt64? { nil }

    func identity(_ name: UnsafeRawBufferPointer) -> AccessIdentity? { nil }

    func hasKeys() -> Bool { false }

    func isPublic(_ path: UnsafeRawBufferPointer) -> Bool { true }

    func mayAnybodyList(_ path: UnsafeRawBufferPointer) -> Bool { true }
}
