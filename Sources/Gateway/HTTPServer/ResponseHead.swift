internal import HTTP1
package import NIOCore

/// Writes the head of an answer into a buffer, without a string or an array in between.
package struct ResponseHead {
    package var buffer: ByteBuffer

    /// Begins with the status line, `Date` and what the connection's persistence asks for.
    package init(status: Int, on connection: HTTPConnection, reserving capacity: Int = 512) {
        buffer = connection.loopContext.takeScratch(capacity)
        if status == 200 {
            buffer.writeStaticString("HTTP/1.1 200 OK\r\nDate: ")
        } else {
            buffer.writeStaticString("HTTP/1.1 ")
            decimal(UInt64(status))
            buffer.writeStaticString(" ")
            buffer.writeStaticString(ReasonPhrase.text(status))
            buffer.writeStaticString("\r\nDate: ")
        }
        connection.loopContext.withDate { _ = buffer.writeBytes($0) }
        buffer.writeStaticString("\r\n")
        if !connection.keepsAlive {
            buffer.writeStaticString("Connection: close\r\n")
        } else if connection.head.minorVersion == 0 {
            buffer.writeStaticString("Connection: keep-alive\r\n")
        }
    }

    /// A field whose value is known at compile time.
    package mutating func field(_ name: StaticString, _ value: StaticString) {
        buffer.writeStaticString(name)
        buffer.writeStaticString(": ")
        buffer.writeStaticString(value)
        buffer.writeStaticString("\r\n")
    }

    /// A field; whoever calls has made sure that the value has no line break.
    package mutating func field(_ name: StaticString, _ value: some Sequence<UInt8>) {
        buffer.writeStaticString(name)
        buffer.writeStaticString(": ")
        buffer.writeBytes(value)
        buffer.writeStaticString("\r\n")
    }

    /// A field with a decimal number.
    package mutating func field(_ name: StaticString, _ value: UInt64) {
        buffer.writeStaticString(name)
        buffer.writeStaticString(": ")
        decimal(value)
        buffer.writeStaticString("\r\n")
    }

    /// `Content-Range` of a part (RFC 9110 section 14.4).
    package mutating func contentRange(_ range: Range<UInt64>, of size: UInt64) {
        buffer.writeStaticString("Content-Range: bytes ")
        decimal(range.lowerBound)
        buffer.writeStaticString("-")
        decimal(range.upperBound - 1)
        buffer.writeStaticString("/")
        decimal(size)
        buffer.writeStaticString("\r\n")
    }

    /// `Content-Range` of an answer 416 (RFC 9110 section 15.5.17).
    package mutating func contentRangeUnsatisfied(size: UInt64) {
        buffer.writeStaticString("Content-Range: bytes */")
        decimal(size)
        buffer.writeStaticString("\r\n")
    }

    /// Lines that are rendered already, each with its line end.
    package mutating func lines(_ block: UnsafeRawBufferPointer) {
        buffer.writeBytes(block)
    }

    /// Lines that are rendered already, each with its line end.
    package mutating func lines(_ block: [UInt8]) {
        buffer.writeBytes(block)
    }

    /// The empty line that ends the head.
    package mutating func end() {
        buffer.writeStaticString("\r\n")
    }

    /// A number in decimal digits.
    package mutating func decimal(_ value: UInt64) {
        buffer.writeDecimal(value)
    }
}

extension ByteBuffer {
    /// Appends a number in decimal digits.
    mutating func writeDecimal(_ value: UInt64) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var rest = value
            var start = 20
            repeat {
                start -= 1
                digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            writeBytes(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(digits)[start...]))
        }
    }

    /// Appends 16 hexadecimal digits.
    mutating func writeHexadecimal(_ value: UInt64) {
        for shift in stride(from: 60, through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(shift)) & 15
            writeInteger(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}
