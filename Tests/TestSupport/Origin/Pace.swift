/// How fast a body is sent: so many bytes, then a pause.
package struct Pace: Sendable {
    package let bytes: Int
    package let pause: Duration

    /// So many bytes every span.
    package static func drip(_ bytes: Int, every pause: Duration) -> Pace {
        Pace(bytes: bytes, pause: pause)
    }

    /// Bytes per second, in twenty pieces.
    package static func limit(bytesPerSecond: Int) -> Pace {
        Pace(bytes: max(1, bytesPerSecond / 20), pause: .milliseconds(50))
    }
}
